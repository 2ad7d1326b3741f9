"""Where it is: from a tap, a name or a position to a territory code. Cheap, and never in the way of the report."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from shanzhi.engines.territory.public import (
    Kind,
    Match,
    certain,
    children,
    communities_in,
    estates_of,
    grids_of,
    kind_of,
    locate,
    locate_text,
    name_path,
)  # fmt: skip
from shanzhi.kernel.codes import covers, prefix

#: Below this the page asks the person to look again.
SURE = 0.7
_COMMUNITY = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a report. `territory` is a grid or community; `code` the finest place; `text` for people."""

    territory: str
    text: str
    code: str = ""
    lon: float | None = None
    lat: float | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """A place that one tap chooses, or that leads one level down (`url`)."""

    code: str
    label: str
    text: str = ""
    url: str = ""


def _here(code: str) -> bool:
    return covers(prefix(settings.SHANZHI_ROOT), code)


def _tail(code: str) -> str:
    """温泉街道 / 金叶社区 → 金叶社区: what a neighbour says."""
    return name_path(code).rpartition(" / ")[2]


def picked(code: str) -> Spot | None:
    """The spot of a code that a page offered; None for one that is not a place here (a forged one too)."""
    kind = kind_of(code) if _here(code) else None
    if kind is Kind.AREA:
        found = [place for place in communities_in(code) if place.code == code]
        return Spot(code, found[0].short_name or found[0].name, code) if found else None
    if kind is Kind.GRID:
        grid = grids_of(code).first()
        return Spot(code, f"{_tail(code[:_COMMUNITY])}{grid.name}", code) if grid else None
    if kind in {Kind.ESTATE, Kind.BUILDING, Kind.HOME}:
        return _in_estate(code)
    return None


def _in_estate(code: str) -> Spot | None:
    estate = estates_of(code[:16]).first()
    if estate is None:
        return None
    if len(code) == 16:
        return Spot(estate.community_code, estate.name, code, estate.lon, estate.lat)
    building = estate.buildings.select_related("grid").filter(code=code[:20]).first()
    if building is None:
        return None
    grid = building.grid.code if building.grid else estate.community_code
    return Spot(grid, f"{estate.name}{building.name}", code, estate.lon, estate.lat)


def at_point(lon: str, lat: str) -> Spot | None:
    """The spot of a position in WGS-84 as a browser gives it; None for nonsense, or a place outside this county."""
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    if not (math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90):
        return None
    found = locate(x, y)
    if not found.community or not _here(found.community):
        return None
    estate = estates_of(found.estate).first() if found.estate else None
    text = f"{_tail(found.community)}{estate.name if estate else ''}"
    code = found.estate or found.grid or found.community
    return Spot(found.grid or found.community, f"{text}，您现在的位置", code, x, y, found.confidence >= SURE)


def named(text: str) -> tuple[Spot | None, list[Option]]:
    """The spot that an address names, when only one fits; else the candidates to choose from (may be empty)."""
    matches = locate_text(text, within=prefix(settings.SHANZHI_ROOT))
    one = certain(matches)
    if one is not None:
        return _of_match(one, text), []
    return None, [Option(m.code, m.name + m.rest, _tail(m.community)) for m in matches]


def _of_match(match: Match, text: str) -> Spot | None:
    """The spot of a match, in the person's own words where they say more than the register does."""
    spot = picked(match.code)
    if spot is None:
        return None
    known = match.name + match.rest
    return Spot(spot.territory, text if len(text) > len(known) else known, match.code, spot.lon, spot.lat)


def estates(community: str, url: str) -> Sequence[Option]:
    """Estates of a community, each leading to its buildings."""
    return [Option(e.code, e.name, e.address, f"{url}?estate={e.code}") for e in estates_of(community)[:60]]


def buildings(estate_code: str) -> tuple[str, Sequence[Option]]:
    """The estate's name and its buildings."""
    estate = estates_of(estate_code).first() if len(estate_code) == 16 and _here(estate_code) else None
    if estate is None:
        return "", []
    rows = sorted(estate.buildings.all(), key=lambda b: (len(b.key), b.key))
    return estate.name, [Option(b.code, b.name) for b in rows[:80]]


def streets(url: str) -> Sequence[Option]:
    """Streets and towns of the county, each leading to its communities."""
    return [
        Option(s.code, s.short_name or s.name, "", f"{url}?street={s.code[:9]}")
        for s in children(settings.SHANZHI_ROOT)
    ]


def communities(street: str) -> Sequence[Option]:
    """Communities of a street."""
    if not (street.isdigit() and len(street) == 9 and _here(street)):
        return []
    return [Option(c.code, c.short_name or c.name) for c in communities_in(street)]
