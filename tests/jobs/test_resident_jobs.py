"""The jobs of a resident on a phone of 390 px, counted in taps: JOBS R1, R2, R3, in plain and in care mode."""
# ruff: noqa: F811 - a fixture of another file has its name

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from shanzhi.engines.casework.public import Case, CaseFile
from tests.domains.appeals.resident.story import Story, story  # noqa: F401 - a fixture
from tests.domains.appeals.resident.test_report_pages import photo
from tests.support.browser import PHONE, Windows

pytestmark = pytest.mark.django_db(transaction=True)


class Finger:
    """Counts what is tapped, and the screens of the flow that were seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.screens: list[str] = []

    def tap(self, target: Locator) -> None:
        """One tap, on something that is large enough for a thumb."""
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        care = self.page.evaluate("document.documentElement.dataset.mode") == "care"
        assert box
        assert box["height"] >= (60 if care else 44), f"only {box['height']} px high"
        self.taps += 1
        target.click()

    def take_photo(self, target: Locator) -> None:
        """One tap on the box; the camera is the telephone's own."""
        with self.page.expect_file_chooser() as chooser:
            self.tap(target)
        chooser.value.set_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo().read()})


@pytest.fixture
def phone(windows: Windows, story: Story) -> Callable[[str], Finger]:
    """陈芳's phone in a mode, at home, allowed to say where it is."""

    def open_phone(mode: str) -> Finger:
        page = windows.open(account=story.resident, size=PHONE)
        page.context.add_cookies([{"name": "mode", "value": mode, "url": windows.base}])
        page.context.grant_permissions(["geolocation"])
        page.context.set_geolocation({"longitude": 114.3251, "latitude": 29.8521})
        page.goto("/")
        return Finger(page)

    return open_phone


def test_r1_a_blocked_fire_lane_is_reported_with_a_photo_in_six_taps_and_three_screens(
    phone: Callable[[str], Finger], story: Story
) -> None:
    finger = phone("plain")
    page = finger.page
    finger.tap(page.get_by_role("link", name="拍照片"))
    finger.take_photo(page.locator(".upload-box"))
    finger.tap(page.get_by_role("button", name="下一步，在哪里"))
    finger.tap(page.get_by_role("button", name="就在我这里").locator("visible=true"))
    page.wait_for_url("**/report/check/")
    finger.tap(page.get_by_role("button", name="发出去"))
    page.wait_for_url("**/done/")
    assert finger.taps <= 6
    case = Case.objects.exclude(pk__in=[c.pk for c in story.cases.values()]).get()
    assert case.place_code.startswith("421202001010E001")
    assert CaseFile.objects.filter(case=case).count() == 1


def test_r1_in_care_mode_nothing_is_lost(phone: Callable[[str], Finger], story: Story) -> None:
    finger = phone("care")
    page = finger.page
    finger.tap(page.get_by_role("link", name="有事要说"))
    finger.take_photo(page.locator(".upload-box"))
    finger.tap(page.get_by_role("button", name="说完了，下一步"))
    finger.tap(page.get_by_role("button", name="就在我这里").locator("visible=true"))
    page.wait_for_url("**/report/kind/")
    finger.tap(page.locator("label", has_text="求助"))
    finger.tap(page.get_by_role("button", name="下一步"))
    finger.tap(page.get_by_role("button", name="看得到"))
    finger.tap(page.get_by_role("button", name="对，发出去"))
    page.wait_for_url("**/done/")
    assert finger.taps <= 8
    case = Case.objects.exclude(pk__in=[c.pk for c in story.cases.values()]).get()
    assert (case.nature, case.is_public, CaseFile.objects.filter(case=case).count()) == ("help", True, 1)


@pytest.mark.parametrize("mode", ["plain", "care"])
def test_r2_from_a_notice_to_the_matter_is_one_tap(phone: Callable[[str], Finger], story: Story, mode: str) -> None:
    finger = phone(mode)
    finger.page.goto("/notices/")
    finger.tap(finger.page.locator(f'a[href="/cases/{story.cases["handling"].number}/"]').first)
    finger.page.wait_for_url("**/cases/*/")
    assert finger.taps == 1
    assert "3栋2单元" in finger.page.locator("h1").inner_text()


@pytest.mark.parametrize("mode", ["plain", "care"])
@pytest.mark.parametrize(("choice", "step"), [("都好", "closed"), ("都不好", "handling")])
def test_r3_rating_takes_three_taps_whichever_way_it_goes(
    phone: Callable[[str], Finger], story: Story, mode: str, choice: str, step: str
) -> None:
    finger = phone(mode)
    page = finger.page
    finger.tap(page.locator('a[href$="/rating/"]').first)
    finger.tap(page.locator("label.choice").filter(has_text=choice).first)
    finger.tap(page.get_by_role("button", name="交上去"))
    page.wait_for_url("**/rated/")
    assert finger.taps <= 3
    assert Case.objects.get(pk=story.cases["rating"].pk).step == step


def test_the_report_works_without_javascript(windows: Windows, story: Story) -> None:
    page = windows.open(account=story.resident, size=PHONE, javascript=False)
    page.goto("/report/")
    page.fill("#id_body", "路灯坏了")
    page.get_by_role("button", name="下一步，在哪里").click()
    page.get_by_role("button", name="就算金叶社区").click()
    page.get_by_role("button", name="发出去").click()
    assert "收到了" in page.content()
    assert Case.objects.filter(body="路灯坏了").count() == 1


def test_emergency_numbers_show_while_one_still_types(windows: Windows, story: Story) -> None:
    page = windows.open(account=story.resident, size=PHONE)
    page.goto("/report/")
    assert not page.locator("[data-alarm]").is_visible()
    page.locator("#id_body").press_sequentially("楼道里有煤气味")
    assert page.locator("[data-alarm] a[href='tel:119']").is_visible()


def test_the_map_draws_with_no_tiles_and_a_tap_on_it_is_a_place(windows: Windows, story: Story) -> None:
    page = windows.open(account=story.resident, size=PHONE)
    page.goto("/report/")
    page.fill("#id_body", "路灯坏了")
    page.get_by_role("button", name="下一步，在哪里").click()
    page.get_by_text("在地图上点").click()
    frame = page.locator(".leaflet-container")
    frame.click(position={"x": 120, "y": 120})
    assert page.locator("#id_lon").input_value()
