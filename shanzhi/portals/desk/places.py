"""Places that a worker can choose from, kept in the process: they change a few times a year."""

import time
from typing import Any

from shanzhi.engines.territory.public import Place, communities_in, grids_of, place
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import prefix
from shanzhi.kernel.roles import Reach

LIFE = 600.0
_STREET, _COMMUNITY = 9, 12
_kept: dict[str, tuple[float, list[Any]]] = {}


def forget() -> None:
    """Drop what was read."""
    _kept.clear()


def as_prefix(code: str) -> str:
    """The significant digits of a chosen place."""
    return prefix(code)


def territory(actor: Actor) -> str:
    """The territory that the actor's desk is about: the widest one that reads cases, else the first grant's."""
    wide = sorted((grant.territory for grant in actor.holding("case.read", Reach.TERRITORY)), key=len)
    return wide[0] if wide else next((grant.territory for grant in actor.grants), "")


def choices(actor: Actor) -> list[Any]:
    """Options of a select: grids of a community, communities of a street, streets with their communities above."""
    here = territory(actor)
    if not here or len(here) > _COMMUNITY or len(here) < 6:
        return []
    held = _kept.get(here)
    if held is None or time.monotonic() - held[0] > LIFE:
        held = _kept[here] = (time.monotonic(), _read(here))
    return held[1]


def _read(here: str) -> list[Any]:
    if len(here) == _COMMUNITY:
        return [(grid.code, grid.name) for grid in grids_of(here)]
    found = communities_in(here)
    if len(here) == _STREET:
        return [(each.code, _name(each)) for each in found]
    streets: dict[str, list[Any]] = {}
    for each in found:
        streets.setdefault(each.code[:_STREET], []).append((each.code, _name(each)))
    return [(_street(code), [(f"{code}000", "整个街道"), *each]) for code, each in streets.items()]


def _street(code: str) -> str:
    found = place(code)
    return _name(found) if found else code


def _name(each: Place) -> str:
    return each.short_name or each.name
