"""What the test of a killed server asks of the cell, in a process of its own: `prepare` or `check`; JSON on stdout."""

import json
import sys
from typing import Any

import django

django.setup()


def prepare() -> dict[str, Any]:
    """A community, and a program of its street; its token."""
    from shanzhi.engines.org.public import installer, issue_api_client
    from shanzhi.kernel import clock
    from tests import factories as make

    make.make_community()
    unit = make.make_unit("street_office", make.STREET, "温泉街道办事处")
    by, at = installer(make.COUNTY), clock.now()
    _, token = issue_api_client(name="热线", unit=unit, territory_code=make.STREET, by=by, at=at)
    return {"token": token, "community": make.COMMUNITY}


def check() -> dict[str, Any]:
    """What is there: numbers, and every case whole (one act, its clocks, the day's tally); whether the chain holds."""
    from django.db.models import Sum

    from shanzhi.engines.casework.public import Case, Clock, Tally
    from shanzhi.kernel import acts, clock
    from shanzhi.kernel.models import Act

    cases = dict(Case.objects.values_list("pk", "number"))
    told = list(Act.objects.filter(verb="case.report", object_type="casework.case").values_list("object_id", flat=True))
    clocks = list(Clock.objects.values_list("case_id", "code"))
    acts.seal_pending(at=clock.now())
    verified = acts.verify()
    return {
        "numbers": sorted(cases.values()),
        "acts_whole": sorted(told) == sorted(cases),
        "clocks_whole": sorted(clocks) == sorted((pk, code) for pk in cases for code in ("accept", "finish")),
        "tallied": Tally.objects.filter(category_code="").aggregate(n=Sum("intake"))["n"] or 0,
        "breaks": list(verified.breaks),
        "unsealed": verified.unsealed,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"prepare": prepare, "check": check}[sys.argv[1]]()))
