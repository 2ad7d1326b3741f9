"""Titles fit for a wall: whoever stands in the room reads them, and a title is what somebody wrote first. Pure."""

import re
from typing import Any

from shanzhi.domains.appeals.resident.redact import redact

_NUMBER = "0-9零〇一二两三四五六七八九十百"
#: 3栋, 12号楼, 乙座, B幢, 3# ; what `redact` leaves readable for the public board of one community.
#: 一座桥 and 两栋楼 are counts.
_BUILDING = re.compile(
    rf"(?:(?!两)[{_NUMBER}]+号?(?:栋|幢)|(?:[0-9]+|[A-Za-z甲乙丙丁])号?(?:栋|幢|座)|[{_NUMBER}]+号楼|[{_NUMBER}]+#楼?)(?:某?单元)?"
)
_UNIT = re.compile(rf"[{_NUMBER}]+单元")
_DOOR = re.compile(rf"(?<![{_NUMBER}])(?:[0-9]{{1,4}}|[{_NUMBER}]{{1,4}})(?:室|号房|号门(?!口))")


def fit(title: str, names: tuple[str, ...] = ()) -> str:
    """`title` without names, numbers, doors, units and buildings. `names`: of the reporter, if known.

    >>> fit("金叶小区3栋2单元从一楼到四楼的灯都不亮")
    '金叶小区某栋从一楼到四楼的灯都不亮'
    """
    clean = _BUILDING.sub("某栋", redact(title, names))
    clean = _UNIT.sub("某单元", clean)
    return re.sub("某栋[，,、\\s]*某单元", "某栋", _DOOR.sub("某室", clean))


def titled(row: dict[str, Any]) -> dict[str, Any]:
    """A row of cases (`title`, `reporter_name`, `is_sealed`) with a title fit to show and without the name."""
    kept = {key: value for key, value in row.items() if key != "reporter_name"}
    name = row.get("reporter_name") or ""
    return {**kept, "title": "保密举报" if row["is_sealed"] else fit(row["title"], (name,) if name else ())}
