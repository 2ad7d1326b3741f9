"""Two people, or one impatient one, at the same moment: real threads, real connections, a real lock that both wait for."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from shanzhi.engines.casework.public import Case, Rating
from shanzhi.engines.org.public import ApiClient, installer, issue_api_client
from shanzhi.kernel.models import Act
from shanzhi.portals.api import door, placing
from tests import factories as make
from tests.conftest import FrozenClock
from tests.support.browser import session_for

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


def seated(account: Any) -> Client:
    """Somebody logged in."""
    client = Client()
    client.cookies["sessionid"] = session_for(account)
    return client


def together(*calls: Callable[[], Any], held: Case | None = None) -> list[Any]:
    """Run the calls at once, each on a connection of its own.

    With `held`, the case is locked until all of them wait for it in the database, so that they truly meet.
    """
    answers: list[Any] = [None] * len(calls)
    ready = threading.Barrier(len(calls))

    def one(n: int) -> None:
        try:
            ready.wait(PATIENCE)
            answers[n] = calls[n]()
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(len(calls))]
    if held is None:
        _run(threads)
        return answers
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=held.pk)
        for thread in threads:
            thread.start()
        _until_waiting(len(calls))
    for thread in threads:
        thread.join(PATIENCE)
    return answers


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)


def _until_waiting(number: int) -> None:
    pause = threading.Event()
    for _ in range(PATIENCE * 50):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees one moment of it for ever
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= number:
                return
        pause.wait(0.02)
    raise AssertionError("the requests never met at the lock")


@pytest.fixture
def morning(frozen_clock: FrozenClock) -> None:
    """The community at the morning of the factories."""
    frozen_clock.set(make.MORNING)
    make.make_community()


@pytest.mark.usefixtures("morning")
def test_of_two_who_sign_at_once_one_signs_and_the_other_is_told_who() -> None:
    unit = make.make_unit("committee", make.COMMUNITY, "金叶社区居委会")
    people = [make.make_staff("community_worker", make.COMMUNITY, unit, name) for name in ("刘敏", "张伟")]
    case = make.make_case("dispatched", unit=unit)
    url, data = f"/desk/cases/{case.number}/signature", {"version": case.version}
    clients = [seated(account) for account in people]
    answers = together(*(lambda c=c: c.post(url, data) for c in clients), held=case)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    act = Act.objects.get(verb="case.sign", object_id=case.pk)
    told = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert f"{act.actor_name}" in told
    assert "已经签收" in told
    case.refresh_from_db()
    assert (case.step, case.version) == ("signed", 4)
    assert Act.objects.filter(object_type="casework.case", object_id=case.pk).count() == 4


@pytest.mark.usefixtures("morning")
def test_one_report_sent_twice_at_once_is_one_case() -> None:
    account = make.make_resident("13800138000")
    phone = seated(account)
    phone.post("/report/", {"body": "北门路灯不亮", "go": "next"})
    page = phone.post("/report/where/", {"pick": make.COMMUNITY}, follow=True).content.decode()
    kept = page.split('name="kept" value="')[1].split('"')[0]
    form = {"nature": "help", "category": "", "is_public": "on", "kept": kept}
    clients = [Client() for _ in range(3)]
    for client in clients:
        client.cookies["sessionid"] = phone.cookies["sessionid"].value
    answers = together(*(lambda c=c: c.post("/report/check/", form) for c in clients))
    case = Case.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/cases/{case.number}/done/"}
    assert Act.objects.filter(object_type="casework.case").count() == 1


@pytest.mark.usefixtures("morning")
def test_a_rating_pressed_twice_at_once_counts_once() -> None:
    account = make.make_resident("13800138000")
    case = make.make_case("rating", reporter=account)
    clients = [seated(account) for _ in range(2)]
    form = {"quick": "bad"}
    answers = together(*(lambda c=c: c.post(f"/cases/{case.number}/rating/", form) for c in clients), held=case)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    case.refresh_from_db()
    assert (case.reopened, Rating.objects.filter(case=case).count()) == (1, 1)
    assert Act.objects.filter(object_id=case.pk, verb="case.rework").count() == 1


@pytest.mark.usefixtures("morning")
def test_one_key_used_twice_at_once_is_one_case_of_the_api() -> None:
    door.forget()
    placing.forget()
    unit = make.make_unit("street_office", make.STREET, "温泉街道办事处")
    client, token = issue_api_client(
        name="热线", unit=unit, territory_code=make.STREET, by=installer(make.COUNTY), at=make.MORNING
    )
    ApiClient.objects.filter(pk=client.pk).update(last_used_on=make.MORNING.date())
    body = json.dumps({"body": "路灯不亮", "nature": "help", "code": make.COMMUNITY})
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k-1"}

    def call() -> Any:
        return Client().post("/api/v1/cases", body, content_type="application/json", headers=headers)

    answers = together(call, call, call)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert {answer.json()["number"] for answer in answers} == {Case.objects.get().number}


@pytest.mark.usefixtures("morning")
def test_many_who_report_at_once_get_numbers_of_their_own() -> None:
    accounts = [make.make_resident() for _ in range(6)]

    def report(account: Any) -> Any:
        return lambda: make.make_case(reporter=account).number

    numbers = together(*(report(account) for account in accounts))
    assert sorted(number[-3:] for number in numbers) == ["001", "002", "003", "004", "005", "006"]


@pytest.mark.usefixtures("morning")
def test_signing_and_asking_to_return_at_once_leaves_one_of_both() -> None:
    unit = make.make_unit("committee", make.COMMUNITY, "金叶社区居委会")
    people = [make.make_staff("community_worker", make.COMMUNITY, unit) for _ in range(2)]
    case = make.make_case("dispatched", unit=unit)
    url, clients = f"/desk/cases/{case.number}", [seated(account) for account in people]
    answers = together(
        lambda: clients[0].post(f"{url}/signature", {"version": case.version}),
        lambda: clients[1].post(f"{url}/return", {"version": case.version, "reason": "归水务"}),
        held=case,
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    case.refresh_from_db()
    assert case.step in {"signed", "returning"}
    assert Act.objects.filter(object_id=case.pk, verb__in=["case.sign", "case.ask_return"]).count() == 1
