"""What the verbs share: taking hold of an area, running numbers, boxes of boundaries."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, QuerySet
from shapely.geometry import shape

from shanzhi.engines.territory.models import Area
from shanzhi.engines.territory.refusals import NumbersUsedUp, UnknownArea


def hold(code: str) -> Area:
    """The current area of a code, locked: numbering and topology below it are settled one at a time."""
    area: Area | None = Area.objects.select_for_update(no_key=True).current().filter(code=code).first()
    if area is None:
        raise UnknownArea(f"没有 {code} 这个区划，或者已经停用，请核对代码", f"Unknown area {code}")
    return area


def next_number(places: QuerySet[Any], start: str, last: int, floor: int = 0) -> int:
    """The number after the highest used under the code `start`; numbers of removed places are not used again.

    Only numbers in (floor, last] count. NumbersUsedUp when there is none left.
    """
    width = len(str(last))
    low, high = start + str(floor).zfill(width), start + str(last)
    top = places.filter(code__gte=low, code__lte=high, code__startswith=start).aggregate(top=Max("code"))["top"]
    number = int(top[len(start) :][:width]) + 1 if top else floor + 1
    if number > last:
        raise NumbersUsedUp(f"{start} 下面的编号已经用完，请先核对是否有重复登记")
    return number


def box(geometry: Mapping[str, Any] | None) -> dict[str, float | None]:
    """The columns west, south, east, north of a boundary."""
    edges = shape(dict(geometry)).bounds if geometry else (None, None, None, None)
    return dict(zip(("west", "south", "east", "north"), edges, strict=True))
