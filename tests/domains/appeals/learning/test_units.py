"""Suggestion of handling units: names, back-off, places, recency."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from shanzhi.domains.appeals.learning.unit_names import parse
from shanzhi.domains.appeals.learning.units import Facts, Handled, UnitSuggester, measure_units

DAY = date(2026, 3, 2)
EAST, WEST = ("东河街道", "柳园社区"), ("西山街道", "松林社区")


def case(kind: str, place: tuple[str, str], unit: str, days: int = 0) -> Handled:
    return Handled(Facts(("市容", kind), *place), unit, DAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("临江区城市管理局", "城管局"),
        ("区城管局", "城管局"),
        ("城市管理和综合执法局", "城管局"),
        ("综合执法队（东河街道办事处）", "东河街道综合执法队"),
        ("东河办事处综合执法队", "东河街道综合执法队"),
        ("东河街道综合执法队(东河街道办事处)", "东河街道综合执法队"),
        ("城建办公室（东河街道办事处）", "东河街道城建办"),
        ("柳园社区工作站（东河街道办事处）", "柳园社区"),
        ("柳园社区居民委员会", "柳园社区"),
        ("东河自来水有限公司（东河街道办事处）", "东河自来水公司"),
        ("发展和改革局（统计局）", "发展和改革局"),
        ("市场监督管理局", "市场监管局"),
        ("住房和城乡建设局", "住建局"),
        ("区委政法委", "区委政法委"),
        ("  ", ""),
    ],
)
def test_a_unit_has_one_name_however_it_is_written(written: str, name: str) -> None:
    assert str(parse(written)) == name


def test_the_unit_that_handled_the_kind_in_the_street_comes_first_with_the_count_as_reason() -> None:
    suggester = UnitSuggester().fit([case("占道", EAST, "区城管局")] * 2 + [case("占道", EAST, "东河街道执法队")] * 5)
    first = suggester.suggest(Facts(("市容", "占道"), *EAST))[0]
    assert first.unit == "东河街道执法队"
    assert first.because == "近7件东河街道的“占道”，5件由当地的同类单位办结"
    assert 0.5 < first.confidence < 1


def test_what_one_streets_squad_does_teaches_about_a_street_never_seen() -> None:
    suggester = UnitSuggester().fit([case("占道", EAST, "东河街道执法队")] * 5)
    assert suggester.suggest(Facts(("市容", "占道"), *WEST))[0].key == "西山街道执法队"


def test_a_community_that_handles_its_own_cases_is_named_by_the_place() -> None:
    suggester = UnitSuggester().fit([case("楼道", EAST, "柳园社区（东河街道办事处）")] * 4)
    assert suggester.suggest(Facts(("市容", "楼道"), *WEST))[0].unit == "松林社区"


def test_an_office_named_without_its_street_is_that_of_the_cases_street() -> None:
    suggester = UnitSuggester().fit([case("占道", EAST, "执法队（东河街道办事处）"), case("占道", EAST, "执法队")])
    assert suggester.suggest(Facts(("市容", "占道"), *EAST))[0].because.startswith("同类的事很少")
    assert suggester.key("执法队", Facts((), *EAST)) == "东河街道执法队"
    assert suggester.key("教育局", Facts((), *EAST)) == "教育局"


def test_a_kind_never_seen_falls_back_on_the_broader_kind() -> None:
    suggester = UnitSuggester().fit([case("占道", EAST, "区城管局")] * 3)
    assert suggester.suggest(Facts(("市容", "喷涂"), *EAST))[0].key == "城管局"


def test_newer_cases_outweigh_as_many_older_ones() -> None:
    old = [case("占道", EAST, "甲公司")] * 5
    new = [case("占道", EAST, "乙公司", days=720)] * 5
    assert UnitSuggester().fit(old + new).suggest(Facts(("市容", "占道"), *EAST))[0].unit == "乙公司"
    assert UnitSuggester().fit(new + old).suggest(Facts(("市容", "占道"), *EAST))[0].unit == "乙公司"


def test_adding_cases_one_by_one_gives_what_fitting_them_all_gives(tmp_path: Path) -> None:
    rows = [case("占道", EAST, "东河街道执法队", days=at) for at in range(4)] + [case("噪声", WEST, "生态环境局")] * 3
    fitted, added = UnitSuggester().fit(rows), UnitSuggester()
    for row in rows:
        added.add(row)
    fitted.save(tmp_path / "units.json")
    again = UnitSuggester.load(tmp_path / "units.json")
    for place in (EAST, WEST):
        facts = Facts(("市容", "占道"), *place)
        assert fitted.suggest(facts) == added.suggest(facts) == again.suggest(facts) != []


def test_no_place_and_no_kind_still_get_an_answer_and_nothing_learned_gets_none() -> None:
    suggester = UnitSuggester().fit([case("占道", EAST, "东河街道执法队"), case("占道", EAST, "教育局")])
    assert [each.key for each in suggester.suggest(Facts(()))] == ["教育局"]
    assert UnitSuggester().suggest(Facts(("市容",), *EAST)) == []


def test_the_measure_counts_first_place_and_first_three() -> None:
    suggester = UnitSuggester().fit([case("占道", EAST, "甲公司")] * 3 + [case("占道", EAST, "乙公司")] * 2)
    found = measure_units(
        suggester, [case("占道", EAST, "甲公司"), case("占道", EAST, "乙公司"), case("占道", EAST, "丙公司")]
    )
    assert (found.top1, found.top3, found.n) == (pytest.approx(1 / 3), pytest.approx(2 / 3), 3)
