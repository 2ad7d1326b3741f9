"""Jobs of casework: ending what nobody rated, folding the tally, checking state against the record."""

import logging
from datetime import timedelta

from shanzhi.engines.casework import actions, audit, tally
from shanzhi.engines.casework.models import Case
from shanzhi.kernel import clock
from shanzhi.kernel.jobs import periodic
from shanzhi.kernel.refused import Refused

log = logging.getLogger(__name__)
_BATCH = 500


@periodic("casework.close_unrated", "*/10 * * * *")
def close_unrated(timestamp: int) -> None:  # noqa: ARG001
    """End the cases whose time for rating has passed."""
    at = clock.now()
    due = Case.objects.filter(clocks__code="rate", clocks__stopped_at__isnull=True, clocks__due_at__lt=at)
    last = 0
    while batch := list(due.filter(id__gt=last).order_by("id")[:_BATCH]):
        for case in batch:
            last = case.pk  # onwards whatever happens: those that are refused do not come up again in this run
            try:
                actions.close_unrated(case, at=at)
            except Refused as refused:  # rated a moment ago
                log.info("not closed: %s", refused.english)


@periodic("casework.fold_tally", "*/5 * * * *")
def fold_tally(timestamp: int) -> None:  # noqa: ARG001
    """One row a day, area and category, for the days that still grow."""
    tally.fold(since=clock.today().date() - timedelta(days=3))


@periodic("casework.fold_all", "50 18 * * *")
def fold_all(timestamp: int) -> None:  # noqa: ARG001
    """Nightly (02:50 in China): the same for every day."""
    tally.fold()


@periodic("casework.audit", "30 18 * * *")
def check_sample(timestamp: int) -> None:  # noqa: ARG001
    """Nightly (02:30 in China): replay the acts of a sample of cases against their rows."""
    for line in audit.differences(sample=500):
        log.error("state and record differ: %s", line)
