"""Kinds of day, opening hours and the refusal when a year is not known."""

from datetime import date, time
from enum import StrEnum
from typing import ClassVar

from shanzhi.kernel.refused import Refused


class DayKind(StrEnum):
    """What a day is to the working calendar."""

    WORKDAY = "workday"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"

    @property
    def works(self) -> bool:
        """Whether offices are open."""
        return self in {DayKind.WORKDAY, DayKind.MAKEUP}

    @property
    def title_zh(self) -> str:
        """The word shown to users."""
        return {"workday": "工作日", "rest": "休息日", "holiday": "节假日", "makeup": "调休上班"}[self.value]


Hours = tuple[tuple[time, time], ...]
"""Opening periods of one working day, in order, half-open, whole minutes."""

OFFICE_HOURS: Hours = ((time(8, 30), time(12)), (time(14), time(17, 30)))


def plain_kind(day: date) -> DayKind:
    """What the day is when no notice says otherwise: Saturday and Sunday rest."""
    return DayKind.REST if day.weekday() >= 5 else DayKind.WORKDAY


class CalendarUnknown(Refused):
    """A working-time question reaches beyond the loaded years."""

    code: ClassVar[str] = "calendar_unknown"

    def __init__(self, year: int, known: str = "") -> None:
        loaded = f"（现在载入的是{known}）" if known else ""
        super().__init__(
            f"{year}年的工作日历还没有载入{loaded}，算不出时限。请系统管理员取得国务院办公厅关于{year}年节假日安排的通知，"
            f"整理成 date,name,kind 三列的CSV，运行 shanzhi calendar import 文件名",
            f"The working calendar of {year} is not loaded: run shanzhi calendar import FILE with its holidays",
            year=year,
        )
