"""The browser of the tests sees what it must see."""

import pytest
from playwright.sync_api import Error
from pytest_django.live_server_helper import LiveServer

from tests.support.browser import Windows, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_of_the_product_is_shown_and_quiet(windows: Windows) -> None:
    page = windows.open()
    answer = page.goto("/staff/login/")
    assert answer is not None
    assert answer.status == 200
    assert windows.faults == []


def test_a_third_party_request_is_noticed_and_never_leaves(windows: Windows) -> None:
    page = windows.open()
    page.goto("/staff/login/")
    with pytest.raises(Error):
        page.goto("http://example.org/")
    assert windows.faults == ["third-party request: http://example.org/"]
    windows.faults.clear()


def test_script_that_the_policy_forbids_is_noticed(windows: Windows) -> None:
    page = windows.open()
    page.goto("/staff/login/")
    page.evaluate("""() => {
        const script = document.createElement('script'); script.textContent = '1'; document.body.append(script)
    }""")
    page.wait_for_timeout(100)
    assert len(windows.faults) == 1
    assert "Content Security Policy" in windows.faults[0]
    windows.faults.clear()


def test_a_page_that_some_cannot_use_is_not_accessible(windows: Windows, live_server: LiveServer) -> None:
    page = windows.open()
    page.goto(f"{live_server.url}/staff/login/")
    page.evaluate("() => document.body.append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        assert_accessible(page)
