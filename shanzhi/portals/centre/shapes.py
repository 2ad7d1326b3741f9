"""The map of the wall: community outlines projected to a drawing, simplified, cached in the process."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from time import monotonic
from typing import Any

from shapely.geometry import MultiPolygon, shape
from shapely.geometry.base import BaseGeometry

from shanzhi.engines.territory import public as territory
from shanzhi.kernel.codes import full

WIDTH, HEIGHT = 920, 700
_COUNTY, _LABELLED = 6, 3
#: Steps of the scale: cases open in a community.
SCALE = (1, 3, 6, 12, 24)
LEGEND = ("0", "1–2", "3–5", "6–11", "12–23", "24+")


@dataclass(frozen=True, slots=True)
class Outline:
    """A community's outline as an SVG path, and where its mark stands. `is_sketch`: 示意, not surveyed."""

    code: str
    name: str
    path: str
    x: float
    y: float
    is_sketch: bool


def outlines(prefix: str) -> tuple[Outline, ...]:
    """The communities of a territory, drawn to fit WIDTH × HEIGHT; empty when none has an outline.

    Kept once there are any; where there are none it is looked again each minute, for boundaries may be imported while the
    wall hangs.
    """
    if prefix not in _kept:
        found = _draw(prefix, int(monotonic() // 60))
        if not found:
            return ()
        _kept[prefix] = found
    return _kept[prefix]


_kept: dict[str, tuple[Outline, ...]] = {}


@lru_cache(maxsize=64)
def _draw(prefix: str, minute: int) -> tuple[Outline, ...]:  # noqa: ARG001 - the minute lets it be asked again
    features: Any = territory.map_shapes(prefix)
    shapes = [(f["properties"], shape(f["geometry"])) for f in features]
    if not shapes:
        return ()
    west = min(s.bounds[0] for _, s in shapes)
    north = max(s.bounds[3] for _, s in shapes)
    east, south = max(s.bounds[2] for _, s in shapes), min(s.bounds[1] for _, s in shapes)
    squeeze = cos(radians((north + south) / 2))
    scale = min(WIDTH / ((east - west) * squeeze), HEIGHT / (north - south))

    def to_drawing(lon: float, lat: float) -> tuple[float, float]:
        return (lon - west) * squeeze * scale, (north - lat) * scale

    return tuple(_outline(about, geometry, to_drawing, 0.6 / scale) for about, geometry in shapes)


def _outline(about: Any, geometry: BaseGeometry, to_drawing: Any, tolerance: float) -> Outline:
    parts: Any = geometry.simplify(tolerance)
    polygons = parts.geoms if isinstance(parts, MultiPolygon) else [parts]
    path = "".join(_ring(polygon.exterior.coords, to_drawing) for polygon in polygons if not polygon.is_empty)
    middle = geometry.representative_point()
    x, y = to_drawing(middle.x, middle.y)
    return Outline(about["code"], about["name"], path, round(x, 1), round(y, 1), bool(about["sketch"]))


def _ring(coordinates: Any, to_drawing: Any) -> str:
    points = [to_drawing(lon, lat) for lon, lat, *_ in coordinates]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[:-1]) + "Z"


@dataclass(frozen=True, slots=True)
class Label:
    """A street's name in the middle of its communities."""

    name: str
    x: float
    y: float


def labels(prefix: str) -> tuple[Label, ...]:
    """Names of the streets of a county that have at least three outlined communities; none in smaller places."""
    if len(prefix) > _COUNTY:
        return ()
    by_street: dict[str, list[Outline]] = {}
    for outline in outlines(prefix):
        by_street.setdefault(outline.code[:9], []).append(outline)
    return tuple(
        Label(
            territory.name_path(full(street)).split(" / ")[-1],
            round(sum(o.x for o in group) / len(group), 1),
            round(sum(o.y for o in group) / len(group), 1),
        )
        for street, group in by_street.items()
        if len(group) >= _LABELLED
    )


def level(count: int) -> int:
    """0 to 5: which step of the scale a count falls on."""
    return sum(count >= step for step in SCALE)
