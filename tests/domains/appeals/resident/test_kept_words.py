"""What was typed and not sent on is still there after leaving the page, in this tab only."""
# ruff: noqa: F811 - a fixture of another file has its name

import pytest

from tests.domains.appeals.resident.story import Story, story  # noqa: F401 - a fixture
from tests.support.browser import PHONE, Windows

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "3栋2单元楼道灯不亮，晚上看不见"


def test_words_typed_and_left_come_back_and_go_when_thrown_away_or_sent_on(windows: Windows, story: Story) -> None:
    page = windows.open(account=story.resident, size=PHONE)
    page.goto("/report/")
    page.fill("#id_body", WORDS)
    page.goto("/")
    page.goto("/report/")
    assert page.input_value("#id_body") == WORDS
    assert page.evaluate("localStorage.length") == 0
    page.locator(".dock button").click()
    page.wait_for_url("**/report/where/")
    assert page.evaluate("sessionStorage.getItem('said')") is None
    page.goto("/report/")
    page.fill("#id_body", f"{WORDS}，还有扶手")
    page.get_by_role("button", name="不说了，清掉").click()
    page.wait_for_url(windows.base + "/")
    page.goto("/report/")
    assert page.input_value("#id_body") == ""


def test_the_button_to_ring_names_whom_it_rings(windows: Windows, story: Story) -> None:
    page = windows.open(account=story.resident, size=PHONE)
    page.context.add_cookies([{"name": "mode", "value": "care", "url": windows.base}])
    page.goto("/")
    assert "打给12345热线" in page.content()
    assert "打给社区" not in page.content()
