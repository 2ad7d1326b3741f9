"""Registering estates, buildings and homes; boundaries and sketches of areas."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from shapely.geometry import Point, shape

from shanzhi.engines.territory import names
from shanzhi.engines.territory.actions.common import box, hold, next_number
from shanzhi.engines.territory.codes import building_code, estate_code, home_code
from shanzhi.engines.territory.models import Area, Building, Estate, Grid, Home
from shanzhi.engines.territory.refusals import AlreadyThere, GridFaulty, PlaceWrong, UnknownArea
from shanzhi.engines.territory.rules.address import (
    building_key,
    estate_keys,
    room_key,
    unit_key,
)
from shanzhi.engines.territory.rules.datum import Datum, convert, convert_geometry
from shanzhi.engines.territory.rules.shapes import polygon_fault
from shanzhi.engines.territory.rules.spread import partition, scatter
from shanzhi.kernel import acts
from shanzhi.kernel.actor import Actor

KEEP = "estate.keep"
DRAW = "area.draw"
Door = tuple[str, str, int | None]


@transaction.atomic
def add_estate(
    community: str,
    *,
    name: str,
    by: Actor,
    at: datetime,
    aliases: Sequence[str] = (),
    address: str = "",
    point: tuple[float, float] | None = None,
    datum: Datum = Datum.WGS84,
    property_company: str = "",
    households: int | None = None,
    kind: str = Estate.Kind.COMMODITY,
) -> Estate:
    """Register an estate of a community; AlreadyThere when the community has one of that name."""  # fmt: skip
    grant = by.require(KEEP, code=community)
    hold(community)
    try:
        lon, lat = convert(*point, source=datum) if point else (None, None)
    except ValueError as error:
        raise PlaceWrong("经纬度不对，请核对坐标", "No such longitude and latitude") from error
    if not all(1 <= len(each) <= 64 for each in (name, *aliases)) or max(len(address) / 2, len(property_company)) > 64:
        raise PlaceWrong(
            "小区名称和别名要 1 到 64 个字，地址不超过 128 个字，请改短一些", "A name is too long or empty"
        )
    number = next_number(Estate.objects.all(), f"{community}E", 999)
    try:
        with transaction.atomic():
            estate = Estate.objects.create(
                code=estate_code(community, number), community_code=community, name=name, aliases=list(aliases),
                keys=estate_keys(name, list(aliases)), address=address, lon=lon, lat=lat,
                property_company=property_company, households=households, kind=kind,
            )  # fmt: skip
    except IntegrityError as error:
        if "territory_estate_name" not in str(error):
            raise
        raise AlreadyThere(f"这个社区已经有“{name}”，不用再登记", f"{name} exists") from error
    acts.record(KEEP, obj=estate, territory=community, by=by, at=at, grant=grant, payload={"code": estate.code})
    names.forget()
    return estate


@transaction.atomic
def add_buildings(
    estate: Estate, buildings: Sequence[tuple[str, int, Grid | None]], *, by: Actor, at: datetime
) -> list[Building]:
    """Register buildings (name, units, grid) of an estate, numbered in the order given. All or none."""
    grant = by.require(KEEP, code=estate.community_code)
    hold(estate.community_code)
    if not all(1 <= len(name) <= 32 and 1 <= units <= 99 for name, units, _ in buildings):
        raise PlaceWrong(
            "楼栋名称要 1 到 32 个字，单元数 1 到 99，请核对", "A building's name or units are out of range"
        )
    first = next_number(Building.objects.all(), f"{estate.code}B", 999)
    rows = [
        Building(code=building_code(estate.code, number), estate=estate, name=name, key=building_key(name),
                 units=units, grid=grid)
        for number, (name, units, grid) in enumerate(buildings, first)
    ]  # fmt: skip
    known = set(estate.buildings.values_list("key", flat=True))
    keys = [row.key for row in rows]
    twice = [row.name for index, row in enumerate(rows) if row.key in known or row.key in keys[:index]]
    if twice:
        raise AlreadyThere(f"楼栋“{twice[0]}”已经登记过，请核对", f"Building {twice[0]} exists")
    Building.objects.bulk_create(rows)
    acts.record(KEEP, obj=estate, territory=estate.community_code, by=by, at=at, grant=grant,
                payload={"buildings": [row.code for row in rows]})  # fmt: skip
    return rows


@transaction.atomic
def add_homes(building: Building, doors: Sequence[Door], *, by: Actor, at: datetime) -> list[Home]:
    """Register homes (unit, room, floor) of a building, numbered in the order given. All or none."""
    community = building.code[:12]
    grant = by.require(KEEP, code=community)
    hold(community)
    if not all(room_key(room) and len(room) <= 16 and len(unit) <= 8 for unit, room, _ in doors):
        raise PlaceWrong("房号要 1 到 16 个字，单元不超过 8 个字，请核对", "A door's number is out of range")
    first = next_number(Home.objects.all(), f"{building.code}H", 9999)
    rows = [
        Home(code=home_code(building.code, number), building=building, unit_no=unit_key(unit), room=room_key(room),
             floor=floor)
        for number, (unit, room, floor) in enumerate(doors, first)
    ]  # fmt: skip
    known = set(building.homes.values_list("unit_no", "room"))
    fresh = {(row.unit_no, row.room) for row in rows}
    if fresh & known or len(fresh) < len(rows):
        raise AlreadyThere(f"{building.name}里有房号登记过两次，请核对", "A door is registered twice")
    Home.objects.bulk_create(rows)
    acts.record(KEEP, obj=building, territory=community, by=by, at=at, grant=grant, payload={"homes": len(rows)})
    return rows


@transaction.atomic
def set_boundary(
    code: str,
    boundary: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    datum: Datum = Datum.WGS84,
    centre: tuple[float, float] | None = None,
    is_sketch: bool = False,
) -> Area:
    """Give an area its boundary and point (default: a point surely inside); both stored in WGS-84."""  # fmt: skip
    grant = by.require(DRAW, code=code)
    area = hold(code)
    fault = polygon_fault(boundary)
    if fault:
        raise GridFaulty(f"{area.name}的边界{fault}，请改好再存", "The boundary is faulty")
    geometry = convert_geometry(dict(boundary), source=datum)
    inside = shape(geometry).representative_point()
    area.lon, area.lat = convert(*centre, source=datum) if centre else (inside.x, inside.y)
    area.boundary, area.is_sketch = geometry, is_sketch
    for edge, value in box(geometry).items():
        setattr(area, edge, value)
    area.save(update_fields=["lon", "lat", "boundary", "is_sketch", "west", "south", "east", "north"])
    acts.record(DRAW, obj=area, territory=code, by=by, at=at, grant=grant, payload={"is_sketch": is_sketch})
    return area


@transaction.atomic
def sketch_communities(
    district: str, *, by: Actor, at: datetime, seats: Mapping[str, tuple[float, float]] | None = None
) -> int:
    """Give every community of a district that has no boundary a sketched point and cell (示意); how many were drawn.

    `seats` says roughly where streets lie (street code -> WGS-84 lon, lat); communities are put around the seat of
    their street. Surveyed points are kept and only get a cell; surveyed boundaries are left alone. UnknownArea when
    the district has no boundary of its own.
    """
    grant = by.require(DRAW, code=district)
    area = hold(district)
    if area.boundary is None:
        raise UnknownArea(f"{area.name}还没有边界，请先导入边界", f"{district} has no boundary")
    rows = list(Area.objects.current().communities().within(district).filter(boundary__isnull=True).order_by("code"))
    if not rows:
        return 0
    outline = shape(area.boundary)
    centre = (area.lon, area.lat) if area.lon is not None and area.lat is not None else None
    spots = scatter(area.boundary, [row.code for row in rows], centre, seats)
    for row in rows:
        if row.lon is None or row.lat is None:
            row.lon, row.lat = spots[row.code]
    points = {row.code: (float(row.lon or 0), float(row.lat or 0)) for row in rows}
    cells = partition(area.boundary, {code: spot for code, spot in points.items() if _covers(outline, spot)})
    for row in rows:
        row.is_sketch, row.boundary = True, cells.get(row.code)
        for edge, value in box(row.boundary).items():
            setattr(row, edge, value)
    Area.objects.bulk_update(
        rows, ["lon", "lat", "is_sketch", "boundary", "west", "south", "east", "north"], batch_size=500
    )
    acts.record(DRAW, obj=area, territory=district, by=by, at=at, grant=grant, payload={"sketched": len(rows)})
    return len(rows)


def _covers(outline: Any, spot: tuple[float, float]) -> bool:
    return bool(outline.covers(Point(spot)))
