"""Names of places for pages, kept in the process: names change a few times a year and are read on every page.

Other processes learn of a change within `LIFE` seconds; the process that changes forgets at once.
"""

import time
from collections.abc import Iterable

from shanzhi.engines.territory.codes import LEVEL_ENDS, Kind, kind_of
from shanzhi.engines.territory.models import Area, Building, Estate, Grid
from shanzhi.kernel.codes import full, prefix

LIFE = 600.0
_MOST = 50_000
_kept: dict[str, str] = {}
_born = 0.0


def forget() -> None:
    """Drop every name; the next page reads them again."""
    _kept.clear()


def name_paths(codes: Iterable[str]) -> dict[str, str]:
    """Code to "咸安区 / 温泉街道 / 金叶社区" for many codes: at most one query for areas and one for each kind below.

    Codes may be prefixes or full; unknown ones are left out. Paths begin at the county, or at the area itself above.
    """
    global _born  # noqa: PLW0603 - the cache is the module
    if time.monotonic() - _born > LIFE or len(_kept) > _MOST:
        forget()
        _born = time.monotonic()
    chains = {code: [*_area_chain(code), *_chain_below(code)] for code in set(codes) if code}
    missing = {step for chain in chains.values() for step in chain} - _kept.keys()
    if missing:
        _kept.update(_names_of(missing))
    return {
        code: " / ".join(_kept[step] for step in chain if step in _kept)
        for code, chain in chains.items()
        if chain[-1] in _kept
    }


def _area_chain(code: str) -> list[str]:
    """Area codes from the county down; from the area itself when it is a province or city."""
    significant = prefix(code[:12])
    ends = [end for end in LEVEL_ENDS if 6 <= end <= len(significant)]
    # Without this a street of a city without counties would show the city twice.
    return list(dict.fromkeys(full(significant[:end]) for end in ends)) or [full(significant)]


def _chain_below(code: str) -> list[str]:
    kind = kind_of(code)
    if kind in {Kind.GRID, Kind.ESTATE}:
        return [code]
    if kind in {Kind.BUILDING, Kind.HOME}:
        return [code[:16], code[:20]]
    return []


def _names_of(codes: set[str]) -> dict[str, str]:
    by_kind: dict[Kind, list[str]] = {}
    for code in codes:
        kind = kind_of(code)
        if kind is not None:
            by_kind.setdefault(kind, []).append(code)
    result: dict[str, str] = {}
    for code, name, short in Area.objects.filter(code__in=by_kind.get(Kind.AREA, [])).values_list(
        "code", "name", "short_name"
    ):
        result[code] = short or name
    for kind, model in ((Kind.GRID, Grid), (Kind.ESTATE, Estate), (Kind.BUILDING, Building)):
        if kind in by_kind:
            result |= dict(model.objects.filter(code__in=by_kind[kind]).values_list("code", "name"))
    return result
