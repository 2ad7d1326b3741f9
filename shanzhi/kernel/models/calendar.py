"""The working calendar as rows: one a day, so that SQL can count working days and a whole year is known or not."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shanzhi.kernel.worktime.days import DayKind


class CalendarDay(models.Model):
    """One day (日历日): a working day, a weekly rest day, a public holiday, or a make-up working day (调休上班)."""

    date = models.DateField(unique=True)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.title_zh) for kind in DayKind])
    name = models.CharField(max_length=40, blank=True, default="")
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DayKind]), name="calendarday_kind_known"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="calendarday_has_source"),
        ]

    class PersonalData:
        none: ClassVar = {"id", "date", "kind", "name", "source"}

    def __str__(self) -> str:
        return f"{self.date} {self.kind} {self.name}".rstrip()
