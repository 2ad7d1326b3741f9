"""Notices to units: one row for whoever sits there, so that one colleague's reading is everybody's."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import QuerySet

from shanzhi.engines.exchange.models import Notice

#: Older notices are not shown nor counted as unread; bounds every read by the index on unit and time.
KEPT = timedelta(days=30)


def of_units(unit_ids: Collection[int], *, at: datetime) -> QuerySet[Notice]:
    """The notices of these units in the last 30 days."""
    return Notice.objects.filter(unit_id__in=unit_ids, at__gt=at - KEPT, at__lte=at)


def read_by_units(unit_ids: Collection[int], *, until: int, at: datetime) -> int:
    """Mark the units' notices up to the one with the id `until`, the newest that was seen, as read; how many were not."""
    return of_units(unit_ids, at=at).filter(pk__lte=until, read_at__isnull=True).update(read_at=at)
