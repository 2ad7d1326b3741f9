"""G1 and G2 of the list of jobs: what a leader sees without a click, and the way from a rate to a case, counted in a browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.org.public import Account
from shanzhi.kernel import clock
from tests import factories as make
from tests.support.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)
TELEVISION = (1920, 1080)


@pytest.fixture
def leader() -> Account:
    make.make_community()
    return make.make_staff("county_leader", make.COUNTY, name="李区长")


def _inside(page: Page, words: str) -> bool:
    """The words stand in the window as it opened: no scrolling, nothing cut off."""
    box = page.get_by_text(words).first.bounding_box()
    return bool(box and box["y"] >= 0 and box["y"] + box["height"] <= TELEVISION[1])


def test_g1_what_is_overdue_where_and_whose_is_seen_without_a_click(leader: Account, windows: Windows) -> None:
    firm = make.make_unit("property_firm", make.COMMUNITY, "金叶物业")
    make.make_case("dispatched", unit=firm, at=clock.now() - timedelta(days=60), body="下水道返水进了屋")
    page = windows.open(account=leader, size=TELEVISION)
    page.goto("/centre/")
    late = page.locator(".late-box")
    expect(late.locator(".late-count")).to_have_text("1")
    expect(late.get_by_role("row").last).to_contain_text("下水道返水进了屋")
    expect(late.get_by_role("row").last).to_contain_text("温泉街道 金叶社区")
    expect(late.get_by_role("row").last).to_contain_text("金叶物业")
    assert _inside(page, "下水道返水进了屋")


def test_g2_from_a_rate_to_a_case_behind_it_takes_two_clicks(leader: Account, windows: Windows) -> None:
    at = clock.now()
    reporter = make.make_resident(name="王芳")
    case = make.make_case("rating", at=at, reporter=reporter, body="路灯一排都不亮")
    actions.rate(case, by=make.actor_of(reporter), at=at, was_contacted=True, is_solved=False, satisfaction=1)
    page = windows.open(account=leader, size=TELEVISION)
    page.goto("/centre/")
    clicks = 0
    for link in ("温泉街道没解决的", "路灯一排都不亮"):
        page.get_by_role("link", name=link).click()
        clicks += 1
    page.wait_for_url(re.compile(rf"/desk/cases/{Case.objects.get().number}/"))
    expect(page.locator("main")).to_contain_text("路灯一排都不亮")
    assert clicks <= 2
