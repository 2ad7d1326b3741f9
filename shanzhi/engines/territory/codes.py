"""Codes of places: their shapes, and how one is made from the other.

| place | shape | example |
|---|---|---|
| area | 12 digits, 2+2+2+3+3 (统计用区划代码) | `421202001010` |
| grid 网格 | community + 3 digits; 001-899 basic, 901-999 exclusive (专属) | `421202001010003` |
| estate 小区 | community + `E` + 3 digits | `421202001010E002` |
| building 楼栋 | estate + `B` + 3 digits | `421202001010E002B003` |
| home 房屋 | building + `H` + 4 digits | `421202001010E002B003H0007` |

Every code begins with its community, so that one prefix range covers everything in a territory. The letters keep
estates apart from grids: a place keeps its code when grids are redrawn. Numbers are running numbers, never room
numbers: a home keeps its code when its door plate changes.
Sources: 统计用区划代码和城乡划分代码编制规则 (National Bureau of Statistics); DB6101/T 3185-2024 for exclusive grids.
"""

import re
from enum import StrEnum

LEVEL_ENDS = (2, 4, 6, 9, 12)
GRID_LAST = 899
EXCLUSIVE_FROM = 901

AREA_SHAPE = r"^[1-9][0-9]{11}$"
GRID_SHAPE = r"^[1-9][0-9]{14}$"
ESTATE_SHAPE = r"^[1-9][0-9]{11}E[0-9]{3}$"
BUILDING_SHAPE = r"^[1-9][0-9]{11}E[0-9]{3}B[0-9]{3}$"
HOME_SHAPE = r"^[1-9][0-9]{11}E[0-9]{3}B[0-9]{3}H[0-9]{4}$"


class Kind(StrEnum):
    """What a code names."""

    AREA = "area"
    GRID = "grid"
    ESTATE = "estate"
    BUILDING = "building"
    HOME = "home"


_SHAPES = {
    Kind.AREA: re.compile(AREA_SHAPE),
    Kind.GRID: re.compile(GRID_SHAPE),
    Kind.ESTATE: re.compile(ESTATE_SHAPE),
    Kind.BUILDING: re.compile(BUILDING_SHAPE),
    Kind.HOME: re.compile(HOME_SHAPE),
}


def kind_of(code: str) -> Kind | None:
    """What `code` names by its shape, or None when it has none of the shapes."""
    return next((kind for kind, shape in _SHAPES.items() if shape.fullmatch(code)), None)


def area_level(code: str) -> int:
    """1 province, 2 city, 3 county, 4 street, 5 community: the level of the last digits that are not zero."""
    return next(level for level, end in enumerate(LEVEL_ENDS, 1) if not code[end:].strip("0"))


def parent_of(code: str) -> str:
    """The 12-digit code one level up, "" for a province.

    A street of a city without counties (直筒子市: 东莞, 中山, 儋州) has the city as parent, because the city's code
    and that of its missing county are the same twelve digits.
    """
    level = area_level(code)
    return "" if level == 1 else code[: LEVEL_ENDS[level - 2]].ljust(12, "0")


def community_of(code: str) -> str:
    """The community's 12 digits of any place at or below a community; ValueError above or for other text."""
    kind = kind_of(code)
    if kind is None or (kind is Kind.AREA and area_level(code) != 5):
        raise ValueError(f"{code} lies in no community")
    return code[:12]


def grid_code(community: str, number: int) -> str:
    """The 15 digits of grid `number` (1-899 basic, 901-999 exclusive); ValueError for another number."""
    if not (1 <= number <= GRID_LAST or EXCLUSIVE_FROM <= number <= 999):
        raise ValueError(f"grid number {number} is not in 1-899 or 901-999")
    return f"{community_of(community)}{number:03d}"


def estate_code(community: str, number: int) -> str:
    """The code of estate `number` (1-999) of a community."""
    return f"{community_of(community)}E{_within(number, 999):03d}"


def building_code(estate: str, number: int) -> str:
    """The code of building `number` (1-999) of an estate."""
    return f"{estate}B{_within(number, 999):03d}"


def home_code(building: str, number: int) -> str:
    """The code of home `number` (1-9999) of a building."""
    return f"{building}H{_within(number, 9999):04d}"


def _within(number: int, last: int) -> int:
    if not 1 <= number <= last:
        raise ValueError(f"number {number} is not in 1-{last}")
    return number
