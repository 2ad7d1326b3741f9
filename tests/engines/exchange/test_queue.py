"""Messages and the jobs that send them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from shanzhi.engines.exchange.jobs import send_message
from shanzhi.engines.exchange.public import Message, queue_sms

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


def test_a_message_and_its_job_are_one_statement() -> None:
    with CaptureQueriesContext(connection) as captured:
        message = queue_sms("13800000000", "测试", key="k", at=AT)
    assert len(captured) == 1
    job = ProcrastinateJob.objects.get(task_name=send_message.name)
    assert (job.args, job.queue_name, job.priority) == ({"message_id": message.pk}, "default", send_message.priority)
    assert Message.objects.get(pk=message.pk).phone == "13800000000"


def test_the_same_key_is_queued_once() -> None:
    first, second = (queue_sms("13800000000", "测试", key="k", at=AT) for _ in range(2))
    assert first.pk == second.pk
    assert ProcrastinateJob.objects.filter(task_name=send_message.name).count() == 1
