"""Choosing a place: the territories of a seat and what lies below, as options of a select."""

from typing import Any

from shanzhi.engines.territory.public import children, communities_in, grids_of, name_path
from shanzhi.kernel.codes import full

_COUNTY, _STREET, _COMMUNITY = 6, 9, 12


def choices(territories: list[str], *, grids: bool = False) -> list[Any]:
    """(code, name) of the territories, then streets with their communities; with `grids`, those of a community."""
    found: list[Any] = []
    for territory in territories:
        found += _below(territory, grids=grids)
    return found


def _below(territory: str, *, grids: bool) -> list[Any]:
    if len(territory) > _COMMUNITY:
        return [(territory, name_of(territory))]
    here = [(full(territory), name_of(territory))]
    if len(territory) == _COMMUNITY:
        return here + ([(grid.code, grid.name) for grid in grids_of(territory)] if grids else [])
    if len(territory) == _STREET:
        return here + [(each.code, each.short_name or each.name) for each in communities_in(territory)]
    if len(territory) < _COUNTY:
        return here + [(each.code, each.short_name or each.name) for each in children(territory)]
    streets = {each.code[:_STREET]: each.short_name or each.name for each in children(territory)}
    groups: dict[str, list[tuple[str, str]]] = {
        code: [(full(code), f"{name}（整个）")] for code, name in streets.items()
    }
    for each in communities_in(territory):
        groups.setdefault(each.code[:_STREET], []).append((each.code, each.short_name or each.name))
    return here + [(streets.get(code, code), options) for code, options in groups.items()]


def name_of(code: str) -> str:
    """金叶社区; the code itself where no name is known."""
    return name_path(full(code)).split(" / ")[-1] or code


def words(code: str) -> str:
    """温泉街道 金叶社区: the last two names."""
    return " ".join(name_path(full(code)).split(" / ")[-2:]) or code
