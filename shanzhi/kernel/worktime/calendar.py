"""Working time in constant time: cumulative minutes a day, and bisection.

Every instant is taken to its whole minute first (09:15:59 counts as 09:15), so counts are exact integers, additive
(`between(a, b) + between(b, c) == between(a, c)`) and the inverse of `add`. Working periods are half-open.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Protocol
from zoneinfo import ZoneInfo

from shanzhi.kernel.worktime.days import OFFICE_HOURS, CalendarUnknown, DayKind, Hours

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 1440
# China keeps one offset without summer time since 1992, so minutes of the wall clock are minutes of time.
_FIRST_SAFE = date(1992, 1, 1)
_ZERO = datetime(1970, 1, 1, tzinfo=UTC) - timedelta(hours=8)
_WALL = datetime(1970, 1, 1, tzinfo=ZONE)


def minute(at: datetime) -> int:
    """Whole minutes since 1970-01-01 00:00 Shanghai time; `at` must be aware."""
    since = at - _ZERO
    return since.days * DAY + since.seconds // 60


def instant(minutes: int) -> datetime:
    """The aware Shanghai time of a count made by `minute`."""
    return _WALL + timedelta(minutes=minutes)


class Clockwork(Protocol):
    """What a clock needs of a calendar: working time and natural time answer alike."""

    def add(self, start: datetime, minutes: int) -> datetime:
        """So many minutes later."""

    def between(self, start: datetime, end: datetime) -> int:
        """Minutes from one to the other."""

    def is_working(self, at: datetime) -> bool:
        """Whether the clock runs then."""


class NaturalTime:
    """Round-the-clock time (自然时): every minute counts and no calendar is needed."""

    def add(self, start: datetime, minutes: int) -> datetime:
        """`minutes` after `start`'s whole minute; `start` itself for 0."""
        return start if _checked(minutes) == 0 else instant(minute(start) + minutes)

    def between(self, start: datetime, end: datetime) -> int:
        """Whole minutes from `start` to `end`; negative when `end` is earlier."""
        return minute(end) - minute(start)

    def is_working(self, at: datetime) -> bool:  # noqa: ARG002 - the shape of Clockwork
        """Always."""
        return True


class WorkCalendar:
    """Working time over the known days.

    `kinds` must name every day from the first to the last; `hours` apply to each working day, except from a date in
    `seasons` on (summer hours), until the next date there.
    """

    def __init__(
        self,
        kinds: Mapping[date, DayKind],
        hours: Hours = OFFICE_HOURS,
        *,
        seasons: Mapping[date, Hours] | None = None,
        names: Mapping[date, str] | None = None,
    ) -> None:
        self.kinds, self.names = kinds, names or {}
        self.first, self.last = min(kinds), max(kinds)
        if self.first < _FIRST_SAFE or len(kinds) != (self.last - self.first).days + 1:
            raise ValueError("A calendar needs every day from its first to its last, after 1991")
        self._origin = minute(datetime.combine(self.first, time(), ZONE))
        self._end = self._origin + DAY * len(kinds)
        shifts: dict[date | None, _Shift] = {
            None: _Shift(hours),
            **{on: _Shift(changed) for on, changed in (seasons or {}).items()},
        }
        starts = sorted(seasons or {})
        self._shifts: list[_Shift] = []
        for offset in range(len(kinds)):
            day = self.first + timedelta(days=offset)
            in_force = max((on for on in starts if on <= day), default=None) if starts else None
            self._shifts.append(shifts[in_force] if kinds[day].works else _SHUT)
        self._before = [0, *accumulate(shift.minutes for shift in self._shifts)]

    def add(self, start: datetime, minutes: int) -> datetime:
        """The earliest instant, not before `start`, by which `minutes` of working time have passed since `start`.

        0 gives `start` itself; 30 from 11:30 gives 12:00, not the beginning of the afternoon. Raises CalendarUnknown
        beyond the known years.
        """
        if _checked(minutes) == 0:
            return start
        target = self._count(start) + minutes
        day = bisect_left(self._before, target) - 1
        if day >= len(self._shifts):
            raise self._unknown(self.last.year + 1)
        return instant(self._origin + day * DAY + self._shifts[day].reached[target - self._before[day]])

    def between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; negative when `end` is earlier."""
        return self._count(end) - self._count(start)

    def is_working(self, at: datetime) -> bool:
        """Whether offices are open in this minute."""
        day, within = self._place(at)
        worked = self._shift(day).worked
        return worked[within + 1] > worked[within]

    def next_working(self, at: datetime) -> datetime:
        """`at` itself when offices are open, else when they open next."""
        if self.is_working(at):
            return at
        # The minute after the count moves on is the first working one; its beginning is one minute earlier.
        return self.add(at, 1) - timedelta(minutes=1)

    def kind(self, day: date) -> DayKind:
        """What the day is."""
        try:
            return self.kinds[day]
        except KeyError:
            raise self._unknown(day.year) from None

    def is_working_day(self, day: date) -> bool:
        """Whether offices open on this day."""
        return self.kind(day).works

    def worked(self, day: date) -> int:
        """Working minutes of one day."""
        self.kind(day)
        return self._shifts[(day - self.first).days].minutes

    def noon(self, day: date) -> int | None:
        """Working minutes of the day before its first break, None on a day without one."""
        self.kind(day)
        return self._shifts[(day - self.first).days].noon

    def until(self, at: datetime) -> int:
        """Working minutes of `at`'s own day that have passed by then."""
        day, within = self._place(at)
        return self._shift(day).worked[within]

    @property
    def known(self) -> str:
        """The known years in words: `2018–2026年`."""
        return f"{self.first.year}–{self.last.year}年" if self.first.year < self.last.year else f"{self.first.year}年"

    def _place(self, at: datetime) -> tuple[int, int]:
        """Index of the day and minute within it. The very end of the last day still counts as known."""
        since = minute(at) - self._origin
        if since < 0 or since > self._end - self._origin:
            raise self._unknown(instant(minute(at)).year)
        return divmod(since, DAY)

    def _shift(self, day: int) -> "_Shift":
        return self._shifts[day] if day < len(self._shifts) else _SHUT

    def _count(self, at: datetime) -> int:
        day, within = self._place(at)
        return self._before[day] + (self._shifts[day].worked[within] if within else 0)

    def _unknown(self, year: int) -> CalendarUnknown:
        return CalendarUnknown(year, self.known)


class _Shift:
    """One day's hours as tables: minutes worked by each minute of the day, and the minute by which n are worked."""

    def __init__(self, hours: Hours) -> None:
        spans = [(begin.hour * 60 + begin.minute, end.hour * 60 + end.minute or DAY) for begin, end in hours]
        edges = [edge for span in spans for edge in span]
        if edges != sorted(set(edges)):
            raise ValueError(f"Hours must be in order and not touch: {hours}")
        open_minutes = [m for begin, end in spans for m in range(begin, end)]
        flags = set(open_minutes)
        self.minutes = len(open_minutes)
        self.noon = spans[0][1] - spans[0][0] if len(spans) > 1 else None
        self.worked = [0, *accumulate(int(m in flags) for m in range(DAY))]
        self.reached = [0, *(m + 1 for m in open_minutes)]


_SHUT = _Shift(())


def _checked(minutes: int) -> int:
    if minutes < 0:
        raise ValueError("Working time is added, never taken away")
    return minutes
