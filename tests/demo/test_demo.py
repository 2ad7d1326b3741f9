"""The demo is deterministic, true to the rules, and has something for every role."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import transaction

from shanzhi.demo import accounts
from shanzhi.demo.load import NotEmpty, load
from shanzhi.demo.people import RESIDENTS, STAFF
from shanzhi.engines.casework import audit
from shanzhi.engines.casework.public import Case, CaseFile, Clock
from shanzhi.engines.org.public import ROLES, Account, actor_for_session
from shanzhi.engines.territory import public as territory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_demo_fills_an_empty_cell_once_and_keeps_every_rule(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path
    total = load(at=NOW, count=150)
    assert total == Case.objects.count() == 158
    assert list(audit.differences(sample=200)) == []
    assert not Case.objects.filter(reported_at__gt=NOW).exists()
    assert Case.objects.open().exists()
    assert Case.objects.overdue(NOW).exists()
    assert CaseFile.objects.count() == 3
    assert territory.grids_of("421202001010").count() == 6
    for person in STAFF:
        actor = actor_for_session(Account.objects.get(username=person.username).pk, at=NOW)
        assert [grant.role.code for grant in actor.grants] == [person.role]
    with pytest.raises(NotEmpty, match="fresh"):
        load(at=NOW)


def test_the_demo_of_a_moment_is_always_the_same(settings: LazySettings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert _told() == _told()  # the second time with other ids, as ids are not given out again


def _told() -> list[list[object]]:
    """What a demo says, without ids; it is taken back."""
    columns = (
        "number",
        "title",
        "body",
        "step",
        "unit__slug",
        "lon",
        "lat",
        "reporter_name",
        "reported_at",
        "burns_at",
    )
    with transaction.atomic():
        load(at=NOW, count=60)
        cases = list(Case.objects.order_by("number").values_list(*columns))
        clocks = list(Clock.objects.order_by("case__number", "code", "started_at").values_list("due_at", "stopped_at"))
        transaction.set_rollback(True)
    return [list(cases), list(clocks)]


def test_every_person_of_the_story_is_announced() -> None:
    told = "\n".join("\t".join(row) for row in accounts())
    assert all(person.username in told for person in STAFF)
    assert all(phone in told for _, phone, _ in RESIDENTS)
    assert {person.role for person in STAFF} | {"resident", "family_proxy", "api_client"} == set(ROLES)
