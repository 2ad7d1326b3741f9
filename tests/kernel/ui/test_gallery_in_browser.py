"""The gallery as a browser draws it: accessible in every mode and tone, whole at 320 px, care as large as it promises."""

import pytest
from playwright.sync_api import Page

from tests.support.browser import DESK, PHONE, Windows, assert_accessible

PHONE_LOOKS = ["", "?mode=care"]
DESK_LOOKS = ["?surface=desk", "?surface=desk&tone=dark"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def phone(windows: Windows) -> Page:
    return windows.open(size=PHONE)


@pytest.mark.django_db(transaction=True)
def test_the_gallery_is_accessible_plain_in_care_at_the_desk_and_at_night(windows: Windows) -> None:
    for size, looks in ((DESK, DESK_LOOKS), (PHONE, PHONE_LOOKS)):
        page = windows.open(size=size)
        for look in looks:
            page.goto(f"/ui/{look}")
            assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_wider_than_a_screen_of_320(windows: Windows) -> None:
    page = windows.open(size=(320, 640))
    for look in ("", "?mode=care"):
        page.goto(f"/ui/{look}")
        assert page.evaluate(OVERFLOW) == 0, look


@pytest.mark.django_db(transaction=True)
def test_care_is_large_to_read_and_to_press(phone: Page) -> None:
    phone.goto("/ui/?mode=care")
    assert phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 23
    small = phone.evaluate(
        """() => [...document.querySelectorAll('.gallery-item a, .gallery-item button, .gallery-item .choice, .gallery-item input.input')]
        .filter((node) => node.getClientRects().length && !node.closest('pre, details, .rows, table, [aria-disabled]') && !node.matches('.shot'))
        .filter((node) => node.getBoundingClientRect().height < 59.5).map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert small == []


@pytest.mark.django_db(transaction=True)
def test_without_scripts_every_word_is_still_there(windows: Windows) -> None:
    page = windows.open(size=PHONE, javascript=False)
    page.goto("/ui/")
    assert page.locator("input[type=file]").first.is_visible()
    assert page.get_by_role("button", name="撤回").first.is_visible()
    assert not page.get_by_role("button", name="读给我听").first.is_visible()


@pytest.mark.django_db(transaction=True)
def test_keys_move_through_rows_and_press_buttons(page: Page) -> None:
    page.goto("/ui/?surface=desk")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.closest('tr')?.innerText")
    page.keyboard.press("k")
    second = page.evaluate("document.activeElement.closest('tr')?.innerText")
    assert first
    assert second
    assert first != second
    ticked = "document.querySelectorAll('.pick input:checked').length"
    before = page.evaluate(ticked)
    page.keyboard.press("x")
    assert abs(page.evaluate(ticked) - before) == 1
    page.keyboard.press("Escape")
    assert page.evaluate(ticked) == 0


@pytest.mark.django_db(transaction=True)
def test_keys_are_quiet_while_someone_types(page: Page) -> None:
    page.goto("/ui/?surface=desk")
    field = page.locator("#ok_body")
    field.fill("")
    field.press_sequentially("jxs/")
    assert field.input_value() == "jxs/"
