"""How many statements each verb of a case may run, BEGIN and COMMIT among them; a notice or message is one each."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.casework.public import Case, actions
from shanzhi.kernel import calendar, policy
from tests.factories import COUNTY, MORNING, actor_of, make_case, make_community, make_resident, make_unit, pretend

pytestmark = pytest.mark.django_db(transaction=True)

#: The rows that two of three verbs need: BEGIN, the case under lock, its clocks, everything written, COMMIT.
PLAIN = 5


@pytest.fixture(autouse=True)
def _rules_are_known() -> None:
    """Policies and calendar are read once a process, not once a verb."""
    make_community()
    policy.value("casework.accept", area=COUNTY, at=MORNING)
    calendar.current()


def _count(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def _report(**facts: object) -> actions.NewCase:
    told = {"kind": "appeal", "nature": "help", "body": "楼道灯不亮", "territory_code": "421202001010"}
    return actions.NewCase(**(told | facts))


def test_a_report_with_notice_and_message_runs_six_statements() -> None:
    resident = make_resident(phone="13900007777")
    by = actor_of(resident)
    new = _report(reporter_id=resident.pk, name="陈芳", phone="13900007777")
    assert _count(lambda: actions.report(new, by=by, at=MORNING)) == 6


def test_a_report_with_a_key_runs_no_statement_more() -> None:
    by = pretend("county_dispatcher")
    assert _count(lambda: actions.report(_report(), by=by, at=MORNING)) == 4
    assert _count(lambda: actions.report(_report(source="s", source_key="1"), by=by, at=MORNING)) == 4


def test_accepting_runs_five_and_with_dispatching_nine() -> None:
    by = pretend("county_dispatcher")
    first, second, unit = make_case(), make_case(), make_unit()
    assert _count(lambda: actions.accept(first, by=by, at=MORNING, category="01")) == PLAIN
    assert _count(lambda: actions.accept(second, by=by, at=MORNING, category="01", unit=unit)) == 9


@pytest.mark.parametrize(
    ("step", "verb", "most"),
    [
        ("accepted", lambda c: actions.dispatch(c, by=pretend("county_dispatcher"), at=MORNING, unit=c.test_unit), PLAIN + 1),
        ("dispatched", lambda c: actions.sign(c, by=_worker(c), at=MORNING), PLAIN),
        ("signed", lambda c: actions.contact(c, by=_worker(c), at=MORNING), PLAIN + 1),
        ("handling", lambda c: actions.feed_back(c, by=_worker(c), at=MORNING, result="换了灯"), PLAIN),
        ("verifying", lambda c: actions.verify(c, by=pretend("county_dispatcher"), at=MORNING), PLAIN + 3),
        ("rating", lambda c: actions.rate(c, by=actor_of_reporter(c), at=MORNING, was_contacted=True, is_solved=True,
                                          satisfaction=3), PLAIN + 2),
        ("rating", lambda c: actions.rate(c, by=actor_of_reporter(c), at=MORNING, was_contacted=True, is_solved=False,
                                          satisfaction=1), PLAIN + 3),
    ],
    ids=["dispatch", "sign", "contact", "feed_back", "verify", "rate", "rework"],
)  # fmt: skip
def test_a_verb_keeps_to_its_statements(step: str, verb: Callable[[Case], object], most: int) -> None:
    case = make_case(step, reporter=make_resident(), unit=make_unit())
    case.test_unit = make_unit()  # type: ignore[attr-defined]
    if step == "rating":
        case.test_reporter = actor_of(case.reporter)  # type: ignore[attr-defined]
    assert _count(lambda: verb(case)) <= most


def test_counting_what_burns_runs_one_statement() -> None:
    from shanzhi.engines.casework.public import queries

    seen = Case.objects.visible_to(pretend("county_dispatcher"))
    assert _count(lambda: queries.inbox_counts(seen, at=MORNING)) == 1


def _worker(case: Case) -> object:
    return pretend("community_worker", case.community_code, unit_id=case.unit_id)


def actor_of_reporter(case: Case) -> object:
    return case.test_reporter  # type: ignore[attr-defined]
