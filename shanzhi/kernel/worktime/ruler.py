"""The working-time ruler (工时尺) as data: one cell a day, measured in that day's working minutes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shanzhi.kernel.worktime.calendar import ZONE, WorkCalendar
from shanzhi.kernel.worktime.days import DayKind
from shanzhi.kernel.worktime.pauses import Pause, merged


@dataclass(frozen=True, slots=True)
class RulerDay:
    """One cell. Positions are working minutes from the day's opening, 0 to `total`; None where not on this day.

    `total` is 0 on a rest day (drawn dashed, `name` says why). The clock runs from `begin`; time is used up to
    `used`; from `over` to `used` it is beyond the flag. `noon` is the tick, `due` the flag, `now` the hand;
    `paused` are stretches in which the clock stood. `skipped` days were left out just before this cell.
    """

    day: date
    kind: DayKind
    name: str
    total: int
    begin: int = 0
    used: int = 0
    noon: int | None = None
    due: int | None = None
    now: int | None = None
    over: int | None = None
    paused: tuple[tuple[int, int], ...] = ()
    skipped: int = 0


def days_for_ruler(
    start: datetime,
    due: datetime,
    now: datetime,
    calendar: WorkCalendar,
    *,
    pauses: Iterable[Pause] = (),
    most: int = 31,
) -> list[RulerDay]:
    """The cells from the start's day to the later of due and now, at most `most` (the middle is skipped, and said so).

    Days beyond the calendar are not drawn. A start outside opening hours begins the ruler with the next working day.
    """
    first = calendar.next_working(start).astimezone(ZONE).date()
    last = max(first, min(max(due, now).astimezone(ZONE).date(), calendar.last))
    stops = merged(pauses)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    left_out = len(days) - most
    if left_out > 0:
        days = [*days[:1], *days[left_out + 1 :]]
    cells = [_cell(day, start, due, now, calendar, stops) for day in days]
    if left_out > 0 and len(cells) > 1:
        cells[1] = replace(cells[1], skipped=left_out)
    return cells


def _cell(
    day: date, start: datetime, due: datetime, now: datetime, calendar: WorkCalendar, stops: list[Pause]
) -> RulerDay:
    def at(moment: datetime) -> int:
        """Working minutes of this day up to `moment`, whichever day `moment` is on."""
        there = moment.astimezone(ZONE).date()
        return 0 if there < day else total if there > day else calendar.until(moment)

    def here(moment: datetime) -> int | None:
        return at(moment) if moment.astimezone(ZONE).date() == day else None

    total = calendar.worked(day)
    begin, used, flag = at(start), at(now), at(due)
    stretches = ((max(begin, at(low)), used if high is None else min(used, at(high))) for low, high in stops)
    return RulerDay(
        day=day,
        kind=calendar.kind(day),
        name=calendar.names.get(day, ""),
        total=total,
        begin=begin,
        used=max(used, begin),
        noon=calendar.noon(day),
        due=here(due),
        now=here(now),
        over=flag if used > flag else None,
        paused=tuple((low, high) for low, high in stretches if low < high),
    )
