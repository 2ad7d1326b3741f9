"""Advice: the category from the words, the unit from the place, the reasons in words and numbers, never applied alone."""

from datetime import timedelta
from typing import Any

import pytest

from shanzhi.domains.appeals import advice
from shanzhi.engines.org.public import Unit
from shanzhi.kernel import policy
from tests import factories as make


@pytest.fixture(autouse=True)
def fresh() -> None:
    """A process that has counted nothing yet."""
    advice.forget()


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
    """One unit of each kind, near and far."""
    make.make_community()
    return {
        "community": make.make_unit("committee", make.COMMUNITY, "花园社区居委会"),
        "street": make.make_unit("street_office", make.STREET, "温泉街道办事处"),
        "property": make.make_unit("property_firm", make.COMMUNITY, "金叶物业", short_name="金叶物业"),
        "other": make.make_unit("property_firm", make.COMMUNITY, "锦绣物业", short_name="锦绣物业"),
        "housing": make.make_unit("county_department", make.COUNTY, "咸安区住房和城乡建设局", slug="xianan-housing"),
        "far": make.make_unit("committee", make.OTHER_COMMUNITY, "别处居委会"),
    }


@pytest.mark.parametrize(
    ("category", "expected"),
    [("0104", "property"), ("0401", "community"), ("0302", "street"), ("0106", "housing")],
)
def test_the_unit_is_the_one_that_the_catalogue_names_resolved_to_the_place(
    category: str, expected: str, units: dict[str, Unit]
) -> None:
    case = make.make_case("submitted", place_text="金叶小区3栋")
    unit, reasons = advice.choose_unit(case, category, advice.candidates(case), {})
    assert unit == units[expected]
    assert units[expected].short_name in reasons[0]


def test_candidates_serve_the_place_and_no_other_is_offered(units: dict[str, Unit]) -> None:
    case = make.make_case("submitted")
    assert {each.pk for each in advice.candidates(case)} == {u.pk for name, u in units.items() if name != "far"}


def test_among_several_the_one_that_handled_such_cases_lately_with_the_count_as_reason(units: dict[str, Unit]) -> None:
    case = make.make_case("submitted")
    past = {units["other"].pk: 13, units["property"].pk: 1}
    unit, reasons = advice.choose_unit(case, "0104", [units["property"], units["other"]], past)
    assert unit == units["other"]
    assert "近90天本街道同类办结14件，其中13件由锦绣物业办结" in reasons


def test_past_work_is_counted_from_closed_cases_of_the_street_and_class(units: dict[str, Unit]) -> None:
    from shanzhi.engines.casework.public import actions

    old = make.MORNING - timedelta(days=20)
    case = make.make_case("rating", unit=units["property"], at=old)
    actions.close_unrated(case, at=old)
    fresh = make.make_case("submitted")
    assert advice.handled_lately(fresh, "0104", make.MORNING) == {units["property"].pk: 1}
    assert advice.handled_lately(fresh, "0401", make.MORNING) == {}
    assert advice.handled_lately(fresh, "0104", make.MORNING + timedelta(days=91)) == {}


def test_past_work_of_a_street_and_class_is_counted_once_in_ten_minutes(
    units: dict[str, Unit], django_assert_num_queries: Any
) -> None:
    case = make.make_case("submitted")
    with django_assert_num_queries(1):
        for minutes in (0, 9):
            for category in ("0104", "0101", "01"):
                advice.handled_lately(case, category, make.MORNING + timedelta(minutes=minutes))
    with django_assert_num_queries(2):
        advice.handled_lately(case, "0104", make.MORNING + timedelta(minutes=10))
        advice.handled_lately(case, "0201", make.MORNING)
    assert advice._handled.cache_info().maxsize == advice._MOST_KEPT


def test_a_kept_count_cannot_be_changed_by_whoever_got_it(units: dict[str, Unit]) -> None:
    case = make.make_case("submitted")
    advice.handled_lately(case, "0104", make.MORNING)[1] = 99
    assert advice.handled_lately(case, "0104", make.MORNING) == {}


def test_advice_names_the_words_that_decided_and_its_record_is_plain(units: dict[str, Unit]) -> None:
    case = make.make_case("submitted", body="楼道里的声控灯坏了，物业一直不来维修，晚上看不见")
    given = advice.advise(case, make.MORNING)
    assert given.category.startswith("01")
    assert "说到" in given.reasons[0]
    assert 0 < given.confidence <= 1
    assert given.record == {"category": given.category, "confidence": round(given.confidence, 3), "unit": given.unit.pk}  # type: ignore[union-attr]
    case.refresh_from_db()
    assert (case.step, case.category_code, case.unit_id) == ("submitted", "", None)


def test_below_the_policys_confidence_nothing_is_filled_in(units: dict[str, Unit]) -> None:
    case = make.make_case("submitted", body="你们好")
    given = advice.advise(case, make.MORNING)
    least = policy.value("appeals.advice", area=make.COMMUNITY, at=make.MORNING).value["confidence"]
    assert given.is_sure is (bool(given.category) and given.confidence >= least)
    assert not given.is_sure


def test_once_accepted_the_category_stands_and_only_the_unit_is_advised(units: dict[str, Unit]) -> None:
    case = make.make_case("accepted")
    given = advice.advise(case, make.MORNING)
    assert given.category == case.category_code
    assert given.unit in {units["property"], units["other"]}
