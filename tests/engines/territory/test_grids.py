"""Drawing grids: topology, numbers, datums, who may."""

import json
from typing import Any

import pytest

from shanzhi.engines.territory import public
from shanzhi.engines.territory.models import Grid
from shanzhi.engines.territory.refusals import DatumUnknown, GridFaulty, GridsOverlap, UnknownArea
from shanzhi.engines.territory.rules.datum import Datum, convert_geometry
from shanzhi.kernel.actor import ANONYMOUS, Actor
from shanzhi.kernel.models import Act
from shanzhi.kernel.refused import NotAllowed
from tests.engines.territory.story import AT, CHAHUA, JINYE, SURVEYOR, square

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

WEST, EAST, SOUTH = square(114.300, 29.801), square(114.301, 29.801), square(114.300, 29.800)


def collection(*features: tuple[dict[str, Any], dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": facts, "geometry": shape} for facts, shape in features],
        **more,
    }


def draw(name: str, boundary: dict[str, Any], **more: Any) -> Grid:
    return one(JINYE, name, boundary, **more)


def one(community: str, name: str, boundary: dict[str, Any], by: Actor = SURVEYOR, **more: Any) -> Grid:
    kind = {"kind": more.pop("kind")} if "kind" in more else {}
    drawing = public.Drawing(name, boundary, holder=more.pop("holder", ""), **kind)
    return public.draw_grids(community, [drawing], by=by, at=AT, **more)[0]


def test_imported_grids_are_numbered_from_the_north_west_and_leave_one_act() -> None:
    features = collection(({"name": "南"}, SOUTH), ({"name": "东"}, EAST), ({"name": "西", "holder": "王芳"}, WEST))
    made = public.import_grids(features, community=JINYE, by=SURVEYOR, at=AT)
    assert [(grid.code[12:], grid.name) for grid in made] == [("001", "西"), ("002", "东"), ("003", "南")]
    assert made[0].holder == "王芳"
    act = Act.objects.get(verb="grid.draw")
    assert act.territory_code == JINYE
    assert act.payload["grids"] == [grid.code for grid in made]


def test_later_grids_go_on_counting_and_exclusive_ones_begin_at_901() -> None:
    draw("一", WEST)
    assert draw("二", EAST).code == f"{JINYE}002"
    assert draw("学校", SOUTH, kind="exclusive").code == f"{JINYE}901"


def test_codes_that_the_file_brings_are_kept_and_others_count_on_after_them() -> None:
    features = collection(({"name": "七", "code": f"{JINYE}007"}, WEST), ({"name": "新"}, EAST))
    made = public.import_grids(features, community=JINYE, by=SURVEYOR, at=AT)
    assert [grid.code[12:] for grid in made] == ["007", "008"]


@pytest.mark.parametrize("code", [f"{CHAHUA}001", f"{JINYE}901", f"{JINYE}000", "7", f"{JINYE}9x1"])
def test_a_code_that_does_not_fit_the_community_or_kind_is_refused(code: str) -> None:
    with pytest.raises(GridFaulty, match="对不上"):
        public.import_grids(collection(({"name": "甲", "code": code}, WEST)), community=JINYE, by=SURVEYOR, at=AT)


def test_overlapping_grids_are_named_with_their_square_metres_and_none_is_kept() -> None:
    draw("老网格", WEST)
    features = collection(({"name": "好"}, EAST), ({"name": "压线"}, square(114.3005, 29.8015)))
    with pytest.raises(GridsOverlap) as refused:
        public.import_grids(features, community=JINYE, by=SURVEYOR, at=AT)
    assert "压线" in refused.value.message
    assert f"老网格（{JINYE}001）" in refused.value.message
    assert "平方米" in refused.value.message
    assert Grid.objects.count() == 1


def test_neighbours_that_share_an_edge_are_no_overlap() -> None:
    draw("西", WEST)
    draw("东", EAST)
    assert Grid.objects.count() == 2


@pytest.mark.parametrize(
    ("boundary", "words"),
    [
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, "没有闭合"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "自相交"),
        ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "不是面"),
    ],
)
def test_a_faulty_shape_is_refused_by_name(boundary: dict[str, Any], words: str) -> None:
    with pytest.raises(GridFaulty, match=f"网格“坏的”.*{words}"):
        draw("坏的", boundary)
    assert not Grid.objects.exists()


def test_a_grid_must_lie_inside_its_community_when_its_boundary_is_surveyed() -> None:
    public.set_boundary(JINYE, square(114.300, 29.801, 0.002), by=SURVEYOR, at=AT)
    draw("里面", EAST)
    with pytest.raises(GridFaulty, match="画到了金叶社区外面"):
        draw("外面", SOUTH)


def test_a_sketched_community_boundary_holds_nobody_back() -> None:
    public.set_boundary(JINYE, square(10, 10), by=SURVEYOR, at=AT, is_sketch=True)
    assert draw("随便", WEST).code == f"{JINYE}001"


def test_shapes_in_another_datum_are_stored_in_wgs84() -> None:
    moved = convert_geometry(WEST, source=Datum.WGS84, target=Datum.GCJ02)
    grid = draw("火星", moved, datum=Datum.GCJ02)
    assert grid.boundary is not None
    for stored, original in zip(grid.boundary["coordinates"][0], WEST["coordinates"][0], strict=True):
        assert stored == pytest.approx(original, abs=2e-7)
    assert grid.west == pytest.approx(114.300, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "is_read"),
    [("urn:ogc:def:crs:OGC:1.3:CRS84", True), ("urn:ogc:def:crs:EPSG::4490", True), ("EPSG:4547", False), ("", False)],
)
def test_the_file_s_own_coordinate_system_is_believed_or_refused(name: str, is_read: bool) -> None:
    features = collection(({"name": "甲"}, WEST), crs={"type": "name", "properties": {"name": name}})
    if is_read:
        assert len(public.import_grids(features, community=JINYE, by=SURVEYOR, at=AT)) == 1
    else:
        with pytest.raises(DatumUnknown):
            public.import_grids(features, community=JINYE, by=SURVEYOR, at=AT)


def test_properties_of_another_kind_do_no_harm() -> None:
    features = collection(([1], WEST), (None, EAST))  # type: ignore[arg-type]
    made = public.import_grids(features, community=JINYE, by=SURVEYOR, at=AT)
    assert [grid.name for grid in made] == ["第1网格", "第2网格"]
    with pytest.raises(GridFaulty, match="64"):
        draw("长" * 65, SOUTH)


@pytest.mark.parametrize(
    "text", ["{}", '{"features": []}', '{"features": [1]}', "[]", '{"features": [{"geometry": 5}]}']
)
def test_json_that_is_no_collection_of_grids_is_refused(text: str) -> None:
    with pytest.raises(GridFaulty):
        public.import_grids(json.loads(text), community=JINYE, by=SURVEYOR, at=AT)


def test_grids_are_drawn_in_communities_only_and_by_those_who_may() -> None:
    with pytest.raises(GridFaulty, match="不是社区"):
        one("421202001000", "甲", WEST)
    with pytest.raises(UnknownArea):
        one("421202001999", "甲", WEST)
    with pytest.raises(NotAllowed):
        one(JINYE, "甲", WEST, by=ANONYMOUS)
    assert not Grid.objects.exists()
