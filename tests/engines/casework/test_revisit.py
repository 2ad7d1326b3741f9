"""回访 is made by somebody who did not do the work and may know whom they ring up; 当场办结 is for one's own findings."""

from datetime import timedelta
from typing import Any

import pytest

from shanzhi.engines.casework import jobs
from shanzhi.engines.casework.actions.close import OwnWork, ReporterUnknown
from shanzhi.engines.casework.actions.patrol import NotAFinding
from shanzhi.engines.casework.public import Case, Rating, actions
from shanzhi.kernel import clock
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import Stale
from tests.factories import COMMUNITY, GRID, MORNING, STREET, actor_of, make_case, make_resident, make_unit, pretend

pytestmark = pytest.mark.django_db


def revisit(case: Case, by: Actor, *, good: bool = True) -> Rating:
    return actions.rate(case, by=by, at=MORNING, was_contacted=True, is_solved=good, satisfaction=3 if good else 1)


def test_nobody_of_the_unit_that_handled_it_takes_down_the_rating() -> None:
    case = make_case("rating", reporter=make_resident())
    with pytest.raises(OwnWork, match="回访要由别人来做"):
        revisit(case, pretend("community_worker", COMMUNITY, unit_id=case.unit_id))
    assert not Rating.objects.exists()
    assert revisit(case, pretend("street_officer", STREET)).channel == "phone"


def test_the_community_rings_up_when_another_unit_did_the_work() -> None:
    case = make_case("rating", reporter=make_resident(), unit=make_unit("property_firm"))
    assert revisit(case, pretend("community_worker", COMMUNITY, unit_id=make_unit().pk)).is_content


def test_who_reported_the_result_does_not_rate_it_from_another_seat_but_may_in_a_round_of_others() -> None:
    case, me = make_case("handling", reporter=make_resident()), 77
    handler = pretend("community_worker", COMMUNITY, unit_id=case.unit_id, account_id=me)
    elsewhere = pretend("street_officer", STREET, account_id=me)
    case = actions.feed_back(case, by=handler, at=MORNING, result="修好了")
    case = actions.verify(case, by=pretend("county_dispatcher"), at=MORNING)
    with pytest.raises(OwnWork):
        revisit(case, elsewhere)
    revisit(case, pretend("county_dispatcher"), good=False)
    colleague = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    case = actions.contact(case, by=colleague, at=MORNING)
    case = actions.feed_back(case, by=colleague, at=MORNING, result="又修了")
    case = actions.verify(case, by=pretend("county_dispatcher"), at=MORNING)
    assert revisit(case, elsewhere).round == 1


def test_a_worker_rates_as_a_resident_what_the_own_unit_did() -> None:
    resident = make_resident()
    case = make_case("rating", reporter=resident)
    assert revisit(case, actor_of(resident)).is_content


def test_who_may_not_know_the_reporter_does_not_ring_them_up() -> None:
    case = make_case(
        "rating", nature="report", is_anonymous=True, reporter=make_resident(), unit=make_unit("property_firm")
    )
    with pytest.raises(ReporterUnknown, match="区级派单员"):
        revisit(case, pretend("community_worker", COMMUNITY))
    assert revisit(case, pretend("county_dispatcher")).is_content


@pytest.mark.parametrize("facts", [{"channel": "web"}, {"channel": "phone", "phone": "13900001111"}])
def test_only_a_patrol_s_finding_is_resolved_on_the_spot(facts: dict[str, Any]) -> None:
    worker = pretend("grid_worker", GRID)
    with pytest.raises(NotAFinding, match="巡查"):
        actions.resolve(make_case(territory_code=GRID, **facts), by=worker, at=MORNING)
    with pytest.raises(NotAFinding):
        actions.resolve(make_case(territory_code=GRID, channel="grid", reporter=make_resident()), by=worker, at=MORNING)
    assert actions.resolve(make_case(territory_code=GRID, channel="grid"), by=worker, at=MORNING).step == "closed"


def test_cases_that_are_refused_do_not_keep_the_rest_from_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [make_case("rating") for _ in range(3)]
    close = actions.close_unrated

    def but_the_first(case: Case, **how: Any) -> Case:
        if case.pk == cases[0].pk:
            raise Stale
        return close(case, **how)

    monkeypatch.setattr(jobs, "_BATCH", 1)
    monkeypatch.setattr(actions, "close_unrated", but_the_first)
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(days=30))
    jobs.close_unrated(0)
    assert [Case.objects.get(pk=case.pk).step for case in cases] == ["rating", "closed", "closed"]
