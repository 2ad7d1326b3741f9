"""Stretches in which a clock stood, for the ruler."""

from collections.abc import Iterable
from datetime import datetime

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
