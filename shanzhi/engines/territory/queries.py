"""Reads of places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from shanzhi.engines.territory.models import Area, Estate, Grid
from shanzhi.kernel.codes import full, prefix

_SUCCESSORS = """
WITH RECURSIVE path (code) AS (
    SELECT %(code)s::varchar
    UNION
    SELECT s.new_code FROM path p
    JOIN territory_succession s ON s.old_code = p.code AND s."on" <= %(on)s AND s.kind <> 'rename'
)
SELECT p.code FROM path p JOIN territory_area a ON a.code = p.code
WHERE (a.until IS NULL OR a.until > %(on)s) AND (a.since IS NULL OR a.since <= %(on)s)
ORDER BY (p.code = %(code)s) DESC, p.code
"""


@dataclass(frozen=True, slots=True)
class Place:
    """An area as others see it; `lon`, `lat` in WGS-84, None when not known; `is_sketch`: the point is 示意."""

    code: str
    level: int
    name: str
    short_name: str
    lon: float | None = None
    lat: float | None = None
    is_sketch: bool = False


def _places(areas: QuerySet[Area]) -> list[Place]:
    columns = ("code", "level", "name", "short_name", "lon", "lat", "is_sketch")
    return [Place(*row) for row in areas.order_by("code").values_list(*columns)]


def children(code: str) -> list[Place]:
    """Current areas one level below, in the order of their codes."""
    return _places(Area.objects.current().filter(parent_code=full(prefix(code))).within(code))


def communities_in(code: str) -> list[Place]:
    """Current communities in a territory; of a grid's or estate's code, its one community."""
    return _places(Area.objects.current().communities().within(code[:12]))


def place(code: str) -> Place | None:
    """The area of a 12-digit code or prefix, ended or not."""
    return next(iter(_places(Area.objects.filter(code=full(code)))), None)


def codes_known(codes: Iterable[str]) -> set[str]:
    """Which of these codes are areas, grids or estates that are in force: one query."""
    wanted = set(codes)
    if not wanted:
        return set()
    areas = Area.objects.current().filter(code__in=wanted).values_list("code")
    grids = Grid.objects.filter(code__in=wanted).values_list("code")
    estates = Estate.objects.filter(code__in=wanted).values_list("code")
    return {code for (code,) in areas.union(grids, estates, all=True)}


def current_code(code: str, on: date) -> list[str]:
    """The areas that an area's code stands for on a day: itself while in force, else what it became.

    A split gives several, the place itself first when it went on; an unknown code gives [].
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSORS, {"code": code, "on": on})
        return [row[0] for row in cursor.fetchall()]


def grids_of(community: str) -> QuerySet[Grid]:
    """The grids of a community or any territory, in the order of their numbers."""
    return Grid.objects.within(community).order_by("code")


def estates_of(community: str) -> QuerySet[Estate]:
    """The estates of a community or any territory, in the order of their numbers."""
    return Estate.objects.within(community).order_by("code")


def map_shapes(code: str, level: int = 5) -> list[dict[str, object]]:
    """GeoJSON features of the areas of a level in a territory, with code, name and sketch (示意) as properties."""
    rows = Area.objects.current().filter(level=level, boundary__isnull=False).within(code).order_by("code")
    return [
        {
            "type": "Feature",
            "geometry": row.boundary,
            "properties": {"code": row.code, "name": row.short_name or row.name, "sketch": row.is_sketch},
        }
        for row in rows
    ]
