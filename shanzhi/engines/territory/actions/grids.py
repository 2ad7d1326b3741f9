"""Drawing and importing grids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from shapely.geometry import shape

from shanzhi.engines.territory import names
from shanzhi.engines.territory.actions.common import box, hold, next_number
from shanzhi.engines.territory.codes import (
    EXCLUSIVE_FROM,
    GRID_LAST,
    Kind,
    area_level,
    grid_code,
    kind_of,
)
from shanzhi.engines.territory.models import Area, Grid
from shanzhi.engines.territory.refusals import DatumUnknown, GridFaulty, GridsOverlap
from shanzhi.engines.territory.rules.datum import Datum, convert_geometry
from shanzhi.engines.territory.rules.shapes import (
    INSIDE_TOLERANCE_M2,
    area_m2,
    overlaps,
    polygon_fault,
    reading_order,
)
from shanzhi.kernel import acts
from shanzhi.kernel.actor import Actor

VERB = "grid.draw"
_CRS = {"4326": Datum.WGS84, "CRS84": Datum.WGS84, "4490": Datum.CGCS2000}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A grid as drawn: GeoJSON geometry in degrees; `code` only when it has its number already."""

    name: str
    boundary: Mapping[str, Any]
    kind: str = Grid.Kind.BASIC
    holder: str = ""
    code: str = ""


def import_grids(
    geojson: Mapping[str, Any], *, community: str, by: Actor, at: datetime, datum: Datum | None = None
) -> list[Grid]:
    """Draw the features of a GeoJSON FeatureCollection; properties `name`, `kind`, `holder`, `code` are read.

    Without `datum` the file's own `crs` is believed, and without that WGS-84, which GeoJSON prescribes (RFC 7946).
    """
    features = geojson.get("features") if isinstance(geojson, Mapping) else None
    if not isinstance(features, list) or not features or not all(isinstance(each, Mapping) for each in features):
        raise GridFaulty("文件里没有网格：要一个 GeoJSON FeatureCollection", "Not a GeoJSON FeatureCollection")
    drawings = [_drawing(feature, number) for number, feature in enumerate(features, 1)]
    return draw_grids(community, drawings, datum=datum or crs_of(geojson), by=by, at=at)


def crs_of(geojson: Mapping[str, Any]) -> Datum:
    """The datum that a file names; DatumUnknown for projected and foreign systems."""
    crs = geojson.get("crs")
    if crs is None:
        return Datum.WGS84
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = str(properties.get("name", "")) if isinstance(properties, Mapping) else ""
    found = _CRS.get(name.replace(":", " ").split()[-1] if name else "")
    if found is None:
        raise DatumUnknown
    return found


def _drawing(feature: Mapping[str, Any], number: int) -> Drawing:
    facts = feature.get("properties")
    facts = facts if isinstance(facts, Mapping) else {}
    return Drawing(
        str(facts.get("name") or f"第{number}网格"),
        feature.get("geometry") or {},
        str(facts.get("kind") or Grid.Kind.BASIC),
        str(facts.get("holder") or ""),
        str(facts.get("code") or ""),
    )


@transaction.atomic
def draw_grids(
    community: str,
    drawings: Sequence[Drawing],
    *,
    by: Actor,
    at: datetime,
    datum: Datum = Datum.WGS84,
    is_sketch: bool = False,
) -> list[Grid]:
    """Add grids to a community, numbered from north to south and west to east after those it has.

    All or none. GridFaulty: not closed, not valid, outside the community by more than INSIDE_TOLERANCE_M2 (when its
    surveyed boundary is known). GridsOverlap names each pair that shares more than OVERLAP_TOLERANCE_M2.
    """  # fmt: skip
    grant = by.require(VERB, code=community)
    area = hold(community)
    if area_level(community) != 5:
        raise GridFaulty(f"网格要画在社区里，{area.name} 不是社区", f"{community} is not a community")
    fresh = _checked(area, drawings, datum)
    codes = _numbered(community, fresh)
    rows = [
        Grid(
            code=codes[label], community_code=community, name=drawing.name, kind=drawing.kind, holder=drawing.holder,
            boundary=geometry, is_sketch=is_sketch, **box(geometry),
        )
        for label, (drawing, geometry) in fresh.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: row.code)
    Grid.objects.bulk_create(rows)
    acts.record(
        VERB, obj=area, territory=community, by=by, at=at, grant=grant, payload={"grids": [row.code for row in rows]}
    )
    names.forget()
    return rows


def _checked(area: Area, drawings: Sequence[Drawing], datum: Datum) -> dict[str, tuple[Drawing, dict[str, Any]]]:
    """Labels of the new grids with geometries in WGS-84, after every check."""
    fresh: dict[str, tuple[Drawing, dict[str, Any]]] = {}
    for number, drawing in enumerate(drawings, 1):
        label = drawing.name if drawing.name not in fresh else f"{drawing.name}（第 {number} 个）"
        fault = "" if 1 <= len(drawing.name) <= 64 and len(drawing.holder) <= 64 else "名称要有，不超过 64 个字"
        fault = fault or ("" if drawing.kind in Grid.Kind.values else "类型只能是 basic 或 exclusive")
        fault = fault or polygon_fault(drawing.boundary)
        if fault:
            raise GridFaulty(f"网格“{label}”：{fault}，请改好再存", f"Grid {label} is faulty")
        fresh[label] = drawing, convert_geometry(dict(drawing.boundary), source=datum)
    _refuse_outside(area, fresh)
    _refuse_overlap(area, fresh)
    return fresh


def _refuse_outside(area: Area, fresh: Mapping[str, tuple[Drawing, dict[str, Any]]]) -> None:
    if area.boundary is None or area.is_sketch:
        return
    outline = shape(area.boundary)
    for label, (_, geometry) in fresh.items():
        beyond = area_m2(shape(geometry).difference(outline))
        if beyond > INSIDE_TOLERANCE_M2:
            raise GridFaulty(
                f"网格“{label}”有 {beyond:,.0f} 平方米画到了{area.name}外面，请把边界收回来",
                f"Grid {label} reaches outside its community",
            )


def _refuse_overlap(area: Area, fresh: Mapping[str, tuple[Drawing, dict[str, Any]]]) -> None:
    shapes = {label: shape(geometry) for label, (_, geometry) in fresh.items()}
    for code, name, boundary in Grid.objects.filter(
        community_code=area.code, boundary__isnull=False, is_sketch=False
    ).values_list("code", "name", "boundary"):
        shapes[f"{name}（{code}）"] = shape(boundary)
    pairs = overlaps(shapes, list(fresh))
    if pairs:
        said = "；".join(f"“{one}”和“{other}”重叠 {shared:,.0f} 平方米" for one, other, shared in pairs[:5])
        more = f"，另有 {len(pairs) - 5} 处" if len(pairs) > 5 else ""
        raise GridsOverlap(f"{said}{more}。请改好再存", "Grids overlap", pairs=[pair[:2] for pair in pairs])


def _numbered(community: str, fresh: Mapping[str, tuple[Drawing, dict[str, Any]]]) -> dict[str, str]:
    """Label to code. Given codes are kept when they fit; the others are numbered in reading order."""
    codes: dict[str, str] = {}
    taken = set(Grid.objects.filter(community_code=community).values_list("code", flat=True))
    for label, (drawing, _) in fresh.items():
        if drawing.code:
            codes[label] = _given(community, label, drawing, taken)
            taken.add(drawing.code)
    for kind, floor, last in (("basic", 0, GRID_LAST), ("exclusive", EXCLUSIVE_FROM - 1, 999)):
        rest = {
            label: shape(geometry)
            for label, (drawing, geometry) in fresh.items()
            if drawing.kind == kind and label not in codes
        }
        if rest:
            used = [int(code[12:]) for code in [*codes.values()] if floor < int(code[12:]) <= last]
            first = max([next_number(Grid.objects.all(), community, last, floor), *(number + 1 for number in used)])
            for number, label in enumerate(reading_order(rest), first):
                if number > last:
                    raise GridFaulty("一个社区的网格编号已经用完", "No grid numbers left")
                codes[label] = grid_code(community, number)
    return codes


def _given(community: str, label: str, drawing: Drawing, taken: set[str]) -> str:
    code = drawing.code
    fits = kind_of(code) is Kind.GRID and code.startswith(community) and code[12:] not in {"000", "900"}
    if not fits or (drawing.kind == "exclusive") != (int(code[12:]) >= EXCLUSIVE_FROM):
        raise GridFaulty(f"网格“{label}”的编码 {code} 和社区或类型对不上，请核对", f"Grid code {code} does not fit")
    if code in taken:
        raise GridFaulty(f"网格“{label}”的编码 {code} 已经有了，请核对", f"Grid code {code} is taken")
    return code
