"""From a point, and from address text, to places."""

from pathlib import Path
from typing import Any

import pytest

from shanzhi.engines.territory import names, public
from shanzhi.engines.territory.models import Area, Estate
from shanzhi.engines.territory.refusals import AlreadyThere, PlaceWrong
from shanzhi.engines.territory.rules.datum import Datum, convert
from shanzhi.kernel.actor import ANONYMOUS
from shanzhi.kernel.refused import NotAllowed
from tests.engines.territory.story import AT, CHAHUA, FUSHAN, JINYE, SURVEYOR, square

BOUNDARIES = Path(__file__).resolve().parents[3] / "shanzhi" / "catalogue" / "boundaries"
BY: dict[str, Any] = {"by": SURVEYOR, "at": AT}
pytestmark = pytest.mark.django_db


@pytest.fixture
def story(district: str) -> Estate:
    """金叶小区 in a grid of 金叶社区 with two buildings; a namesake in 浮山; the district's boundary."""
    public.set_boundary(district, square(114, 29.6, 0.5), **BY)
    grid = public.draw_grids(JINYE, [public.Drawing("第一网格", square(114.300, 29.800))], **BY)[0]
    estate = public.add_estate(
        JINYE, name="金叶小区", aliases=["烟草公司宿舍"], point=(114.3005, 29.8005), households=420, **BY
    )
    three, five = public.add_buildings(estate, [("3栋", 2, grid), ("5号楼", 1, grid)], **BY)
    public.add_homes(three, [("1", "501", 5), ("2单元", "501室", 5), ("2", "502", 5)], **BY)
    public.add_homes(five, [("", "101", 1)], **BY)
    public.add_estate(FUSHAN, name="阳光花园", point=(114.400, 29.900), **BY)
    public.add_estate(CHAHUA, name="阳光花园", point=(114.310, 29.810), **BY)
    return estate


def test_a_point_in_a_grid_gives_grid_community_and_the_estate_near_it(story: Estate) -> None:
    found = public.locate(114.3006, 29.8006)
    assert (found.community, found.grid, found.estate) == (JINYE, f"{JINYE}001", story.code)
    assert (found.basis, found.confidence, found.code) == ("grid", 1.0, f"{JINYE}001")


def test_the_same_place_is_found_whatever_the_datum(story: Estate) -> None:
    for datum in Datum:
        lon, lat = convert(114.3006, 29.8006, source=Datum.WGS84, target=datum)
        assert public.locate(lon, lat, datum=datum).estate == story.code


def test_beside_an_estate_without_a_grid_the_estate_decides_and_confidence_falls_with_distance(story: Estate) -> None:
    near, far = public.locate(114.4001, 29.9), public.locate(114.4012, 29.9)
    assert (near.community, near.basis) == (far.community, far.basis) == (FUSHAN, "estate")
    assert 0.9 >= near.confidence > far.confidence >= 0.7
    assert public.locate(114.402, 29.9).basis != "estate"


def test_between_two_estates_of_different_communities_nobody_is_sure(story: Estate) -> None:
    public.add_estate(JINYE, name="隔壁", point=(114.4006, 29.9), **BY)
    assert public.locate(114.4003, 29.9).confidence < 0.5


def test_a_surveyed_community_boundary_outweighs_an_estate_across_the_border(story: Estate) -> None:
    public.set_boundary(CHAHUA, square(114.399, 29.899, 0.0015), **BY)
    found = public.locate(114.3999, 29.8999)
    assert (found.community, found.basis, found.confidence) == (CHAHUA, "community", 1.0)


def test_inside_the_district_only_the_nearest_centre_is_a_guess_that_says_so(story: Estate) -> None:
    Area.objects.filter(code=FUSHAN).update(lon=114.45, lat=29.65)
    Area.objects.filter(code=CHAHUA).update(lon=114.05, lat=30.05)
    found = public.locate(114.449, 29.66)
    assert (found.community, found.basis) == (FUSHAN, "nearest")
    assert 0.25 <= found.confidence <= 0.5
    assert public.locate(113.0, 29.0) == public.Location()


def test_without_centres_only_the_district_is_known(story: Estate) -> None:
    Area.objects.filter(level=5).update(lon=None, lat=None)
    found = public.locate(114.45, 29.65)
    assert (found.code, found.basis) == ("421202000000", "area")


def test_a_sketched_district_gives_every_community_a_cell_and_points_fall_into_them(story: Estate) -> None:
    assert public.sketch_communities("421202000000", **BY) == 3
    shapes = public.map_shapes("421202")
    assert [feature["properties"]["sketch"] for feature in shapes] == [True, True, True]  # type: ignore[index]
    for area in Area.objects.filter(level=5):
        found = public.locate(float(area.lon or 0) + 0.0001, float(area.lat or 0))
        assert (found.community, found.basis, found.confidence) == (area.code, "community", 0.6)
    assert public.sketch_communities("421202000000", **BY) == 0


@pytest.mark.parametrize("point", [(114.3006, 29.8006), (114.45, 29.65), (10.0, 10.0)])
def test_locating_takes_at_most_two_queries(
    story: Estate, point: tuple[float, float], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        public.locate(*point)


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("金叶社区金叶小区3栋2单元501", "E001B001H0002"),
        ("咸安区温泉街道金叶社区 金叶小区 三号楼 二单元 ５０１室", "E001B001H0002"),
        ("金叶小区3-2-502", "E001B001H0003"),
        ("烟草公司宿舍五号楼101门口", "E001B002H0001"),
        ("烟草公司宿舍5栋", "E001B002"),
        ("金叶小区", "E001"),
        ("金叶社区", ""),
    ],
)
def test_address_text_is_followed_down_to_what_is_registered(story: Estate, text: str, ending: str) -> None:
    found = public.certain(public.locate_text(text, within="421202"))
    assert found is not None
    assert (found.code, found.rest, found.community) == (JINYE + ending, "", JINYE)


def test_what_is_not_registered_is_handed_back_as_rest(story: Estate) -> None:
    found = public.locate_text("金叶小区9栋1单元101", within="421202")
    assert [(match.code, match.rest) for match in found] == [(story.code, "9栋1单元101室")]
    found = public.locate_text("金叶小区3栋3单元101", within="421202")
    assert [(match.code, match.rest) for match in found] == [(f"{story.code}B001", "3单元101室")]


def test_a_door_without_its_unit_is_two_candidates_and_none_is_chosen(story: Estate) -> None:
    found = public.locate_text("金叶小区3栋501", within="421202")
    assert [match.name for match in found] == ["金叶小区3栋1单元501室", "金叶小区3栋2单元501室"]
    assert public.certain(found) is None


def test_namesakes_are_all_given_until_the_community_or_street_is_named(story: Estate) -> None:
    both = public.locate_text("阳光花园", within="421202")
    assert {match.community for match in both} == {FUSHAN, CHAHUA}
    assert public.certain(both) is None
    for words, community in (("茶花社区阳光花园", CHAHUA), ("浮山街道阳光花园", FUSHAN), ("浮山村阳光花园", FUSHAN)):
        best = public.certain(public.locate_text(words, within="421202"))
        assert best is not None
        assert best.community == community


def test_only_the_territory_asked_for_is_looked_through(story: Estate) -> None:
    assert [match.community for match in public.locate_text("阳光花园", within="421202001")] == [CHAHUA]
    assert public.locate_text("阳光花园", within="4403") == []
    assert len(public.locate_text("阳光花园")) == 2


@pytest.mark.parametrize("text", ["", "  ", "栋", "不知道在哪里", "'; DROP TABLE x; --", "%_%", "3栋501"])
def test_text_that_names_no_place_finds_none(story: Estate, text: str) -> None:
    assert public.locate_text(text, within="421202") == []


def test_address_text_takes_at_most_three_queries(story: Estate, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(3):
        public.locate_text("金叶社区金叶小区3栋2单元501", within="421202")


def test_names_are_read_once_and_kept(story: Estate, django_assert_num_queries: Any) -> None:
    names.forget()
    with django_assert_num_queries(4):
        assert public.name_path(f"{story.code}B001") == "咸安区 / 温泉街道 / 金叶社区 / 金叶小区 / 3栋"
        assert public.name_path(f"{JINYE}001") == "咸安区 / 温泉街道 / 金叶社区 / 第一网格"
    with django_assert_num_queries(0):
        assert public.name_path(f"{JINYE}001").endswith("第一网格")
    with django_assert_num_queries(1):
        paths = public.name_paths(["421202", "421202001000", "421200000000", JINYE, "990000000000"])
    assert paths["421202"] == "咸安区"
    assert paths["421200000000"] == "咸宁市"
    assert "990000000000" not in paths


def test_children_communities_and_known_codes_are_those_in_force(story: Estate) -> None:
    assert [place.name for place in public.children("421202")] == ["温泉街道", "浮山街道"]
    assert [place.code for place in public.communities_in("421202001000")] == [JINYE, CHAHUA]
    assert [place.code for place in public.communities_in(f"{JINYE}001")] == [JINYE]
    known = public.codes_known({JINYE, f"{JINYE}001", story.code, "421202001999", "x"})
    assert known == {JINYE, f"{JINYE}001", story.code}
    found = public.place("421202001011")
    assert found is not None
    assert found.short_name == "茶花社区"


def test_the_same_estate_building_or_door_is_not_registered_twice(story: Estate) -> None:
    building = story.buildings.get(key="3")
    with pytest.raises(AlreadyThere, match="金叶小区"):
        public.add_estate(JINYE, name="金叶小区", **BY)
    with pytest.raises(AlreadyThere, match="三号楼"):
        public.add_buildings(story, [("三号楼", 1, None)], **BY)
    with pytest.raises(AlreadyThere):
        public.add_buildings(story, [("6栋", 1, None), ("六幢", 1, None)], **BY)
    with pytest.raises(AlreadyThere):
        public.add_homes(building, [("3", "101", 1), ("02单元", "502", 5)], **BY)
    assert building.homes.count() == 3
    with pytest.raises(NotAllowed):
        public.add_estate(JINYE, name="别处", by=ANONYMOUS, at=AT)


def test_the_shipped_boundaries_hold_their_seats_and_are_converted() -> None:
    shipped = sorted(BOUNDARIES.glob("*.geojson"))
    for code in (f"{path.stem}000000" for path in shipped):
        geometry, seat = public.boundary_of(code)
        from shapely.geometry import Point, shape

        assert shape(geometry).is_valid
        assert shape(geometry).contains(Point(seat))
    assert len(shipped) == 5
    with pytest.raises(KeyError):
        public.boundary_of("110101000000")


def test_names_and_points_that_cannot_be_stored_are_refused_in_words(story: Estate) -> None:
    building = story.buildings.get(key="3")
    with pytest.raises(PlaceWrong, match="64"):
        public.add_estate(JINYE, name="长" * 65, **BY)
    with pytest.raises(PlaceWrong, match="64"):
        public.add_estate(JINYE, name="", **BY)
    with pytest.raises(PlaceWrong, match="经纬度"):
        public.add_estate(JINYE, name="天外", point=(200.0, 0.0), **BY)
    with pytest.raises(PlaceWrong, match="楼栋"):
        public.add_buildings(story, [("长" * 33, 1, None)], **BY)
    with pytest.raises(PlaceWrong, match="房号"):
        public.add_homes(building, [("1", "", None)], **BY)
