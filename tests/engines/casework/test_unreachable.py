"""An anonymous report has nobody to ring up: no clock of contact, no step of contact, nothing in the rate."""

from datetime import timedelta
from typing import Any

import pytest

from shanzhi.engines.casework import audit
from shanzhi.engines.casework.actions.bulk import History, Told, load
from shanzhi.engines.casework.process import OutOfOrder
from shanzhi.engines.casework.public import Case, Tally, actions
from tests.factories import COMMUNITY, MORNING, make_case, make_community, make_resident, make_unit, pretend

pytestmark = pytest.mark.django_db

SECRET: dict[str, Any] = {"nature": "report", "is_anonymous": True, "is_sealed": True, "body": "小卖部卖过期牛奶"}


def test_signing_leads_on_to_the_work_and_no_contact_is_due() -> None:
    make_community()
    unit = make_unit()
    case = make_case("dispatched", unit=unit, **SECRET)
    assert {clock.code for clock in case.clocks.filter(stopped_at__isnull=True)} == {"sign", "finish"}
    worker = pretend("community_worker", COMMUNITY, unit_id=unit.pk)
    case = actions.sign(case, by=worker, at=MORNING)
    assert case.step == "handling"
    with pytest.raises(OutOfOrder):
        actions.contact(case, by=worker, at=MORNING, note="联系谁")
    case = actions.feed_back(case, by=worker, at=MORNING, result="查封了")
    case = actions.verify(case, by=pretend("county_dispatcher"), at=MORNING)
    assert case.step == "closed"
    assert audit.difference(Case.objects.get()) == ""
    assert sum(row.contact_due for row in Tally.objects.all()) == 0


def test_a_return_of_it_pauses_and_goes_on() -> None:
    make_community()
    unit = make_unit()
    case = make_case("dispatched", unit=unit, **SECRET)
    worker, boss = pretend("community_worker", COMMUNITY, unit_id=unit.pk), pretend("county_dispatcher")
    case = actions.ask_return(case, by=worker, at=MORNING, reason="不归我们管")
    case = actions.decide_return(case, by=boss, at=MORNING, grant=False, decision="归你们管")
    assert actions.sign(case, by=worker, at=MORNING).step == "handling"
    assert audit.difference(Case.objects.get()) == ""


def test_whoever_left_a_name_is_still_to_be_contacted() -> None:
    make_community()
    case = make_case("signed", unit=make_unit(), reporter=make_resident(), nature="report", is_sealed=True, body="赌场")
    assert case.step == "signed"
    assert case.clocks.filter(code="contact", stopped_at__isnull=True).exists()


def test_a_told_history_goes_the_same_way() -> None:
    make_community()
    unit, boss = make_unit(), pretend("county_dispatcher")
    worker = pretend("community_worker", COMMUNITY, unit_id=unit.pk)
    new = actions.NewCase(kind="appeal", territory_code=COMMUNITY, category_code="08", **SECRET)
    t = [MORNING + timedelta(hours=n) for n in range(5)]
    steps = [
        Told("accept", t[1], boss, changes={"category_code": "08", "nature": "report"}, payload={"category": "08"}),
        Told("dispatch", t[1], boss, changes={"unit_id": unit.pk}),
        Told("sign", t[2], worker),
        Told("feed_back", t[3], worker, "查封了", changes={"outcome": "查封了"}),
    ]
    (told,) = load([History(new, t[0], boss, steps)])
    assert told.step == "verifying"
    assert not told.clocks.filter(code="contact").exists()
    assert audit.difference(Case.objects.get()) == ""
