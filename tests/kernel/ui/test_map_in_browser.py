"""The map of our own GeoJSON: it fills its box whenever that gets its size, and names areas where the name fits."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shanzhi.engines.org.public import Account
from tests import factories as make
from tests.support.browser import Windows

pytestmark = pytest.mark.django_db(transaction=True)


def _square(west: float, south: float, size: float, **about: Any) -> dict[str, Any]:
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": about}


DRAWN = [
    _square(114.30, 29.80, 0.02, kind="area", name="金叶社区"),
    _square(114.321, 29.80, 0.02, kind="area", name="岔路口社区"),
    _square(114.342, 29.80, 0.0005, kind="area", name="一粒米社区"),
    _square(114.302, 29.802, 0.006, kind="grid", name="第1网格"),
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [114.31, 29.815]}, "properties": {"kind": "dot", "name": "灯不亮"}},
]  # fmt: skip


@pytest.fixture
def page(windows: Windows) -> Page:
    make.make_community()
    who: Account = make.make_staff("county_dispatcher", make.COUNTY, name="余志强")
    page = windows.open(account=who)
    answer = json.dumps({"type": "FeatureCollection", "features": DRAWN})
    page.route("**/cases.geojson", lambda route: route.fulfill(body=answer, content_type="application/geo+json"))
    page.goto("/desk/map/")
    expect(page.locator("path.area")).to_have_count(3)
    return page


def test_names_stand_on_areas_wide_enough_and_are_not_boxes_over_the_map(page: Page) -> None:
    names = page.locator(".map-name")
    assert {"金叶社区", "岔路口社区"} <= set(names.all_inner_texts())
    assert "一粒米社区" not in names.all_inner_texts()
    assert "灯不亮" not in names.all_inner_texts()
    assert names.first.evaluate("e => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_names_never_lie_over_one_another(page: Page) -> None:
    boxes = [box for each in page.locator(".map-name").all() if (box := each.bounding_box())]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = abs(one["x"] - other["x"]) >= min(one["width"], other["width"]) * 0.9
            assert apart or abs(one["y"] - other["y"]) >= min(one["height"], other["height"]) * 0.9


def test_grids_are_drawn_as_outlines_of_their_own(page: Page) -> None:
    expect(page.locator("path.grid")).to_have_count(1)
    assert page.locator("path.grid").evaluate("e => getComputedStyle(e).fill") == "none"


def test_a_map_drawn_in_a_box_without_size_fits_when_the_box_gets_it(page: Page) -> None:
    frame = page.locator(".map-frame")
    frame.evaluate("e => { e.style.minBlockSize = '0'; e.style.blockSize = '30px'; e.style.inlineSize = '60px' }")
    _becomes(page, lambda width: width < 60)
    frame.evaluate("e => { e.style.blockSize = '500px'; e.style.inlineSize = '900px' }")
    _becomes(page, lambda width: width > 200)


def _becomes(page: Page, wanted: Callable[[float], bool]) -> None:
    """Wait until the area drawn has that width; the page's policy allows no script made of text."""
    for _ in range(50):
        box = page.locator("path.area").first.bounding_box()
        if box is not None and wanted(box["width"]):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.locator("path.area").first.bounding_box())
