"""The health page tells whether work gets done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from shanzhi.engines.exchange.public import queue_sms
from shanzhi.kernel import clock
from tests.conftest import FrozenClock

pytestmark = pytest.mark.django_db


def test_a_cell_at_rest_is_well(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["jobs_waiting"]) == (200, 0)


def test_a_job_that_nobody_takes_makes_it_unwell(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    queue_sms("13800000000", "测试", key="k", at=clock.now())
    assert client.get("/healthz").json()["jobs_waiting"] == 1
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["oldest_job_seconds"] >= 300


def test_the_end_of_the_calendar_is_told_before_it_comes(client: Client, frozen_clock: FrozenClock) -> None:
    frozen_clock.set(datetime(2026, 10, 31, 9, tzinfo=UTC))
    facts = client.get("/healthz").json()
    assert (facts["calendar_days_left"], facts["calendar_ends_soon"]) == (61, False)
    frozen_clock.set(datetime(2026, 11, 1, 9, tzinfo=UTC))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["calendar_days_left"], answer.json()["calendar_ends_soon"]) == (
        200,
        60,
        True,
    )
