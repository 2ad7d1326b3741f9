"""A drawing of a community with its grids: SVG made on the server, so that it shows without scripts and without tiles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

WIDTH, HEIGHT, MARGIN = 720, 480, 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One shape of the drawing: an SVG path, where its name stands, and what it is (community, grid, fresh)."""

    name: str
    kind: str
    path: str
    x: str
    y: str


Shape = tuple[str, str, Mapping[str, Any]]


def pieces(shapes: Iterable[Shape]) -> list[Piece]:
    """(name, kind, GeoJSON geometry in WGS-84) drawn to fit WIDTH × HEIGHT, in the order given; [] when there is none."""
    built = [(name, kind, shape(dict(geometry))) for name, kind, geometry in shapes]
    if not built:
        return []
    boxes = [each.bounds for _, _, each in built]
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    squeeze = cos(radians((north + south) / 2))
    across, down = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / down)
    left, top = (WIDTH - across * scale) / 2, (HEIGHT - down * scale) / 2

    def put(lon: float, lat: float) -> tuple[float, float]:
        return left + (lon - west) * squeeze * scale, top + (north - lat) * scale

    return [_piece(name, kind, each, put) for name, kind, each in built]


def _piece(name: str, kind: str, geometry: BaseGeometry, put: Any) -> Piece:
    parts = geometry.geoms if isinstance(geometry, MultiPolygon) else [geometry]
    rings = [ring for part in parts if isinstance(part, Polygon) for ring in (part.exterior, *part.interiors)]
    path = "".join(
        "M" + "L".join("{:.1f} {:.1f}".format(*put(x, y)) for x, y, *_ in ring.coords[:-1]) + "Z" for ring in rings
    )
    middle = geometry.representative_point()
    x, y = put(middle.x, middle.y)
    return Piece(name, kind, path, f"{x:.1f}", f"{y:.1f}")
