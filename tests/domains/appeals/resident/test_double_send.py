"""A nervous finger: the same form sent at the same moment by two requests is one case."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from shanzhi.engines.casework.public import Case
from tests.domains.appeals.resident.test_report_pages import SEND, kept, to_check
from tests.factories import make_community, make_resident

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_presses_at_the_same_moment_make_one_case() -> None:
    make_community()
    account = make_resident("13800138000")
    client = Client()
    client.force_login(account)
    form = SEND | {"kept": kept(to_check(client))}
    together = Barrier(3)

    def press(_: int) -> str:
        second = Client()
        second.cookies = client.cookies.copy()
        together.wait(10)
        try:
            return str(second.post("/report/check/", form).url)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(press, range(3)))
    assert Case.objects.count() == 1
    assert answers == {f"/cases/{Case.objects.get().number}/done/"}
