"""Sketches (示意) where no survey exists: cells around points, and points for communities without coordinates.

What these functions make must be marked 示意 wherever it is shown: it says which community borders which only roughly.
Everything is deterministic: the same input gives the same drawing on every machine.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely import affinity
from shapely.geometry import MultiPoint, Point, mapping, shape
from shapely.geometry.base import BaseGeometry

Place = tuple[float, float]


def partition(boundary: Mapping[str, Any], points: Mapping[str, Place]) -> dict[str, dict[str, Any]]:
    """Divide a boundary into one cell for each named point: the ground nearest to it (Voronoi).

    Boundary: GeoJSON polygon, degrees; points: name -> (lon, lat), all inside the boundary and all different, else
    ValueError. Returns name -> GeoJSON; the cells do not overlap and together fill the boundary.
    """
    outline = shape(dict(boundary))
    if len(set(points.values())) != len(points):
        raise ValueError("two points are the same")
    outside = [name for name, point in points.items() if not outline.covers(Point(point))]
    if outside:
        raise ValueError(f"points outside the boundary: {', '.join(outside)}")
    if len(points) < 2:
        return {name: dict(mapping(outline)) for name in points}
    squeeze = math.cos(math.radians(outline.centroid.y))  # equal metres east and north, else cells are skewed
    plane = affinity.scale(outline, xfact=squeeze, yfact=1, origin=(0, 0))
    flat = MultiPoint([(lon * squeeze, lat) for lon, lat in points.values()])
    cells = shapely.voronoi_polygons(flat, extend_to=plane, ordered=True)
    result = {}
    for name, cell in zip(points, cells.geoms, strict=True):
        part = affinity.scale(_faces(cell.intersection(plane)), xfact=1 / squeeze, yfact=1, origin=(0, 0))
        result[name] = dict(mapping(part))
    return result


def _faces(geometry: BaseGeometry) -> BaseGeometry:
    """Only the polygons of an intersection: touching edges leave lines and points behind."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry
    return shapely.union_all(
        [part for part in getattr(geometry, "geoms", []) if part.geom_type in {"Polygon", "MultiPolygon"}]
    )


def scatter(
    boundary: Mapping[str, Any],
    codes: Sequence[str],
    centre: Place | None = None,
    seats: Mapping[str, Place] | None = None,
) -> dict[str, Place]:
    """A sketch point (lon, lat) inside the boundary for each community code, clustered by street.

    `seats` says roughly where a street lies (9-digit or longer code -> point; one outside the boundary is passed over).
    Streets without get seats far from the others; a street with a smaller code sits nearer to `centre` (default: the
    centroid), since urban streets are coded before towns. Communities are spread over the ground nearest to the seat.
    """
    if not codes:
        return {}
    outline = shape(dict(boundary))
    streets: dict[str, list[str]] = {}
    for code in sorted(set(codes)):
        streets.setdefault(code[:9], []).append(code)
    known = {code[:9]: spot for code, spot in (seats or {}).items() if outline.covers(Point(spot))}
    sits = {street: known[street] for street in sorted(streets) if street in known}
    sits |= _seats(
        outline, sorted(streets.keys() - sits), centre or (outline.centroid.x, outline.centroid.y), list(sits.values())
    )
    cells = partition(boundary, sits)
    result: dict[str, Place] = {}
    for street, members in streets.items():
        spots = _apart(_lattice(shape(cells[street]), 12 * len(members)), len(members), sits[street])
        result |= dict(zip(members, spots, strict=True))
    return {code: result[code] for code in codes}


def _seats(outline: BaseGeometry, streets: Sequence[str], centre: Place, taken: Sequence[Place]) -> dict[str, Place]:
    if not streets:
        return {}
    spots = _apart(_lattice(outline, 60 * (len(streets) + len(taken))), len(streets), centre, taken)
    spots.sort(key=lambda spot: ((spot[0] - centre[0]) ** 2 + (spot[1] - centre[1]) ** 2, spot))
    return dict(zip(streets, spots, strict=True))


def _lattice(outline: BaseGeometry, wanted: int) -> list[Place]:
    """At least `wanted` points of a square lattice inside the outline, away from its edge."""
    west, south, east, north = outline.bounds
    step = math.sqrt(outline.area / wanted)
    for _ in range(12):
        inner = outline.buffer(-step / 2)
        room = outline if inner.is_empty else inner
        shapely.prepare(room)
        columns, rows = int((east - west) / step) + 1, int((north - south) / step) + 1
        spots = [
            (round(west + (column + 0.5) * step, 6), round(south + (row + 0.5) * step, 6))
            for row in range(rows)
            for column in range(columns)
            if room.contains(Point(west + (column + 0.5) * step, south + (row + 0.5) * step))
        ]
        if len(spots) >= wanted / 2:
            return spots
        step /= 1.4
    raise ValueError("the boundary is too thin to place points in")


def _apart(spots: list[Place], count: int, first: Place, taken: Sequence[Place] = ()) -> list[Place]:
    """`count` of the spots, each the farthest from those taken or chosen before (with none: the nearest to `first`)."""
    chosen = list(taken)
    gaps = [min((_square(spot, other) for other in taken), default=math.inf) for spot in spots]
    while len(chosen) < count + len(taken):
        if chosen:
            found = spots[max(range(len(spots)), key=lambda index: (gaps[index], spots[index]))]
        else:
            found = min(spots, key=lambda spot: (_square(spot, first), spot))
        chosen.append(found)
        gaps = [min(gap, _square(spot, found)) for gap, spot in zip(gaps, spots, strict=True)]
    return chosen[len(taken) :]


def _square(one: Place, other: Place) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
