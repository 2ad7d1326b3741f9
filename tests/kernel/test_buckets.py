"""Rate limits."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shanzhi.kernel import buckets
from shanzhi.kernel.models import TokenBucket

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def tries(key: str, times: int, *, at: datetime = AT, capacity: int = 3) -> int:
    """How many of `times` tries succeed."""
    done = 0
    for _ in range(times):
        try:
            buckets.take(key, capacity=capacity, per=MINUTE, at=at)
        except buckets.TooMany:
            continue
        done += 1
    return done


def test_a_bucket_gives_its_capacity_at_once_and_then_one_a_step(db: None) -> None:
    assert tries("a", 5) == 3
    assert tries("a", 2, at=AT + timedelta(seconds=19)) == 0
    assert tries("a", 2, at=AT + timedelta(seconds=20)) == 1
    assert tries("a", 5, at=AT + 5 * MINUTE) == 3
    assert tries("b", 1) == 1


def test_the_refusal_says_how_long_to_wait(db: None) -> None:
    tries("a", 3)
    with pytest.raises(buckets.TooMany) as refusal:
        buckets.take("a", capacity=3, per=MINUTE, at=AT + timedelta(seconds=5))
    assert (refusal.value.seconds, refusal.value.status) == (15, 429)
    assert "15秒" in refusal.value.message


def test_taking_is_one_statement_and_keeps_no_name(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        buckets.take("sms:13871234567", capacity=3, per=MINUTE, at=AT)
    assert b"138" not in bytes(TokenBucket.objects.get().key)


def test_full_buckets_are_swept(db: None) -> None:
    assert tries("a", 3) == 3
    assert buckets.sweep(at=AT + timedelta(seconds=59)) == 0
    assert buckets.sweep(at=AT + MINUTE) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 45), min_size=1, max_size=25), capacity=st.integers(1, 4))
def test_no_window_lets_more_through_than_a_full_bucket_and_what_flows_in(
    db: None, gaps: list[int], capacity: int
) -> None:
    TokenBucket.objects.all().delete()
    at, let = AT, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        if tries("p", 1, at=at, capacity=capacity):
            let.append(at)
    for first, begin in enumerate(let):
        for last, end in enumerate(let[first:], first):
            assert last - first + 1 <= capacity + (end - begin) / (MINUTE // capacity)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_the_capacity() -> None:
    got: list[int] = []

    def run() -> None:
        got.append(tries("crowd", 5, capacity=7))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == 7


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1秒"), (60, "1分钟"), (61, "2分钟"), (3600, "1小时"), (3700, "2小时")]
)
def test_a_wait_is_spoken_plainly(seconds: int, words: str) -> None:
    assert buckets.spoken(seconds) == words
