"""W1 to W3 of the list of jobs: what they cost in keys and taps, counted in a browser."""

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from shanzhi.domains.appeals import advice
from shanzhi.engines.casework.public import Case
from shanzhi.engines.org.public import Account, Unit
from tests import factories as make
from tests.support.browser import PHONE, Windows, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


#: What sticks out of the window, if the page scrolls sideways.
BEYOND = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > wide + 0.5)
    .map((e) => e.outerHTML.slice(0, 90)).slice(0, 8);
}"""


class Counted:
    """Counts what a person does on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.taps = 0

    def press(self, key: str) -> None:
        """One key."""
        self.keys += 1
        self.page.keyboard.press(key)

    def tap(self, what: Any) -> None:
        """One tap."""
        self.taps += 1
        what.click()


def test_w1_one_key_signs_what_burns_most(community: Unit, worker: Account, windows: Windows) -> None:
    make.make_case("dispatched", unit=community, body="后来的事")
    first = make.make_case("dispatched", unit=community, body="最急的事", at=make.MORNING.replace(day=20))
    page = windows.open(account=worker)
    page.goto("/desk/")
    hand = Counted(page)
    hand.press("s")
    expect(page.get_by_role("status").filter(has_text="签收了：最急的事")).to_be_visible()
    first.refresh_from_db()
    assert first.step == "signed"
    assert hand.keys == 1


def test_w2_accepting_with_suggested_category_and_unit_takes_one_key(
    community: Unit, worker: Account, windows: Windows
) -> None:
    firm = make.make_unit("property_firm", make.COMMUNITY, "金叶物业")
    case = make.make_case("submitted", body="3栋楼道声控灯坏了好几层，报修对讲机一个多月没人来")
    advice._suggester()
    page = windows.open(account=worker)
    page.goto("/desk/")
    expect(page.locator("#pane")).to_contain_text("派给金叶物业")
    expect(page.locator("#pane .why li").first).to_contain_text("说到")
    hand = Counted(page)
    hand.press("a")
    expect(page.get_by_role("status").filter(has_text="受理了")).to_be_visible()
    case.refresh_from_db()
    assert (case.step, case.unit_id, case.category_code) == ("dispatched", firm.pk, "0104")
    assert hand.keys <= 3
    assert community.pk != firm.pk


def test_the_keyboard_walks_chooses_signs_and_opens(community: Unit, worker: Account, windows: Windows) -> None:
    cases = [make.make_case("dispatched", unit=community, body=f"第{n}件") for n in range(3)]
    page = windows.open(account=worker)
    page.goto("/desk/")
    expect(page.locator("#pane .part").first).to_contain_text("第0件")
    page.keyboard.press("j")
    expect(page.locator("#pane .part").first).to_contain_text("第1件")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk")).to_contain_text("签收2件")
    page.keyboard.press("s")
    expect(page.get_by_role("status").filter(has_text="签收了2件")).to_be_visible()
    assert set(Case.objects.filter(step="signed").values_list("pk", flat=True)) == {cases[1].pk, cases[2].pk}
    expect(page.locator("#menu .badge").first).to_have_text("1件")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    page.wait_for_url(re.compile(r"/desk/cases/\d"))


def test_w3_a_finding_on_patrol_is_ended_in_at_most_five_taps_without_typing(
    community: Unit, windows: Windows, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    walker = make.make_staff("grid_worker", make.GRID, community, "郑涛")
    out = BytesIO()
    Image.new("RGB", (800, 600), "#445").save(out, "JPEG")
    page = windows.open(account=walker, size=PHONE)
    page.goto("/desk/")
    hand = Counted(page)
    hand.tap(page.get_by_role("link", name="随手拍"))
    with page.expect_file_chooser() as chosen:
        hand.tap(page.get_by_label("拍一张"))
    hand.taps += 1  # the shutter of the telephone
    chosen.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()})
    expect(page.locator("[data-shots] img")).to_be_visible()
    hand.tap(page.locator("fieldset").get_by_text("楼道堆物"))
    hand.tap(page.get_by_role("button", name="当场办结"))
    expect(page.get_by_role("status").filter(has_text="当场办结")).to_be_visible()
    case = Case.objects.get()
    assert (case.step, case.category_code, case.files.count()) == ("closed", "1003", 1)
    assert hand.taps <= 5
    assert hand.keys == 0


def test_without_scripts_a_worker_filters_signs_and_feeds_back(
    community: Unit, worker: Account, windows: Windows
) -> None:
    case = make.make_case("dispatched", unit=community, body="灯不亮")
    page = windows.open(account=worker, javascript=False)
    page.goto("/desk/")
    page.get_by_label("性质").select_option("help")
    page.get_by_role("button", name="筛选").click()
    page.locator("input[name=pick]").check()
    page.get_by_role("button", name="签收选中的").click()
    expect(page.get_by_role("status").filter(has_text="签收了1件")).to_be_visible()
    page.get_by_role("link", name="灯不亮").first.click()
    page.get_by_label("联系上了", exact=True).check()
    page.get_by_role("button", name="联系诉求人").first.click()
    page.get_by_label("办理结果").fill("换了灯")
    page.get_by_role("button", name="反馈").click()
    case.refresh_from_db()
    assert case.step == "verifying"


@pytest.mark.parametrize("tone", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_the_pages_of_the_desk_are_accessible(
    tone: str, size: tuple[int, int], community: Unit, worker: Account, windows: Windows
) -> None:
    resident = make.make_resident("13800002617")
    case = make.make_case("submitted", body="楼道灯不亮", reporter=resident, lon=114.3, lat=29.8)
    make.make_case("dispatched", unit=community, at=make.MORNING.replace(day=12), body="超时的楼道灯")
    rating = make.make_case("rating", unit=community)
    page = windows.open(account=worker, size=size)
    page.context.add_cookies([{"name": "tone", "value": tone, "url": windows.base}])
    addresses = (
        "/desk/", "/desk/?category=99", f"/desk/cases/{case.number}/", f"/desk/cases/{rating.number}/", "/desk/search?q=楼道",
        "/desk/map/", "/desk/patrol/", "/desk/keys/", f"/desk/cases/{case.number}/sheet/",
    )  # fmt: skip
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert_accessible(page)
        beyond = page.evaluate(BEYOND)
        assert not beyond, f"{address} scrolls sideways at {size[0]} px: {beyond}"
