"""The wall and the page behind a figure on a television, a desk and a telephone; and how the wall refreshes itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from shanzhi.engines.org.public import Account
from shanzhi.engines.territory import public as territory
from shanzhi.kernel import clock
from shanzhi.portals.centre import shapes
from tests import factories as make
from tests.support.browser import PHONE, Windows, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
TELEVISION, LAPTOP = (1920, 1080), (1440, 900)
BEHIND = f"/centre/{make.COUNTY}/overdue/"

#: Cells that hold words but leave no room for five of them in a line.
SQUEEZED = """() => [...document.querySelectorAll("main td, main th")].filter((cell) => {
  const words = cell.innerText.trim(), box = cell.getBoundingClientRect();
  if (words.length < 5 || !box.width || getComputedStyle(cell).position === "absolute" || cell.closest(".unseen, details:not([open])")) return false;
  return box.width < 4 * parseFloat(getComputedStyle(cell).fontSize);
}).map((cell) => `${cell.innerText} ${cell.getBoundingClientRect().width}`)"""
#: Bars of rates that lie over the figures beside them, or leave the window.
COVERED = """() => [...document.querySelectorAll(".rates .gap .bar")].filter((bar) => {
  const own = bar.getBoundingClientRect(), next = bar.closest("td").nextElementSibling?.querySelector("b");
  return own.width && (own.right > innerWidth || (next && own.right > next.getBoundingClientRect().left));
}).length"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def leader() -> Account:
    shapes._kept.clear()
    shapes._draw.cache_clear()
    make.make_community()
    boundary, centre = territory.boundary_of(make.COUNTY)
    by = make.pretend("system_admin")
    territory.set_boundary(make.COUNTY, boundary, by=by, at=make.MORNING, centre=centre)
    territory.sketch_communities(make.COUNTY, by=by, at=make.MORNING)
    unit = make.make_unit("county_department", make.COUNTY, "区城市管理执法局")
    late = make.MORNING - timedelta(days=400)
    for words in ("夜市油烟往楼上灌，关窗也没用", "路边停车收费没有公示牌，收了钱也不给票"):
        make.make_case("dispatched", unit=unit, at=late, body=words)
    make.make_case("dispatched", unit=unit, at=clock.now() - timedelta(days=6), body="电动车推进楼道充电，怕着火")
    for _ in range(3):
        make.make_case("rating", unit=unit)
    return make.make_staff("county_leader", make.COUNTY, name="李区长")


@pytest.mark.parametrize("size", [TELEVISION, LAPTOP, PHONE])
@pytest.mark.parametrize("address", ["/centre/", BEHIND])
def test_words_have_room_and_nothing_sticks_out(
    address: str, size: tuple[int, int], leader: Account, windows: Windows
) -> None:
    page = windows.open(account=leader, size=size)
    page.goto(address)
    assert page.evaluate(WIDE) <= 0
    assert page.evaluate(SQUEEZED) == []
    assert page.evaluate(COVERED) == 0
    assert_accessible(page)


def test_the_cases_behind_a_figure_use_the_width_of_a_television(leader: Account, windows: Windows) -> None:
    page = windows.open(account=leader, size=TELEVISION)
    page.goto(BEHIND)
    box = page.locator(".wall-list table").bounding_box()
    assert box
    assert box["width"] > 1700


def _refreshed(page: Page) -> Any:
    """The wall, drawn anew at once instead of in ten seconds."""
    with page.expect_response("**/centre/live/") as answer:
        page.evaluate("htmx.ajax('GET', '/centre/live/', {source: '#live', target: '#live', swap: 'innerHTML'})")
    page.wait_for_timeout(100)
    return answer.value


def test_a_refresh_closes_nothing_and_takes_the_focus_from_nobody(leader: Account, windows: Windows) -> None:
    page = windows.open(account=leader, size=TELEVISION)
    page.goto("/centre/")
    page.locator(".wall-map summary").click()
    page.evaluate("document.querySelector('.wall-map details').dataset.old = '1'")
    link = page.get_by_role("link", name="看全部")
    link.focus()
    _refreshed(page)
    expect(page.locator(".wall-map details[data-old]")).to_have_count(0)
    expect(page.locator(".wall-map details")).to_have_attribute("open", "")
    expect(link).to_be_focused()


def test_a_wall_whose_session_ended_says_so_and_keeps_its_figures(leader: Account, windows: Windows) -> None:
    page = windows.open(account=leader, size=TELEVISION)
    page.goto("/centre/")
    Session.objects.all().delete()
    _refreshed(page)
    expect(page.locator("#live-said")).to_contain_text("登录到期了")
    expect(page.get_by_role("link", name="重新登录")).to_have_attribute("href", "/staff/login/?next=/centre/")
    expect(page.locator("#live .late-count")).to_be_visible()
    expect(page.locator("#live input")).to_have_count(0)


def test_a_wall_without_network_says_so_and_recovers_by_itself(leader: Account, windows: Windows) -> None:
    page = windows.open(account=leader, size=TELEVISION)
    page.goto("/centre/")
    page.route("**/centre/live/", lambda route: route.abort())
    page.evaluate("htmx.ajax('GET', '/centre/live/', {source: '#live', target: '#live'}).catch(() => 0)")
    expect(page.locator("#live-said")).to_contain_text("暂时连不上")
    page.unroute("**/centre/live/")
    _refreshed(page)
    expect(page.locator("#live-said")).to_be_empty()
