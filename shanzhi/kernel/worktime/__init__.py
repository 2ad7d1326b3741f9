"""Working time (工作时): pure, exact to the minute, in Asia/Shanghai. See `calendar.py` for the arithmetic."""

from shanzhi.kernel.worktime.calendar import ZONE, Clockwork, NaturalTime, WorkCalendar
from shanzhi.kernel.worktime.days import OFFICE_HOURS, CalendarUnknown, DayKind, Hours
from shanzhi.kernel.worktime.pauses import Pause
from shanzhi.kernel.worktime.ruler import RulerDay, days_for_ruler

__all__ = [
    "OFFICE_HOURS",
    "ZONE",
    "CalendarUnknown",
    "Clockwork",
    "DayKind",
    "Hours",
    "NaturalTime",
    "Pause",
    "RulerDay",
    "WorkCalendar",
    "days_for_ruler",
]
