"""Reading a holiday file: pure, every fault with its line, nothing half-read."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from shanzhi.kernel.refused import Refused
from shanzhi.kernel.worktime.days import DayKind, plain_kind

_KINDS = {
    "holiday": DayKind.HOLIDAY,
    "rest": DayKind.HOLIDAY,
    "makeup": DayKind.MAKEUP,
    "makeup_workday": DayKind.MAKEUP,
    "节假日": DayKind.HOLIDAY,
    "放假": DayKind.HOLIDAY,
    "调休上班": DayKind.MAKEUP,
    "上班": DayKind.MAKEUP,
}
_SHOWN = 10


class CalendarFileWrong(Refused):
    """The file cannot be loaded as it is; `facts["problems"]` holds every line's fault."""

    code = "calendar_file_wrong"

    def __init__(self, problems: list[str]) -> None:
        more = f"；还有{len(problems) - _SHOWN}处" if len(problems) > _SHOWN else ""
        super().__init__(
            "这份日历文件没有载入，请改好再来：" + "；".join(problems[:_SHOWN]) + more,
            f"The calendar file has {len(problems)} faults; nothing was loaded",
            problems=problems,
        )


@dataclass(frozen=True)
class Notice:
    """What a file says: the named days, and the years that it covers whole."""

    days: dict[date, tuple[DayKind, str]] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()

    @property
    def years(self) -> list[int]:
        """Every year with a named day, in order."""
        return sorted({day.year for day in self.days})

    def year(self, year: int) -> dict[date, tuple[DayKind, str]]:
        """Every day of the year: what the file names, the week for the rest."""
        first = date(year, 1, 1)
        days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
        return {day: self.days.get(day, (plain_kind(day), "")) for day in days}


def read(content: bytes, *, announced: Iterable[int] = ()) -> Notice:
    """The notice in a CSV of date, name, kind (UTF-8 or GB18030). Raises CalendarFileWrong.

    A year counts as announced when it has a make-up working day, or when `announced` names it: lists of the
    statutory days alone circulate years ahead of the notice, and would give wrong due times.
    """
    table = csv.DictReader(io.StringIO(_text(content), newline=""))
    if not {"date", "kind"} <= set(table.fieldnames or ()):
        raise CalendarFileWrong(["第1行：表头要有 date、name、kind 三列"])
    days: dict[date, tuple[DayKind, str]] = {}
    problems: list[str] = []
    for row in table:
        fault = _take(row, days)
        if fault:
            problems.append(f"第{table.line_num}行：{fault}")
    if not days and not problems:
        problems.append("文件里没有一天")
    if problems:
        raise CalendarFileWrong(problems)
    whole = {day.year for day, (kind, _) in days.items() if kind is DayKind.MAKEUP} | set(announced)
    return Notice(days, frozenset(whole & {day.year for day in days}))


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CalendarFileWrong(["文件不是UTF-8或GB18030文字"])


def _take(row: dict[str, str | None], days: dict[date, tuple[DayKind, str]]) -> str:
    """Add one line to `days`; what is wrong with it, or nothing."""
    written, kind = (row.get("date") or "").strip(), _KINDS.get((row.get("kind") or "").strip())
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return f"“{written[:20]}”不是日期，要写成 2027-01-01"
    if not 1992 <= day.year <= 2199:
        return f"{day}不在1992到2199年之间"
    if kind is None:
        return f"“{(row.get('kind') or '')[:20]}”不是日子的种类，要写 holiday 或 makeup"
    if day in days:
        return f"{day}写了两次"
    if kind is DayKind.MAKEUP and plain_kind(day) is DayKind.WORKDAY:
        return f"{day}本来就是工作日，不会是调休上班"
    days[day] = (kind, (row.get("name") or "").strip()[:40])
    return ""
