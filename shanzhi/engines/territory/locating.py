"""From a point to a community, a grid, an estate: two queries at most, no geometry in the database."""

import json
import math
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point, shape

from shanzhi.engines.territory.rules.datum import Datum, convert, metres_between
from shanzhi.kernel.codes import prefix, span
from shanzhi.kernel.writing import prepared

#: An estate whose point is nearer than this is taken for the place of a report, in metres.
ESTATE_REACH_M = 150.0
#: Beyond this the nearest community centre says nothing, in metres.
CENTRE_REACH_M = 20_000.0

_NEAR = """
SELECT 'grid' AS kind, code, name, community_code AS community, boundary, NULL::float AS lon, NULL::float AS lat,
       is_sketch, 6 AS level
FROM territory_grid WHERE west <= %s AND east >= %s AND south <= %s AND north >= %s
UNION ALL
SELECT 'area', code, name, '', boundary, lon, lat, is_sketch, level
FROM territory_area WHERE boundary IS NOT NULL AND until IS NULL
     AND west <= %s AND east >= %s AND south <= %s AND north >= %s
UNION ALL
SELECT 'estate', code, name, community_code, NULL, lon, lat, false, 7
FROM territory_estate WHERE lon BETWEEN %s AND %s AND lat BETWEEN %s AND %s
"""

_NEAREST = """
SELECT code, lon, lat FROM territory_area
WHERE level = 5 AND until IS NULL AND lon IS NOT NULL AND code ~>=~ %s AND code ~<~ %s
ORDER BY ((lon - %s) * %s) ^ 2 + (lat - %s) ^ 2 LIMIT 2
"""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a point lies. `code` is the finest territory code: the grid, else the community, else the area, else "".

    `basis`: "grid", "estate", "community" (its boundary), "nearest" (its centre, a guess), "area" (no more than a
    county or street known), "" (nothing known). `confidence` 0-1: 1.0 inside a surveyed grid or community; 0.9 beside
    an estate at its point, falling with distance; at most 0.6 in a sketched shape and 0.5 for the nearest centre.
    Below 0.7 a person should confirm.
    """

    community: str = ""
    grid: str = ""
    estate: str = ""
    area: str = ""
    basis: str = ""
    confidence: float = 0.0

    @property
    def code(self) -> str:
        """The finest territory code known."""
        return self.grid or self.community or self.area


def locate(lon: float, lat: float, *, datum: Datum = Datum.WGS84) -> Location:
    """Find the place of a point given in `datum`: at most two queries.

    Order: grid polygons, then the nearest estate within ESTATE_REACH_M, then community polygons, then, inside a
    county's or street's boundary, the nearest community centre. ValueError for what is no longitude and latitude.
    """
    lon, lat = convert(lon, lat, source=datum)
    rows = _near(lon, lat)
    spot = Point(lon, lat)
    holding = [row for row in rows if row["boundary"] and shape(row["boundary"]).covers(spot)]
    estates = [
        (metres_between(lon, lat, row["lon"], row["lat"]), row["code"], row["community"])
        for row in rows
        if row["kind"] == "estate"
    ]
    found = _by_shapes(holding, sorted(near for near in estates if near[0] <= ESTATE_REACH_M))
    areas = sorted((row for row in holding if row["kind"] == "area"), key=lambda row: -row["level"])
    if found.community or not areas:
        return found
    return _by_centre(lon, lat, areas[0]["code"])


def _near(lon: float, lat: float) -> list[dict[str, Any]]:
    north = ESTATE_REACH_M / 111_195
    east = north / max(math.cos(math.radians(lat)), 0.01)
    spot = [lon, lon, lat, lat]
    return _rows(_NEAR, [*spot, *spot, lon - east, lon + east, lat - north, lat + north])


def _rows(statement: str, values: list[Any]) -> list[dict[str, Any]]:
    with prepared() as cursor:
        cursor.execute(statement, values)
        columns = [column.name for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        if isinstance(row.get("boundary"), str):  # Django leaves jsonb to its own fields
            row["boundary"] = json.loads(row["boundary"])
    return rows


def _by_shapes(holding: list[dict[str, Any]], estates: list[tuple[float, str, str]]) -> Location:
    grid = next((row for row in sorted(holding, key=_surveyed_first) if row["kind"] == "grid"), None)
    community = next(
        (row for row in sorted(holding, key=_surveyed_first) if row["kind"] == "area" and row["level"] == 5), None
    )
    if grid and not grid["is_sketch"]:
        near = next((code for _, code, home in estates if home == grid["community"]), "")
        return Location(grid["community"], grid["code"], near, basis="grid", confidence=1.0)
    if estates and not (community and not community["is_sketch"] and community["code"] != estates[0][2]):
        far, estate, home = estates[0]
        inside = grid["code"] if grid and grid["community"] == home else ""
        return Location(home, inside, estate, basis="estate", confidence=_by_distance(far, estates))
    if grid:
        return Location(grid["community"], grid["code"], basis="grid", confidence=0.6)
    if community:
        return Location(community["code"], basis="community", confidence=0.6 if community["is_sketch"] else 1.0)
    areas = sorted((row for row in holding if row["kind"] == "area"), key=lambda row: -row["level"])
    return Location(area=areas[0]["code"], basis="area", confidence=0.3) if areas else Location()


def _surveyed_first(row: dict[str, Any]) -> tuple[bool, str]:
    return row["is_sketch"], row["code"]


def _by_distance(far: float, estates: list[tuple[float, str, str]]) -> float:
    """0.9 at the estate's point, 0.7 at the reach; halved when an estate of another community is about as near."""
    sure = 0.9 - 0.2 * far / ESTATE_REACH_M
    rival = next((other for other in estates[1:] if other[2] != estates[0][2]), None)
    return round(sure / 2 if rival and rival[0] < far * 1.5 + 10 else sure, 2)


def _by_centre(lon: float, lat: float, area: str) -> Location:
    """The community whose centre is nearest: 0.5 when the next is far away, near 0.25 when two are alike."""
    low, high = span(prefix(area))
    squeeze = math.cos(math.radians(lat))
    near = _rows(_NEAREST, [low, high, lon, squeeze, lat])
    metres = [metres_between(lon, lat, row["lon"], row["lat"]) for row in near]
    if not near or metres[0] > CENTRE_REACH_M:
        return Location(area=area, basis="area", confidence=0.3)
    sure = 0.5 if len(near) == 1 else 0.5 * metres[1] / (metres[0] + metres[1] or 1)
    return Location(near[0]["code"], area=area, basis="nearest", confidence=round(sure, 2))
