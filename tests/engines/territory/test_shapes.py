"""Topology and sketches."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box, mapping, shape
from shapely.ops import unary_union

from shanzhi.engines.territory import catalogue
from shanzhi.engines.territory.rules import shapes
from shanzhi.engines.territory.rules.spread import partition, scatter


def square(west: float, south: float, side: float = 0.001) -> dict[str, Any]:
    return dict(mapping(box(west, south, west + side, south + side)))


def ring(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        (square(114, 29), ""),
        (ring((0, 0), (1, 0), (1, 1), (0, 1)), "没有闭合"),
        (ring((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), "自相交"),
        (ring((0, 0), (1, 1), (0, 0)), "三个不同的点"),
        (ring((0, 0), (200, 0), (200, 1), (0, 0)), "超出"),
        (ring((0, 0), (1, 0), (2, 0), (0, 0)), "自相交"),
        ({"type": "Point", "coordinates": [1, 2]}, "不是面"),
        ({"type": "Polygon", "coordinates": "abc"}, "至少"),
        ({"type": "Polygon", "coordinates": [[["x", 1], [1, 1], [1, 2], ["x", 1]]]}, "读不懂"),
        ({"type": "Polygon"}, "读不懂"),
        (None, "不是面"),
    ],
)
def test_a_faulty_polygon_is_told_what_is_wrong(geometry: Any, fault: str) -> None:
    said = shapes.polygon_fault(geometry)
    assert (fault in said) if fault else said == ""


def test_area_is_in_square_metres_at_its_latitude() -> None:
    # 0.001 degrees: 111.2 m north, 111.2 m * cos(30°) = 96.3 m east
    assert shapes.area_m2(box(114, 30, 114.001, 30.001)) == pytest.approx(10_708, rel=1e-3)


def test_only_overlaps_above_the_tolerance_are_found_and_old_pairs_are_left_alone() -> None:
    named = {
        "新": box(0, 0, 0.001, 0.001),
        "邻": box(0.001, 0, 0.002, 0.001),
        "压": box(0.0005, 0, 0.0015, 0.001),
        "旧甲": box(1, 1, 1.001, 1.001),
        "旧乙": box(1, 1, 1.001, 1.001),
    }
    pairs = {frozenset(pair[:2]) for pair in shapes.overlaps(named, ["新", "邻", "压"])}
    assert pairs == {frozenset({"新", "压"}), frozenset({"邻", "压"})}


def test_grids_are_numbered_by_rows_from_the_north_and_from_the_west_in_a_row() -> None:
    named = {
        "东北": box(2, 2.1, 3, 3.1), "西北": box(0, 2, 1, 3), "中北": box(1, 1.9, 2, 2.9), "西南": box(0, 0, 1, 1),
    }  # fmt: skip
    assert shapes.reading_order(named) == ["西北", "中北", "东北", "西南"]
    assert shapes.reading_order({}) == []


places = st.tuples(st.integers(1, 999), st.integers(1, 999)).map(lambda p: (114 + p[0] / 10_000, 29 + p[1] / 10_000))


@given(st.lists(places, min_size=1, max_size=12, unique=True))
@settings(max_examples=40)
def test_cells_hold_their_points_fill_the_boundary_and_do_not_overlap(points: list[tuple[float, float]]) -> None:
    boundary = square(114, 29, 0.1)
    cells = partition(boundary, {str(index): point for index, point in enumerate(points)})
    built = {name: shape(cell) for name, cell in cells.items()}
    assert all(built[str(index)].buffer(1e-9).contains(Point(point)) for index, point in enumerate(points))
    whole = shape(boundary)
    assert sum(cell.area for cell in built.values()) == pytest.approx(whole.area, rel=1e-6)
    assert unary_union(list(built.values())).area == pytest.approx(whole.area, rel=1e-6)
    assert shapes.overlaps(built, list(built)) == []


def test_points_outside_or_twice_are_no_partition() -> None:
    with pytest.raises(ValueError, match="outside"):
        partition(square(114, 29), {"甲": (113.0, 29.0)})
    with pytest.raises(ValueError, match="same"):
        partition(square(114, 29), {"甲": (114.0005, 29.0005), "乙": (114.0005, 29.0005)})


def test_scattered_communities_lie_inside_apart_by_street_and_the_same_every_time() -> None:
    boundary, seat = catalogue.boundary_of("421202000000")
    codes = [f"421202{street:03d}{number:03d}" for street in (1, 2, 100, 101) for number in range(1, 13)]
    spots = scatter(boundary, codes, seat)
    assert list(spots) == codes
    assert scatter(boundary, codes, seat) == spots
    assert len(set(spots.values())) == len(codes)
    outline = shape(boundary)
    assert all(outline.contains(Point(spot)) for spot in spots.values())
    own = partition(boundary, {code[:9] + code[9:]: spot for code, spot in spots.items()})
    streets = [
        unary_union([shape(own[code]) for code in codes if code.startswith(f"421202{street:03d}")])
        for street in (1, 2, 100, 101)
    ]
    # A street is one piece of ground, not crumbs all over the district.
    assert all(max(_pieces(ground)) > 0.8 * ground.area for ground in streets)


def _pieces(ground: Any) -> list[float]:
    return [part.area for part in getattr(ground, "geoms", [ground])]


def test_communities_are_scattered_around_the_seat_of_their_street_where_one_is_known() -> None:
    boundary, seat = catalogue.boundary_of("421202000000")
    codes = [f"421202{street:03d}{number:03d}" for street in (1, 2, 107, 200) for number in range(1, 9)]
    seats = {"421202107000": (114.375, 29.722), "421202001000": (114.33, 29.826), "421202002000": (10.0, 10.0)}
    spots = scatter(boundary, codes, seat, seats)

    def middle(street: int) -> tuple[float, float]:
        ground = [spot for code, spot in spots.items() if code.startswith(f"421202{street:03d}")]
        return sum(lon for lon, _ in ground) / len(ground), sum(lat for _, lat in ground) / len(ground)

    assert middle(107)[1] < middle(1)[1]
    assert spots["421202107001"] == pytest.approx(seats["421202107000"], abs=0.03)
    outline = shape(boundary)
    assert all(outline.contains(Point(spot)) for spot in spots.values())  # also of the street whose seat lies abroad
    assert len(set(spots.values())) == len(codes)
