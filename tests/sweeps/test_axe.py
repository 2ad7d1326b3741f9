"""No page of any portal has an axe violation, in either mode, in light and dark."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from shanzhi.kernel import clock
from tests.support.browser import DESK, PHONE, Windows, assert_accessible, session_for
from tests.sweeps.urls import addresses
from tests.sweeps.world import AT, World, _build

pytestmark = pytest.mark.django_db(transaction=True)
WALL = (1920, 1080)
#: Walked by tests of their own, in every state: the gallery, and the login pages.
ELSEWHERE = ("/ui/", "/staff/", "/login/", "/api/", "/healthz", "/files/", "/outlines/")
#: (who, width, mode, tone, where the addresses begin)
WALKS = [
    ("reporter", PHONE, "plain", "light", "resident"), ("reporter", PHONE, "care", "light", "resident"),
    ("reporter", PHONE, "plain", "dark", "resident"),
    ("county_dispatcher", DESK, "plain", "light", "desk"), ("county_dispatcher", DESK, "plain", "dark", "desk"),
    ("county_dispatcher", WALL, "plain", "light", "centre"), ("county_dispatcher", WALL, "plain", "dark", "centre"),
    ("community_worker", PHONE, "plain", "light", "desk"),
    ("system_admin", DESK, "plain", "light", "desk"), ("security_admin", DESK, "plain", "dark", "desk"),
    ("audit_admin", DESK, "plain", "light", "desk"),
]  # fmt: skip


@pytest.fixture
def world(live_server: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """The small county, in the database that the live server reads."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(settings, "MEDIA_ROOT", str(tmp_path))
    return _build()


def pages(world: World, who: str, portal: str) -> list[str]:
    """Addresses of that portal that are pages for that person."""
    client = Client()
    client.cookies["sessionid"] = session_for(world.people[who])
    found = []
    for url in addresses(world):
        inside = (
            url.startswith((f"/{portal}/",)) if portal != "resident" else not url.startswith(("/desk/", "/centre/"))
        )
        if not inside or url.startswith(ELSEWHERE) or url.endswith(("/pane/", "/live/")):  # parts of pages
            continue
        answer = client.get(url)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            found.append(url)
    if portal == "resident":
        at = {mark: world.cases[mark].number for mark in ("标记甲01", "标记甲10", "标记甲11")}
        found += [
            f"/cases/{at['标记甲01']}/",
            f"/cases/{at['标记甲11']}/rating/",
            f"/cases/{at['标记甲10']}/rated/",
            "/nowhere/",
        ]
    return found


@pytest.mark.parametrize("surface", ["resident", "desk and centre"])
def test_no_page_has_an_axe_violation_in_any_mode(world: World, windows: Windows, surface: str) -> None:
    faults, walked = [], 0
    for who, size, mode, tone, portal in WALKS:
        if portal not in surface:
            continue
        page = windows.open(account=world.people[who], size=size)
        for name, value in (("mode", mode), ("tone", tone)):
            page.context.add_cookies([{"name": name, "value": value, "url": windows.base}])
        for url in pages(world, who, portal):
            page.goto(url, wait_until="load")
            walked += 1
            try:
                assert_accessible(page)
            except AssertionError as fault:
                faults.append(f"{who} {mode} {tone} {fault}")
        page.context.close()
    assert walked > 40
    assert not faults, "\n".join(faults)
