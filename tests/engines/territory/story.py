"""A small district to work in: two streets, three communities, one with grids, estates and homes."""

from datetime import UTC, date, datetime
from typing import Any

from shapely.geometry import box, mapping

from shanzhi.kernel.actor import Actor, Grant
from shanzhi.kernel.roles import Reach, Role

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 22)
JINYE, CHAHUA, FUSHAN = "421202001010", "421202001011", "421202002001"


class Surveyor(Role):
    """Holds every verb of this engine."""

    code = "surveyor"
    title = "测绘员"
    duty = "画网格、登记小区"
    verbs = dict.fromkeys(("grid.draw", "estate.keep", "area.draw", "area.change"), Reach.TERRITORY)


SURVEYOR = Actor(None, "测绘员", (Grant(Surveyor, "421202"),))

LEVELS = """level,code,name,parent_code,village_kind_from_code
1,420000000000,湖北省,,
2,421200000000,咸宁市,420000000000,
3,421202000000,咸安区,421200000000,
4,421202001000,温泉街道,421202000000,
4,421202002000,浮山街道,421202000000,
5,421202001010,金叶社区,421202001000,居委会
5,421202001011,茶花社区居委会,421202001000,居委会
5,421202002001,浮山村委会,421202002000,村委会
"""


def square(west: float, south: float, side: float = 0.001) -> dict[str, Any]:
    """A GeoJSON square, about 100 m for the default side."""
    return dict(mapping(box(west, south, west + side, south + side)))
