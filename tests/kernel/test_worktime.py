"""Working time against an oracle that walks minute by minute."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanzhi.kernel.refused import Refused
from shanzhi.kernel.worktime import (
    OFFICE_HOURS,
    ZONE,
    CalendarUnknown,
    DayKind,
    NaturalTime,
    WorkCalendar,
)
from shanzhi.kernel.worktime.days import plain_kind

#: The national day weeks of 2026 as announced: 1 to 7 October off, 20 September and 10 October worked.
FIRST, LAST = date(2026, 9, 14), date(2026, 10, 18)
NOTICE = {date(2026, 10, n): DayKind.HOLIDAY for n in range(1, 8)} | {
    date(2026, 9, 20): DayKind.MAKEUP,
    date(2026, 9, 25): DayKind.HOLIDAY,
    date(2026, 10, 10): DayKind.MAKEUP,
}
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
KINDS = {day: NOTICE.get(day, plain_kind(day)) for day in DAYS}
SUMMER = ((time(8), time(12)), (time(15), time(18)))
CALENDAR = WorkCalendar(KINDS)
SEASONAL = WorkCalendar(KINDS, SUMMER, seasons={date(2026, 10, 1): OFFICE_HOURS})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def open_minute(moment: datetime, seasonal: bool = False) -> bool:
    """The oracle's one fact: is this minute worked."""
    hours = SUMMER if seasonal and moment.date() < date(2026, 10, 1) else OFFICE_HOURS
    return KINDS[moment.date()].works and any(begin <= moment.time() < end for begin, end in hours)


def slow_due(start: datetime, limit: int, seasonal: bool = False) -> datetime:
    """Walk on until `limit` worked minutes lie behind."""
    if limit == 0:
        return start
    moment = start.replace(second=0, microsecond=0)
    while limit:
        if open_minute(moment, seasonal):
            limit -= 1
        moment += timedelta(minutes=1)
    return moment


seconds = st.integers(0, 16 * 86400).map(lambda n: datetime(2026, 9, 15, tzinfo=ZONE) + timedelta(seconds=n))


@settings(max_examples=60, deadline=None)
@given(seconds, st.integers(0, 3000), st.booleans())
def test_a_due_time_is_what_walking_minute_by_minute_finds(start: datetime, limit: int, seasonal: bool) -> None:
    calendar = SEASONAL if seasonal else CALENDAR
    due = calendar.add(start, limit)
    assert due == slow_due(start, limit, seasonal)
    assert calendar.between(start, due) == limit


@settings(max_examples=60, deadline=None)
@given(seconds, seconds, seconds)
def test_working_minutes_add_up_and_run_backwards(a: datetime, b: datetime, c: datetime) -> None:
    assert CALENDAR.between(a, b) + CALENDAR.between(b, c) == CALENDAR.between(a, c)
    assert CALENDAR.between(a, b) == -CALENDAR.between(b, a)


@settings(max_examples=100, deadline=None)
@given(seconds)
def test_a_minute_is_working_as_the_day_and_the_hours_say_and_the_next_one_is_found(moment: datetime) -> None:
    assert CALENDAR.is_working(moment) == open_minute(moment)
    following = CALENDAR.next_working(moment)
    assert open_minute(following)
    assert CALENDAR.between(moment, following) == 0


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-09-18 16:30", 120, "2026-09-20 09:30"),  # over Saturday, into the make-up Sunday
        ("2026-09-21 11:30", 30, "2026-09-21 12:00"),  # the end of the morning, not the beginning of the afternoon
        ("2026-09-21 11:30", 31, "2026-09-21 14:01"),
        ("2026-09-30 17:00", 60, "2026-10-08 09:00"),  # over the national holiday
        ("2026-09-21 03:00", 1, "2026-09-21 08:31"),
        ("2026-10-09 17:30", 420, "2026-10-10 17:30"),  # a make-up Saturday, whole
    ],
)
def test_limits_fall_where_an_official_would_say(start: str, minutes: int, due: str) -> None:
    assert CALENDAR.add(at(start), minutes) == at(due)


def test_seconds_do_not_count_and_any_time_zone_is_understood() -> None:
    start = datetime(2026, 9, 21, 1, 15, 59, 999999, tzinfo=UTC)
    assert CALENDAR.add(start, 1) == at("2026-09-21 09:16")
    assert CALENDAR.add(start, 1).tzinfo is ZONE
    assert CALENDAR.add(start, 0) == start


def test_beyond_the_known_years_it_says_which_data_to_load() -> None:
    with pytest.raises(CalendarUnknown) as refusal:
        CALENDAR.add(at("2026-10-16 16:00"), 400)
    assert isinstance(refusal.value, Refused)
    assert "shanzhi calendar import" in refusal.value.message
    year = WorkCalendar({date(2026, 1, 1) + timedelta(days=n): DayKind.WORKDAY for n in range(365)})
    assert year.add(at("2026-12-31 17:00"), 30) == at("2026-12-31 17:30")
    with pytest.raises(CalendarUnknown, match="2027年"):
        year.add(at("2026-12-31 17:00"), 31)
    with pytest.raises(CalendarUnknown, match="2025年"):
        year.between(at("2025-12-31 09:00"), at("2026-01-04 09:00"))
    with pytest.raises(CalendarUnknown, match="2027年"):
        year.is_working(at("2027-01-04 09:00"))


def test_natural_time_counts_every_minute() -> None:
    clock = NaturalTime()
    assert clock.add(at("2026-10-01 23:30"), 24 * 60) == at("2026-10-02 23:30")
    assert clock.between(at("2026-10-01 23:30"), at("2026-10-01 22:29")) == -61


def test_a_calendar_with_a_hole_or_muddled_hours_is_no_calendar() -> None:
    with pytest.raises(ValueError, match="every day"):
        WorkCalendar({day: kind for day, kind in KINDS.items() if day != date(2026, 9, 20)})
    with pytest.raises(ValueError, match="in order"):
        WorkCalendar(KINDS, ((time(14), time(17)), (time(8), time(12))))
    with pytest.raises(ValueError, match="never taken away"):
        CALENDAR.add(at("2026-09-21 09:00"), -1)
