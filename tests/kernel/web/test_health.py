"""The health page tells whether work gets done."""

from datetime import timedelta

import pytest
from django.test import Client

from shanzhi.engines.exchange.public import queue_sms
from shanzhi.kernel import clock

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
