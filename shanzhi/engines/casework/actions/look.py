"""What is looked at or carried away leaves an act too: a reporter's telephone, a list as a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shanzhi.engines.casework.models import Case, CaseQuerySet
from shanzhi.engines.casework.queries import sees_reporter
from shanzhi.engines.org.public import Unit
from shanzhi.kernel import acts
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import full
from shanzhi.kernel.refused import NotAllowed, NotFound, Refused

#: A purpose has at most so many characters.
PURPOSE = 60
#: At most so many cases leave in one file.
MOST = 10_000


class PurposeMissing(Refused):
    """A reason for looking must be given."""

    code = "purpose"
    message = "请写做什么用，最多60字，会记下来"
    english = "State the purpose in at most 60 characters; it is kept on record"


def _purpose(text: str) -> str:
    text = text.strip()
    if not text or len(text) > PURPOSE:
        raise PurposeMissing
    return text


@transaction.atomic
def unmask(case: Case, *, by: Actor, at: datetime, purpose: str) -> str:
    """The reporter's whole number, on record with the purpose.

    NotFound for whoever may not know the reporter, PurposeMissing. 个人信息保护法 art. 6: for a stated purpose only.
    """
    if not sees_reporter(by, case) or not case.reporter_phone:
        raise NotFound
    purpose = _purpose(purpose)
    grant = by.grant_for("case.read", **case.parties)
    acts.record("case.unmask", obj=case, territory=case.territory_code, by=by, at=at, grant=grant, reason=purpose)
    return str(case.reporter_phone)


@transaction.atomic
def export(cases: CaseQuerySet, *, by: Actor, at: datetime, purpose: str, filters: Mapping[str, Any]) -> list[int]:
    """Ids of the cases that leave as a file, in their order, at most MOST; on record with filters, number and purpose.

    Confidential reports stay in the house. The act is one on the actor's unit. NotAllowed, PurposeMissing.
    """
    grant = next((each for each in by.grants if "case.export" in each.role.verbs and each.unit_id is not None), None)
    if grant is None or grant.unit_id is None:
        raise NotAllowed
    purpose = _purpose(purpose)
    ids = list(cases.filter(is_sealed=False).values_list("pk", flat=True)[:MOST])
    payload = {"filters": dict(filters), "rows": len(ids), "purpose": purpose}
    acts.record(
        "case.export", obj=Unit.objects.get(pk=grant.unit_id), territory=full(grant.territory), by=by, at=at, grant=grant,
        payload=payload,
    )  # fmt: skip
    return ids
