"""A proxy tells in confidence in the proxy's own name, whatever name was chosen before."""

from dataclasses import replace
from typing import Any, cast

import pytest
from django.test import RequestFactory

from shanzhi.domains.appeals.resident.draft import Draft
from shanzhi.domains.appeals.resident.send import Person, send
from shanzhi.engines.casework.public import Case
from tests.factories import COMMUNITY, actor_of, make_community, make_resident

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("privacy", "whose"), [("sealed", "女儿"), ("named", "老母亲")])
def test_what_a_proxy_tells_in_confidence_is_the_proxy_s_own(privacy: str, whose: str) -> None:
    make_community()
    mother, daughter = make_resident("13500002222", "老母亲"), make_resident("13500003333", "女儿")
    request = cast("Any", RequestFactory().post("/report/check/"))
    request.actor = replace(actor_of(daughter), acting_for=(mother.pk,))
    draft = Draft(nature="report", body="弟弟打人", territory=COMMUNITY, privacy=privacy, for_id=mother.pk)
    persons = [Person(daughter.pk, "女儿", "13500003333"), Person(mother.pk, "老母亲", "13500002222")]
    number = send(request, draft, persons)
    case = Case.objects.get(number=number)
    assert case.reporter is not None
    assert (case.reporter.name, case.is_sealed) == (whose, privacy == "sealed")
