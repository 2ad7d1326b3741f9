"""The ruler's cells say what the picture must show."""

from datetime import date, datetime, time, timedelta

from shanzhi.kernel.worktime import ZONE, DayKind, WorkCalendar, days_for_ruler
from shanzhi.kernel.worktime.days import plain_kind

DAYS = [date(2026, 11, 1) + timedelta(days=n) for n in range(61)]
HOURS = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))
CALENDAR = WorkCalendar({day: plain_kind(day) for day in DAYS}, HOURS, names={date(2026, 11, 28): "周末"})


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


def test_a_ruler_over_a_weekend_has_dashed_days_a_flag_and_a_hand() -> None:
    cells = days_for_ruler(at("11-26 15:30"), at("12-01 17:30"), at("11-30 09:30"), CALENDAR)
    assert [cell.day.day for cell in cells] == [26, 27, 28, 29, 30, 1]
    assert [cell.total for cell in cells] == [390, 390, 0, 0, 390, 390]
    assert [cell.used for cell in cells] == [390, 390, 0, 0, 60, 0]
    assert cells[0].begin == 270
    assert cells[1].noon == 210
    assert cells[2].kind is DayKind.REST
    assert cells[2].name == "周末"
    assert [cell.now for cell in cells] == [None, None, None, None, 60, None]
    assert [cell.due for cell in cells] == [None] * 5 + [390]
    assert all(cell.over is None for cell in cells)


def test_only_what_lies_beyond_the_flag_is_over() -> None:
    cells = days_for_ruler(at("11-24 08:30"), at("11-25 10:30"), at("11-26 09:30"), CALENDAR)
    assert [(cell.over, cell.used) for cell in cells] == [(None, 390), (120, 390), (0, 60)]


def test_a_stopped_clock_shows_where_it_stood() -> None:
    pauses = [(at("11-24 16:30"), at("11-25 12:00"))]
    cells = days_for_ruler(at("11-24 08:30"), at("11-26 17:30"), at("11-26 08:40"), CALENDAR, pauses=pauses)
    assert [cell.paused for cell in cells] == [((330, 390),), ((0, 210),), ()]


def test_a_long_overdue_ruler_skips_the_middle_and_says_how_much() -> None:
    cells = days_for_ruler(at("11-02 08:30"), at("11-03 08:30"), at("12-20 09:00"), CALENDAR, most=5)
    assert len(cells) == 5
    assert cells[0].day == date(2026, 11, 2)
    assert cells[1].day == date(2026, 12, 17)
    assert cells[1].skipped == 44
