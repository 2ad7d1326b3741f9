"""Rate limits in one statement, right across processes.

A bucket is kept as the time at which it is full again (the generic cell rate algorithm): taking a token moves that
time on by `per / capacity`, and is refused when it would lie more than `per` ahead. Take tokens outside the
transaction of the verb that they protect, or its refusal gives them back.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any, ClassVar

from django.db import connection

from shanzhi.kernel.crypto import blind_index
from shanzhi.kernel.models import TokenBucket
from shanzhi.kernel.refused import Refused

# A refused taking writes nothing: the row is only read for the time to wait.
_TAKE = """
with took as (
  insert into kernel_tokenbucket as b (key, full_at) values (%(key)s, %(at)s + %(step)s)
  on conflict (key) do update set full_at = greatest(b.full_at, %(at)s) + %(step)s
  where greatest(b.full_at, %(at)s) + %(step)s <= %(at)s + %(per)s
  returning 1
)
select (select count(*) from took), (select full_at from kernel_tokenbucket where key = %(key)s)
"""


class TooMany(Refused):
    """Asked more often than the limit allows; `seconds` until the next may come."""

    code: ClassVar[str] = "too_many"
    status: ClassVar[int] = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            f"试得太勤了，请等{spoken(seconds)}再来",
            f"Too many requests; retry after {seconds} seconds",
            seconds=seconds,
        )


def take(key: str, *, capacity: int, per: timedelta, at: datetime) -> None:
    """Take one of `capacity` tokens that come back evenly within `per`. Raises TooMany. One statement.

    `key` names what is limited and whom ("sms:138…"); only its keyed hash is stored.
    """
    step = per // capacity  # rounded down, so that a full bucket always gives its whole capacity
    facts: dict[str, Any] = {"key": blind_index(key, purpose="bucket"), "at": at, "step": step, "per": per}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, facts)
        taken, full_at = cursor.fetchone()
    if not taken:
        # Another process may have made the row after this statement began to look: then one step is the wait.
        wait = (full_at + step - per - at) if full_at else step
        raise TooMany(max(1, ceil(wait.total_seconds())))


def sweep(*, at: datetime) -> int:
    """Delete the buckets that are full; how many. For a nightly job."""
    return TokenBucket.objects.filter(full_at__lte=at).delete()[0]


def spoken(seconds: int) -> str:
    """A wait in words: 40秒, 5分钟, 2小时."""
    if seconds < 60:
        return f"{seconds}秒"
    minutes = ceil(seconds / 60)
    return f"{minutes}分钟" if minutes < 60 else f"{ceil(minutes / 60)}小时"
