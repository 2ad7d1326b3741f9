"""The door of whoever told something in confidence is not shown to those who may not know them."""

import pytest

from shanzhi.engines.casework.public import Case, queries
from shanzhi.engines.casework.rules import doors, without_door
from tests.factories import COMMUNITY, actor_of, make_case, make_community, make_resident, make_unit, pretend

PLACE = {
    "place_text": "金叶小区3栋2单元501室", "place_code": f"{COMMUNITY}E001B003H0007", "lon": 114.325678, "lat": 29.852345,
}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("金叶小区3栋2单元501室", "金叶小区3栋"), ("金叶小区３栋５０１", "金叶小区3栋"), ("金叶小区3-2-501", "金叶小区"),
        ("书台街12号门口", "书台街"), ("金叶小区二单元五楼", "金叶小区"), ("A座1203", "A座"), ("金叶小区北门", "金叶小区北门"),
        ("501室，金叶小区3栋", ""), ("十二栋三单元", "十二栋"), ("温泉路88号院6号楼1102", "温泉路"), ("", ""),
    ],
)  # fmt: skip
def test_an_address_is_cut_before_the_door(address: str, left: str) -> None:
    assert without_door(address) == left


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("楼下401室半夜打麻将", ["401室"]), ("我住3栋2单元501，楼上漏水", ["3栋2单元501"]), ("3-2-501的租户", ["3-2-501"]),
        ("3栋楼道灯不亮", []), ("罚了500元，2024年的事", []), ("十几家都在投诉", []),
    ],
)  # fmt: skip
def test_doors_are_found_in_what_is_said(said: str, found: list[str]) -> None:
    assert doors(said) == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hidden", [{"is_sealed": True}, {"is_anonymous": True}, {"is_anonymous": True, "is_sealed": True}]
)
def test_the_unit_sees_the_building_and_the_dispatcher_the_door(hidden: dict[str, bool]) -> None:
    make_community()
    unit, resident = make_unit(), None if "is_anonymous" in hidden else make_resident()
    case = make_case("dispatched", unit=unit, reporter=resident, nature="report", **PLACE, **hidden)
    worker = pretend("community_worker", COMMUNITY, unit_id=unit.pk)
    seen = queries.place_for(worker, case)
    assert seen == ("金叶小区3栋", f"{COMMUNITY}E001B003", 114.326, 29.852)
    row = Case.objects.values("place_text", "place_code", "lon", "lat", *queries.PARTIES).get()
    assert queries.place_of(worker, row) == seen
    assert queries.place_for(pretend("county_dispatcher"), case) == tuple(PLACE.values())
    if resident is not None:
        assert queries.place_for(actor_of(resident), case) == tuple(PLACE.values())


@pytest.mark.django_db
def test_an_ordinary_matter_keeps_its_door() -> None:
    make_community()
    unit = make_unit()
    case = make_case("dispatched", unit=unit, reporter=make_resident(), **PLACE)
    assert queries.place_for(pretend("partner_staff", COMMUNITY, unit_id=unit.pk), case) == tuple(PLACE.values())


@pytest.mark.django_db
def test_no_search_tells_the_door() -> None:
    make_community()
    unit = make_unit()
    make_case(
        "dispatched", unit=unit, reporter=make_resident(), nature="report", is_sealed=True, body="麻将馆赌博", **PLACE
    )
    worker = pretend("community_worker", COMMUNITY, unit_id=unit.pk)
    found = {words: queries.matching(Case.objects.visible_to(worker), words, by=worker).count()
             for words in ("麻将", "501室", "2单元", "赌博 501室")}  # fmt: skip
    assert found == {"麻将": 1, "501室": 0, "2单元": 0, "赌博 501室": 0}
    boss = pretend("county_dispatcher")
    assert queries.matching(Case.objects.visible_to(boss), "501室", by=boss).count() == 1
