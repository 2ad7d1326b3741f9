"""Every residents' page, on a phone, plain and in care mode: no axe violation, nothing wider than the phone."""
# ruff: noqa: F811 - a fixture of another file has its name

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from shanzhi.kernel.models import StoredFile
from tests.domains.appeals.resident.story import Story, story  # noqa: F401 - a fixture
from tests.domains.appeals.resident.test_report_pages import photo
from tests.factories import COMMUNITY
from tests.support.browser import PHONE, Windows, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
#: Where to leave pictures of the pages, when somebody wants to look at them.
SHOTS = os.environ.get("SHANZHI_SHOTS", "")


def addresses(story: Story) -> dict[str, str]:
    """Name of the picture to address, for somebody logged in."""
    at = {name: f"/cases/{case.number}/" for name, case in story.cases.items()}
    return {
        "home": "/", "mine": "/cases/", "notices": "/notices/", "me": "/me/", "board": "/board/", "figures": "/figures/",
        "place": "/place/", "street": f"/place/?street={COMMUNITY[:9]}", "outbox": "/outbox/", "lookup": "/cases/lookup/",
        "submitted": at["submitted"], "handling": at["handling"], "closed": at["closed"], "rating": at["rating"],
        "done": f"{at['submitted']}done/", "rate": f"{at['rating']}rating/", "rated": f"{at['closed']}rated/",
        "mother": at["mother"], "whole": f"{at['handling']}?whole=1&add=1", "rate-each": f"{at['rating']}rating/?quick=each",
        "personal": "/privacy/", "say": "/report/", "say-photo": "/report/?with=photo", "nowhere": f"/cases/{COMMUNITY}-200101-001/",
    }  # fmt: skip


SMALL = """() => [...document.querySelectorAll("a, button, select, textarea, label.choice, summary")]
  .filter((node) => node.checkVisibility() && !node.closest(".unseen, .skip, p, .leaflet-container"))
  .filter((node) => node.getBoundingClientRect().height < 59.5)
  .map((node) => `${node.outerHTML.slice(0, 90)} is ${node.getBoundingClientRect().height} px high`)"""
ENHANCED = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}


def care_faults(page: Page) -> list[str]:
    """What 关怀版 promises beyond the plain pages: base 24 px, targets of 60 px, contrast of 7 to 1."""
    base = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    found = [f"base is {base} px"] if base < 24 else []
    found += page.evaluate(SMALL)
    for violation in Axe().run(page, options=ENHANCED).response["violations"]:
        found += [f"contrast under 7: {node['html'][:120]}" for node in violation["nodes"]]
    return found


class Look:
    """Checks pages as they stand and remembers what was wrong with each."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def __call__(self, page: Page, name: str) -> None:
        """One page."""
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
        try:
            assert_accessible(page)
        except AssertionError as fault:
            self.faults.append(f"{name}: {fault}")
        if name.startswith("care"):
            self.faults += [f"{name}: {fault}" for fault in care_faults(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE[0]:
            self.faults.append(f"{name} is {wide} px wide")


def walk_report(look: Look, page: Page, name: str) -> None:
    """The flow to its last page, looking at each."""
    page.goto("/report/")
    page.fill("#id_body", "二楼有煤气味，3栋2单元")
    page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo().read()})
    look(page, f"{name}-say-alarm")
    page.locator(".dock button").click()
    page.wait_for_url("**/report/where/")
    look(page, f"{name}-where")
    page.goto(f"/report/where/?estate={COMMUNITY}E001")
    look(page, f"{name}-where-estate")
    page.get_by_role("button", name="3栋", exact=True).click()
    if "care" in name:
        page.wait_for_url("**/report/kind/")
        look(page, f"{name}-kind")
        page.get_by_text("举报", exact=False).first.click()
        page.locator(".dock button").click()
        page.wait_for_url("**/report/privacy/")
        look(page, f"{name}-privacy")
        page.goto("/report/kind/")
        page.locator("input[value=help]").check()
        page.locator(".dock button").click()
        page.wait_for_url("**/report/public/")
        look(page, f"{name}-public")
        page.get_by_role("button", name="看得到").click()
    page.wait_for_url("**/report/check/")
    look(page, f"{name}-check")


@pytest.mark.parametrize(("mode", "tone"), [("plain", "light"), ("care", "light"), ("plain", "dark"), ("care", "dark")])
def test_each_page_has_no_violation_and_fits_the_phone(windows: Windows, story: Story, mode: str, tone: str) -> None:
    page = windows.open(account=story.resident, size=PHONE)
    cookies = [
        {"name": "mode", "value": mode, "url": windows.base},
        {"name": "tone", "value": tone, "url": windows.base},
    ]
    page.context.add_cookies(cookies)
    look = Look()
    for name, address in addresses(story).items():
        page.goto(address)
        look(page, f"{mode}-{tone}-{name}")
    walk_report(look, page, f"{mode}-{tone}")
    assert not look.faults, "\n".join(look.faults)
    assert StoredFile.objects.count() == 1


def test_a_visitor_sees_a_light_home_without_third_parties(windows: Windows, story: Story) -> None:
    page = windows.open(size=PHONE)
    sizes: list[int] = []
    page.on(
        "requestfinished",
        lambda request: sizes.append(request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"]),
    )
    page.goto("/", wait_until="networkidle")
    assert sum(sizes) <= 100_000, sizes
    look = Look()
    look(page, "visitor-home")
    assert not look.faults
