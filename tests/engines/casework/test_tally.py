"""What counts in the figures: honestly, once, and on the day on which it was due."""

from datetime import timedelta

import pytest

from shanzhi.engines.casework.public import Tally, actions
from tests.factories import COMMUNITY, MORNING, actor_of, make_case, make_resident, make_unit, pretend

pytestmark = pytest.mark.django_db


def sums(*names: str, on: object = None) -> tuple[int, ...]:
    rows = Tally.objects.filter(category_code="")
    rows = rows.filter(on=on) if on else rows
    return tuple(sum(getattr(row, name) for row in rows) for name in names)


def test_a_contact_never_made_counts_as_due_on_its_day() -> None:
    make_case("signed")
    due = (MORNING + timedelta(days=1)).date()
    assert sums("contact_due", "contact_met", on=due) == (1, 0)


def test_a_contact_made_in_time_counts_on_the_day_it_was_made() -> None:
    make_case("handling")
    assert sums("contact_due", "contact_met", on=MORNING.date()) == (1, 1)
    assert sums("contact_due", "contact_met") == (1, 1)


def test_a_late_contact_is_due_and_not_met() -> None:
    case = make_case("signed")
    worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    actions.contact(case, by=worker, at=MORNING + timedelta(days=2))
    assert sums("contact_due", "contact_met") == (1, 0)


def test_a_contact_called_off_by_a_granted_return_no_longer_counts() -> None:
    case = make_case("dispatched")
    worker, chief = pretend("community_worker", COMMUNITY, unit_id=case.unit_id), pretend("county_dispatcher")
    case = actions.ask_return(case, by=worker, at=MORNING, reason="归市政")
    case = actions.decide_return(case, by=chief, at=MORNING + timedelta(hours=3), grant=True, decision="同意")
    assert sums("contact_due", "contact_met") == (0, 0)
    actions.dispatch(
        case, by=chief, at=MORNING + timedelta(hours=3), unit=make_unit("street_office", COMMUNITY[:9] + "000")
    )
    assert sums("contact_due", "contact_met") == (1, 0)


def test_the_person_who_says_that_nobody_called_takes_the_contact_back() -> None:
    resident = make_resident()
    case = make_case("rating", reporter=resident)
    assert sums("contact_met") == (1,)
    actions.rate(case, by=actor_of(resident), at=MORNING, was_contacted=False, is_solved=True, satisfaction=3)
    assert sums("contact_due", "contact_met") == (1, 0)


def test_a_case_reworked_and_late_twice_is_one_late_case() -> None:
    resident = make_resident()
    by, unit, chief = actor_of(resident), make_unit(), pretend("county_dispatcher")
    worker = pretend("community_worker", COMMUNITY, unit_id=unit.pk)
    case, at = make_case("handling", reporter=resident, unit=unit), MORNING
    for satisfaction in (1, 3):
        at += timedelta(days=20)
        case = actions.feed_back(case, by=worker, at=at, result="修了")
        case = actions.verify(case, by=chief, at=at)
        actions.rate(case, by=by, at=at, was_contacted=True, is_solved=True, satisfaction=satisfaction)
        case.refresh_from_db()
        if satisfaction == 1:
            case = actions.contact(case, by=worker, at=at)
    assert sums("closed", "late") == (1, 1)


def test_declined_and_withdrawn_reports_are_not_handled_ones() -> None:
    resident = make_resident()
    actions.withdraw(make_case(reporter=resident), by=actor_of(resident), at=MORNING)
    chief = pretend("county_dispatcher")
    actions.decline(make_case(), by=chief, at=MORNING, reason_code="legal_channel", explanation="请到法院立案窗口")
    assert sums("intake", "closed", "late") == (2, 0, 0)
