"""The calendar table: what a file may do to it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from shanzhi.kernel import calendar
from shanzhi.kernel.actor import SYSTEM
from shanzhi.kernel.calendar_cli import import_
from shanzhi.kernel.calendar_file import CalendarFileWrong, read
from shanzhi.kernel.models import Act, CalendarDay
from shanzhi.kernel.worktime import ZONE, CalendarUnknown, DayKind

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
HEAD = "date,name,kind\n"
YEAR_2030 = HEAD + "2030-01-01,元旦,holiday\n2030-02-09,春节调休,makeup\n"
YEAR_2031 = HEAD + "2031-01-01,元旦,holiday\n2031-02-08,春节调休,makeup\n"


@pytest.fixture(autouse=True)
def _empty_calendar(db: None) -> Iterator[None]:
    CalendarDay.objects.all().delete()
    calendar.invalidate()
    yield
    calendar.invalidate()


def put(text: str, *, years: tuple[int, ...] = (), replace: bool = False) -> calendar.Loaded:
    return calendar.load(text.encode(), source="测试", by=SYSTEM, at=AT, years=years, replace=replace)


def kind(day: str) -> str:
    return CalendarDay.objects.get(date=day).kind


def test_the_shipped_years_make_a_calendar_that_knows_make_up_days_and_stops_at_its_end() -> None:
    assert calendar.load_shipped(by=SYSTEM, at=AT).added == tuple(range(2018, 2027))
    known = calendar.current()
    assert known.kind(date(2026, 10, 10)) is DayKind.MAKEUP
    assert known.kind(date(2020, 1, 31)) is DayKind.HOLIDAY
    assert known.names[date(2026, 10, 1)] == "国庆节"
    assert known.add(datetime(2026, 9, 30, 17, tzinfo=ZONE), 60) == datetime(2026, 10, 8, 9, tzinfo=ZONE)
    with pytest.raises(CalendarUnknown, match="2027年"):
        known.add(datetime(2026, 12, 31, 17, tzinfo=ZONE), 60)


def test_loading_again_changes_nothing_and_leaves_one_act() -> None:
    before = Act.objects.filter(verb="calendar.load").count()
    calendar.load_shipped(by=SYSTEM, at=AT)
    again = calendar.load_shipped(by=SYSTEM, at=AT)
    assert again == calendar.Loaded(unchanged=tuple(range(2018, 2027)))
    assert CalendarDay.objects.count() == 3287
    assert Act.objects.filter(verb="calendar.load").count() == before + 1


def test_an_empty_table_says_which_data_to_load() -> None:
    with pytest.raises(CalendarUnknown, match="shanzhi calendar import"):
        calendar.current()


def test_a_year_without_make_up_days_is_taken_for_not_announced_unless_vouched_for() -> None:
    text = YEAR_2030 + "2031-01-01,元旦,holiday\n"
    assert put(text) == calendar.Loaded(added=(2030,), not_announced=(2031,))
    assert put(text, years=(2031,)).added == (2031,)
    assert CalendarDay.objects.count() == 730


def test_a_year_that_leaves_a_gap_is_refused() -> None:
    put(YEAR_2030)
    with pytest.raises(CalendarFileWrong, match="缺2031年"):
        put(HEAD + "2032-01-01,元旦,holiday\n2032-02-08,春节调休,makeup\n")
    assert CalendarDay.objects.count() == 365


def test_a_known_day_changes_only_when_asked_and_only_the_days_that_are_named() -> None:
    put(YEAR_2030)
    december = YEAR_2031 + "2030-12-31,元旦,holiday\n"
    with pytest.raises(CalendarFileWrong, match="2030-12-31"):
        put(december)
    assert CalendarDay.objects.count() == 365
    assert put(december, replace=True) == calendar.Loaded(added=(2031,), changed=(2030,))
    assert (kind("2030-12-31"), kind("2030-02-09"), kind("2030-01-01")) == ("holiday", "makeup", "holiday")


def test_a_corrected_file_of_a_known_year_replaces_the_whole_year() -> None:
    put(YEAR_2030)
    put(HEAD + "2030-01-01,元旦,holiday\n2030-02-10,春节调休,makeup\n", replace=True)
    assert (kind("2030-02-09"), kind("2030-02-10")) == ("rest", "makeup")


def test_a_change_reaches_the_calendar_in_use() -> None:
    put(YEAR_2030)
    assert not calendar.current().is_working_day(date(2030, 1, 1))
    put(HEAD + "2030-02-09,春节调休,makeup\n", replace=True)
    assert calendar.current().is_working_day(date(2030, 1, 1))


def test_the_calendar_is_read_once(django_assert_num_queries: object) -> None:
    put(YEAR_2030)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert calendar.current() is calendar.current()


def test_every_fault_is_listed_with_its_line() -> None:
    text = (
        HEAD + "2030-13-01,,holiday\n2030-01-01,,feast\n2030-01-02,,holiday\n2030-01-02,,holiday\n2030-01-03,,makeup\n"
    )
    with pytest.raises(CalendarFileWrong) as refusal:
        read(text.encode())
    problems = refusal.value.facts["problems"]
    assert isinstance(problems, list)
    assert [problem[:3] for problem in problems] == ["第2行", "第3行", "第5行", "第6行"]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", HEAD.encode(), b"\xff\xfe\x00\x81"])
def test_a_file_that_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(CalendarFileWrong):
        read(content)


def test_a_file_saved_by_a_chinese_spreadsheet_is_understood() -> None:
    assert read((HEAD + "2030-01-01,元旦,放假\n").encode("gb18030")).days[date(2030, 1, 1)] == (DayKind.HOLIDAY, "元旦")


def test_the_command_says_what_became_of_each_year_and_fails_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "2030.csv"
    file.write_text(YEAR_2030, encoding="utf-8")
    first, again = CliRunner().invoke(import_, [str(file)]), CliRunner().invoke(import_, [str(file)])
    assert (first.exit_code, first.output) == (0, "已载入：2030年\n")
    assert (again.exit_code, again.output) == (0, "没有变化：2030年\n")
    file.write_text("x", encoding="utf-8")
    failed = CliRunner().invoke(import_, [str(file)])
    assert failed.exit_code == 1
    assert "表头" in failed.output


def test_both_reference_files_agree_on_what_is_worked(shared_folder: Path) -> None:
    folder = shared_folder / "data" / "calendar"
    assert put((folder / "chinesecalendar_2018_2026.csv").read_text(encoding="utf-8")).added[-1] == 2026
    other = put((folder / "holidays_CN_2025_2027.csv").read_text(encoding="utf-8"))
    assert other == calendar.Loaded(unchanged=(2025, 2026), not_announced=(2027,))


def test_staff_are_told_sixty_days_before_the_calendar_ends() -> None:
    calendar.load_shipped(by=SYSTEM, at=AT)
    assert calendar.days_left(datetime(2026, 12, 31, 23, tzinfo=ZONE)) == 0
    assert calendar.days_left(datetime(2026, 12, 31, 16, tzinfo=UTC)) == -1
    assert calendar.warning(datetime(2026, 11, 1, 12, tzinfo=ZONE)).startswith("工作日历只到2026年12月31日，还有60天")
    assert calendar.warning(datetime(2026, 10, 31, 12, tzinfo=ZONE)) == ""
    assert "今天就载入" in calendar.warning(datetime(2027, 1, 1, 12, tzinfo=ZONE))


def test_an_empty_calendar_is_warned_of_too() -> None:
    assert calendar.days_left(AT) == -1
    assert calendar.warning(AT)
