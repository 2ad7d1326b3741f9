"""The only place that reads the system clock. Pages, jobs and commands ask here and hand the time on to verbs."""

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """The present, aware."""
    return timezone.now()


def today() -> datetime:
    """Midnight of the present local day, aware."""
    return timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)


def midnight(day: date) -> datetime:
    """The local midnight at which `day` begins, aware."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
