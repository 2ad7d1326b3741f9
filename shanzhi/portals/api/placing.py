"""Where a reported matter lies: by code, by point, or by address. Nothing is guessed between equals."""

import time
from dataclasses import dataclass

from shanzhi.engines.territory import public as territory
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import Refused
from shanzhi.portals.api.schemas import CaseIn

#: Seconds for which a code once found in force is not asked for again.
_LIFE = 60.0
_MOST = 50_000
_known: dict[str, float] = {}


class PlaceUnknown(Refused):
    """The code, point or address is nowhere that we know."""

    code = "place_unknown"
    message = "找不到这个地点。请给社区或网格代码，或者写清社区、小区和楼栋"
    english = "The place is not known"


class PlaceAmbiguous(Refused):
    """The address fits several places; `candidates` lists them."""

    code = "place_ambiguous"
    message = "这个地址对得上好几处，请从 candidates 里选一个，把它的 code 填进来"
    english = "The address fits several places; choose one of candidates and send its code"


@dataclass(frozen=True, slots=True)
class Spot:
    """`territory`: community or grid; `place`: an estate, building or home, or ""; the point in WGS-84."""

    territory: str
    place: str = ""
    lon: float | None = None
    lat: float | None = None


def spot_of(told: CaseIn, actor: Actor) -> Spot:
    """Raises PlaceUnknown, PlaceAmbiguous. No statement for a code seen lately, else one to three."""
    lon, lat = _point(told)
    if told.code:
        return _by_code(told.code, lon, lat)
    if lon is not None and lat is not None:
        found = territory.locate(lon, lat)
        if not found.community:
            raise PlaceUnknown
        return Spot(found.grid or found.community, found.estate, lon, lat)
    return _by_address(told.address, actor)


def _point(told: CaseIn) -> tuple[float | None, float | None]:
    if told.lon is None or told.lat is None:
        return None, None
    return territory.convert(told.lon, told.lat, source=territory.Datum[told.datum])


def _by_code(code: str, lon: float | None, lat: float | None) -> Spot:
    kind = territory.kind_of(code)
    if kind is None or (kind is territory.Kind.AREA and code.endswith("000")):
        raise PlaceUnknown
    # Buildings and homes are looked up by their estate.
    if not _in_force(code[:16]):
        raise PlaceUnknown
    if kind in {territory.Kind.AREA, territory.Kind.GRID}:
        return Spot(code, "", lon, lat)
    return Spot(code[:12], code, lon, lat)


def _in_force(code: str) -> bool:
    now = time.monotonic()
    if _known.get(code, 0.0) > now:
        return True
    if code not in territory.codes_known([code]):
        return False
    if len(_known) > _MOST:
        _known.clear()
    _known[code] = now + _LIFE
    return True


def _by_address(text: str, actor: Actor) -> Spot:
    within = actor.grants[0].territory if actor.grants else ""
    found = territory.locate_text(text, within=within) if text else []
    if not found:
        raise PlaceUnknown
    sure = territory.certain(found)
    if sure is None:
        listed = [{"code": match.code, "name": match.name, "kind": match.kind, "score": match.score} for match in found]
        raise PlaceAmbiguous(candidates=listed)
    return Spot(sure.community, "" if sure.code == sure.community else sure.code)


def forget() -> None:
    """Drop what this process knows; for tests."""
    _known.clear()
