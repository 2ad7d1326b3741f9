"""Topology of drawn places: closed, valid, inside, no overlap. Geometries are GeoJSON in WGS-84 degrees.

Areas in square metres are taken on a plane scaled at the shape's own latitude; for places below a county the error is
under 0.1 %.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

#: Two grids may share this much: coordinates rounded to 1e-7 degrees leave slivers along shared edges.
OVERLAP_TOLERANCE_M2 = 10.0
#: A grid may reach this far beyond its community, for the same reason.
INSIDE_TOLERANCE_M2 = 10.0
_REASONS = {
    "Self-intersection": "自相交",
    "Ring Self-intersection": "自相交",
    "Hole lies outside": "的洞在外面",
    "Nested": "互相套叠",
    "Interior is disconnected": "的内部断开",
    "Duplicate Rings": "有重复的环",
    "Too few points": "的点太少",
}
_DEGREE_M = 111_195.08  # metres of a degree of latitude on the mean sphere


def area_m2(geometry: BaseGeometry) -> float:
    """Area in square metres of a shape in degrees."""
    if geometry.is_empty:
        return 0.0
    return float(geometry.area) * _DEGREE_M**2 * math.cos(math.radians(geometry.centroid.y))


def polygon_fault(geometry: Any) -> str:
    """What is wrong with a GeoJSON polygon or multipolygon, in Chinese; "" when nothing is.

    Rings must be closed in the data: a shape that a library would close silently is refused, since a missing last
    point usually means a cut file.
    """
    if not isinstance(geometry, Mapping) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return "不是面（Polygon 或 MultiPolygon）"
    try:
        rings = list(_rings(geometry))
        fault = _ring_fault(rings)
        if fault:
            return fault
        built = shape(dict(geometry))
    except (TypeError, ValueError, IndexError, KeyError, shapely.errors.ShapelyError):
        return "坐标格式读不懂"
    if not built.is_valid:
        return _in_words(explain_validity(built))
    return "" if built.area > 0 else "面积为零"


def _ring_fault(rings: Sequence[Sequence[Sequence[float]]]) -> str:
    if not rings or any(len(ring) < 4 for ring in rings):
        return "边界至少要有三个不同的点"
    if any(list(ring[0][:2]) != list(ring[-1][:2]) for ring in rings):
        return "边界没有闭合，首尾两点不一致"
    inside = all(-180 <= point[0] <= 180 and -90 <= point[1] <= 90 for ring in rings for point in ring)
    return "" if inside else "坐标超出经纬度范围"


def _in_words(reason: str) -> str:
    """GEOS's reason in Chinese, with the place where it names one: "Self-intersection[114.3 29.8]"."""
    what, _, where = reason.partition("[")
    words = next((chinese for english, chinese in _REASONS.items() if english in what), "形状无效")
    return f"边界{words}（{where.rstrip(']').replace(' ', '，')}）" if where else f"边界{words}"


def _rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield from polygon


def overlaps(shapes: Mapping[str, BaseGeometry], fresh: Sequence[str]) -> list[tuple[str, str, float]]:
    """Pairs of names whose shapes share more than the tolerance, with the shared square metres.

    At least one of each pair is in `fresh`; existing grids are not held against each other.
    """
    names = list(shapes)
    tree = shapely.STRtree([shapes[name] for name in names])
    place = {name: index for index, name in enumerate(names)}
    found = []
    for name in fresh:
        for index in sorted(tree.query(shapes[name])):
            other = names[index]
            if other == name or (other in fresh and place[other] < place[name]):
                continue
            shared = area_m2(shapes[name].intersection(shapes[other]))
            if shared > OVERLAP_TOLERANCE_M2:
                found.append((name, other, shared))
    return found


def reading_order(shapes: Mapping[str, BaseGeometry]) -> list[str]:
    """Names from north to south in bands, in each band from west to east.

    Source: DB6101/T 3185-2024, grids are numbered inside the community from west to east and from north to south.
    A band is half the median height of the shapes.
    """
    if not shapes:
        return []
    heights = sorted(built.bounds[3] - built.bounds[1] for built in shapes.values())
    band = heights[len(heights) // 2] / 2
    left = sorted(shapes, key=lambda name: (-shapes[name].centroid.y, shapes[name].centroid.x, name))
    order: list[str] = []
    while left:
        top = shapes[left[0]].centroid.y
        row = [name for name in left if top - shapes[name].centroid.y <= band]
        order += sorted(row, key=lambda name: (shapes[name].centroid.x, name))
        left = left[len(row) :]
    return order
