"""The working calendar of this cell: read from its table once, loaded from holiday files by an operator."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from shanzhi.kernel import clock
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.acts import record
from shanzhi.kernel.calendar_file import CalendarFileWrong, Notice, read
from shanzhi.kernel.models import CalendarDay
from shanzhi.kernel.worktime import ZONE, CalendarUnknown, DayKind, WorkCalendar

SHIPPED = Path(__file__).resolve().parent.parent / "catalogue" / "calendar" / "holidays_2018_2026.csv"
#: Seconds after which a process reads the table again, so that a year loaded elsewhere reaches it without a restart.
FRESH = 600
#: Staff are told so many days before the calendar ends: limits of 13 working days must still be counted, and a notice found.
WARN_DAYS = 60

_held: tuple[float, WorkCalendar] | None = None


@dataclass(frozen=True)
class Loaded:
    """What an import did, by year."""

    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    unchanged: tuple[int, ...] = ()
    not_announced: tuple[int, ...] = ()


def current() -> WorkCalendar:
    """The calendar of this process: one query, then kept for ten minutes. Raises CalendarUnknown when it is empty."""
    global _held  # noqa: PLW0603 - one calendar a process, on purpose
    held = _held
    if held is None or time.monotonic() - held[0] > FRESH:
        held = _held = (time.monotonic(), _from_table())
    return held[1]


def days_left(at: datetime) -> int:
    """Whole days from `at`'s day to the last day of the loaded calendar; 0 on that day, negative beyond, -1 when empty."""
    try:
        last = current().last
    except CalendarUnknown:
        return -1
    return (last - at.astimezone(ZONE).date()).days


def warning(at: datetime) -> str:
    """One line for staff when the calendar ends within `WARN_DAYS` days, saying what to do; else empty."""
    left = days_left(at)
    if left > WARN_DAYS:
        return ""
    if left < 0:
        return "工作日历已经用完，新的时限算不出来。请系统管理员今天就载入下一年的放假安排"
    last = at.astimezone(ZONE).date() + timedelta(days=left)
    return f"工作日历只到{last.year}年{last.month}月{last.day}日，还有{left}天。请系统管理员载入{last.year + 1}年的放假安排"


def invalidate() -> None:
    """Forget what this process holds; the next question reads the table."""
    global _held  # noqa: PLW0603 - see current
    _held = None


def load_shipped(*, by: Actor, at: datetime) -> Loaded:
    """Load the years that come with the product."""
    return load(SHIPPED.read_bytes(), source="国务院办公厅关于部分节假日安排的通知（2018–2026年）", by=by, at=at)


@transaction.atomic
def load(
    content: bytes,
    *,
    source: str,
    by: Actor,
    at: datetime,
    years: tuple[int, ...] = (),
    replace: bool = False,
) -> Loaded:
    """Put a holiday file (CSV: date, name, kind) into the table; the same file again changes nothing.

    Whole announced years are added, next to the years already known. What would alter a known day needs `replace`;
    a file that names only some days of a known year touches those days only (a notice may move the December before).
    `years` vouches for years without make-up days. Raises CalendarFileWrong, and then nothing is loaded.
    """
    notice = read(content, announced=years)
    known = set(CalendarDay.objects.values_list("date__year", flat=True).distinct())
    added = [year for year in notice.years if year in notice.announced and year not in known]
    _require_no_gap(known, added)
    changes = _changes(notice, known)
    if changes and not replace:
        raise CalendarFileWrong([f"{day}已经载入为{was.title_zh}，文件里不同" for day, was in changes])
    rows = [
        CalendarDay(date=day, kind=kind, name=name, source=source[:200])
        for year in added
        for day, (kind, name) in notice.year(year).items()
    ]
    CalendarDay.objects.bulk_create(rows, batch_size=1000)
    altered = _overwrite(notice, [day for day, _ in changes], source)
    touched = sorted({row.date.year for row in altered})
    result = Loaded(
        tuple(added),
        tuple(touched),
        tuple(year for year in notice.years if year in known and year not in touched),
        tuple(year for year in notice.years if year not in known and year not in notice.announced),
    )
    if rows or altered:
        payload = {"added": added, "changed": [str(row.date) for row in altered], "source": source[:200]}
        record(
            "calendar.load", obj=(rows or altered)[0], territory=settings.SHANZHI_ROOT, by=by, at=at, payload=payload
        )
    invalidate()
    transaction.on_commit(invalidate)
    return result


def _from_table() -> WorkCalendar:
    rows = list(CalendarDay.objects.order_by("date").values_list("date", "kind", "name"))
    if not rows:
        raise CalendarUnknown(clock.today().year)
    return WorkCalendar(
        {day: DayKind(kind) for day, kind, _ in rows}, names={day: name for day, _, name in rows if name}
    )


def _require_no_gap(known: set[int], added: list[int]) -> None:
    """Years must follow one another, or working time could not be counted across."""
    years = sorted(known | set(added))
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years)) if years else []
    if missing and added:
        raise CalendarFileWrong([f"中间缺{year}年，请先载入这一年" for year in missing])


def _changes(notice: Notice, known: set[int]) -> list[tuple[date, DayKind]]:
    """Known days that the file would turn from work to rest or back, with what they are now."""
    told: dict[date, DayKind] = {}
    for year in notice.years:
        days = notice.year(year) if year in notice.announced else notice.days
        told |= {day: kind for day, (kind, _) in days.items() if day.year == year and year in known}
    now = dict(CalendarDay.objects.filter(date__in=list(told)).values_list("date", "kind"))
    return [(day, DayKind(now[day])) for day, kind in sorted(told.items()) if DayKind(now[day]).works != kind.works]


def _overwrite(notice: Notice, days: list[date], source: str) -> list[CalendarDay]:
    rows = list(CalendarDay.objects.select_for_update(no_key=True).filter(date__in=days).order_by("date"))
    for row in rows:
        kind, row.name = notice.days.get(row.date) or notice.year(row.date.year)[row.date]
        row.kind, row.source = kind.value, source[:200]
    CalendarDay.objects.bulk_update(rows, ["kind", "name", "source"])
    return rows
