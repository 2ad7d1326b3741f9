"""Places: the district from the shipped catalogue, and the story community with grids, estates, buildings and homes."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from shapely.geometry import Point, shape

from shanzhi.demo.people import COMMUNITY, COUNTY
from shanzhi.engines.territory import public as territory
from shanzhi.kernel.actor import Actor

_BOUNDARIES = Path(__file__).resolve().parents[1] / "catalogue" / "boundaries"
#: name, aliases, where it lies in the community's cell (fractions of its box), buildings, units a building, floors
ESTATES = [
    ("金叶小区", ["金叶花园"], (0.32, 0.62), 12, 3, 6),
    ("长江花园", ["长江花苑"], (0.62, 0.66), 8, 2, 7),
    ("书香门第", [], (0.38, 0.34), 14, 2, 11),
    ("锦绣家园", ["锦绣嘉园"], (0.66, 0.36), 6, 2, 6),
]


def build(*, by: Actor, at: datetime) -> None:
    """Areas, boundaries, sketched communities; then the story community."""
    territory.import_areas(territory.shipped_areas(), on=at.date())
    boundary, centre = territory.boundary_of(COUNTY)
    territory.set_boundary(COUNTY, boundary, by=by, at=at, centre=centre)
    territory.sketch_communities(COUNTY, by=by, at=at, seats=street_seats())
    _story(by=by, at=at)


def street_seats() -> dict[str, tuple[float, float]]:
    """Where the streets of the district lie, roughly (示意): street code -> WGS-84 longitude, latitude."""
    shipped = json.loads((_BOUNDARIES / f"{COUNTY[:6]}.seats.json").read_text("utf-8"))
    return {code: (seat["at"][0], seat["at"][1]) for code, seat in shipped["seats"].items()}


def _story(*, by: Actor, at: datetime) -> None:
    cell: Any = next(s["geometry"] for s in territory.map_shapes(COMMUNITY))
    spots = {str(number): spot for number, spot in enumerate(_points(cell, GRID_SEATS), 1)}
    drawings = [
        territory.Drawing(f"第{number}网格", outline, holder="郑涛" if number == "4" else "")
        for number, outline in territory.partition(cell, spots).items()
    ]
    territory.draw_grids(COMMUNITY, drawings, by=by, at=at)
    grids = list(territory.grids_of(COMMUNITY))
    points = _points(cell, [where for _, _, where, *_ in ESTATES])
    for (name, aliases, _, buildings, units, floors), point in zip(ESTATES, points, strict=True):
        estate = territory.add_estate(
            COMMUNITY, name=name, aliases=aliases, point=point, by=by, at=at, address=f"温泉街道{name}",
            property_company="金叶物业", households=buildings * units * floors * 2,
        )  # fmt: skip
        rows = [(f"{n}栋", units, grids[n % len(grids)]) for n in range(1, buildings + 1)]
        for building in territory.add_buildings(estate, rows, by=by, at=at):
            doors = [(str(u), f"{f}0{d}", f) for u in range(1, units + 1) for f in range(1, floors + 1) for d in (1, 2)]
            territory.add_homes(building, doors, by=by, at=at)


#: Where the seats of the six grids lie, in fractions of the cell's box.
GRID_SEATS = [(0.3, 0.7), (0.55, 0.72), (0.75, 0.6), (0.35, 0.5), (0.6, 0.45), (0.5, 0.25)]


def _points(cell: dict[str, Any], fractions: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points at these fractions of the cell's box, drawn towards its middle until they lie inside."""
    outline = shape(cell)
    west, south, east, north = outline.bounds
    middle = outline.representative_point()
    found = []
    for right, up in fractions:
        lon, lat = west + right * (east - west), south + up * (north - south)
        while not outline.contains(Point(lon, lat)):
            lon, lat = (lon + middle.x) / 2, (lat + middle.y) / 2
        found.append((lon, lat))
    return found
