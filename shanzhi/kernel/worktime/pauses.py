"""Clocks that stop: pure functions over (from, to) pauses, so that every due time can be replayed from the acts."""

from collections.abc import Iterable
from datetime import datetime

from shanzhi.kernel.worktime.calendar import Clockwork

Pause = tuple[datetime, datetime | None]
"""Half-open; `None` means it still runs."""


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """The same pauses in order, overlapping ones joined; empty ones dropped."""
    joined: list[Pause] = []
    for begin, end in sorted(pauses, key=lambda pause: pause[0]):
        if end is not None and end <= begin:
            continue
        if not joined or ((last := joined[-1][1]) is not None and last < begin):
            joined.append((begin, end))
        elif last is not None:
            joined[-1] = (joined[-1][0], None if end is None else max(last, end))
    return joined


def due_with_pauses(start: datetime, limit: int, pauses: Iterable[Pause], calendar: Clockwork) -> datetime | None:
    """When `limit` minutes will have passed since `start`, pauses not counted; None while a pause keeps it away.

    An extension is a greater `limit`; a pause that begins after the due time changes nothing.
    """
    left, cursor = limit, start
    for begin, end in merged(pauses):
        if end is not None and end <= cursor:
            continue
        before = calendar.between(cursor, max(begin, cursor))
        if left <= before:
            break
        if end is None:
            return None
        left, cursor = left - before, end
    return calendar.add(cursor, left)


def elapsed(start: datetime, at: datetime, pauses: Iterable[Pause], calendar: Clockwork) -> int:
    """Minutes of the clock used from `start` to `at`, pauses not counted; 0 before the start."""
    if at <= start:
        return 0
    used = calendar.between(start, at)
    for begin, end in merged(pauses):
        low, high = max(begin, start), at if end is None else min(end, at)
        if low < high:
            used -= calendar.between(low, high)
    return used
