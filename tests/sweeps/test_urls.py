"""Every address × everybody: an allowed status, never a fault, reading writes nothing, statements do not grow with rows."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.casework.public import actions
from tests import factories as make
from tests.sweeps.rows import fingerprint
from tests.sweeps.urls import addresses, filled, patterns
from tests.sweeps.world import AT, PROGRAMS, STAFF, World, undone

PEOPLE = ["visitor", "neighbour", "agent", *STAFF, *PROGRAMS]
#: Says 503 when jobs stand still, which they do in a test.
HEALTH = {"/healthz"}
ALLOWED = {200, 302, 400, 401, 403, 404, 405, 422}
#: At most so many statements for a page, with session and actor; by the beginning of the address, longest first.
BUDGETS = {
    "/desk/cases/": 10, "/desk/": 4, "/desk/admin/": 12, "/centre/": 6, "/cases/4": 10, "/cases/": 4, "/": 8, "/board/": 4,
    "/api/v1/cases/": 4, "/api/v1/": 4,
}  # fmt: skip
PHONE = re.compile(r"(?<![\d])1[3-9]\d{9}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?!\d)")


def test_the_walk_finds_every_portal(world: World) -> None:
    found = addresses(world)
    assert len(found) > 60
    for start in ("/desk/", "/centre/", "/api/v1/cases", "/staff/", "/login/", "/report/"):
        assert any(each.startswith(start) for each in found), start


@pytest.mark.parametrize("who", PEOPLE)
def test_no_address_fails_or_writes_when_it_is_read(world: World, who: str) -> None:
    client = world.client(who, raise_request_exception=False)
    wrong = []
    for url in addresses(world):
        before = fingerprint()
        answer = client.get(url)
        if answer.status_code not in ALLOWED and url not in HEALTH:
            wrong.append((url, answer.status_code))
        if answer.status_code == 302 and who == "visitor" and "/desk/" in url:
            assert answer["Location"].startswith("/staff/login/"), url
        if fingerprint() != before:
            wrong.append((url, "reading wrote"))
    assert not wrong


def test_visitors_are_shown_no_telephone_and_no_identity_number(world: World) -> None:
    client = world.client("visitor")
    for url in [*addresses(world), "/board/?area=all"]:
        if url.startswith(("/outbox", "/ui/")):  # for trying the product out: not there in production
            continue
        answer = client.get(url)
        if answer.status_code == 200 and "text" in answer["Content-Type"]:
            text = answer.content.decode()
            for name in re.findall(r"\d{12}-\d{6}-\d{3}", text):
                text = text.replace(name, "")
            assert not PHONE.search(text), url
            assert not IDENTITY.search(text), url


def _spent(client: Any, url: str) -> int | None:
    if client.get(url).status_code != 200:
        return None
    with CaptureQueriesContext(connection) as made:
        client.get(url)
    return len(made)


def _budget(url: str) -> int:
    return BUDGETS[max((start for start in BUDGETS if url.startswith(start)), key=len)]


@pytest.mark.parametrize(
    "who", ["county_dispatcher", "community_worker", "agent", "audit_admin", "system_admin", "program: street"]
)
def test_statements_do_not_grow_with_rows_and_stay_in_budget(world: World, who: str) -> None:
    client = world.client(who)
    urls = [u for u in addresses(world) if not u.startswith(("/staff/", "/ui/", "/login/", "/report/"))]
    if who == "county_dispatcher":
        urls += [
            "/desk/?scope=all",
            "/desk/search?q=凉亭",
            "/desk/?scope=all&category=01&nature=help&channel=web&since=2026-11-01",
        ]
    before = {url: _spent(client, url) for url in urls}
    with undone():
        for place in (make.COMMUNITY, make.GRID):
            for _ in range(2):
                case = make.make_case(
                    "dispatched", at=AT, unit=world.units["committee"], reporter=world.people["principal"], body="又一件凉亭",
                    territory_code=place,
                )  # fmt: skip
                make.advance(case, "handling", at=AT)
        for _ in range(2):
            actions.comment(world.cases["标记甲02"], by=world.actor("principal"), at=AT, text="还没来人")
        after = {url: _spent(client, url) for url in urls}
    assert {url: (before[url], after[url]) for url in urls if before[url] != after[url]} == {}
    over = {url: n for url, n in after.items() if n is not None and n > _budget(url)}
    assert not over


def test_every_address_refuses_methods_it_does_not_know(world: World) -> None:
    client, before = world.client("county_dispatcher", raise_request_exception=False), fingerprint()
    for url in addresses(world):
        for method in ("PUT", "DELETE", "PATCH", "TRACE"):
            answer = client.generic(method, url)
            assert answer.status_code < 500 or url in HEALTH, (method, url)
    assert fingerprint() == before


def test_every_page_carries_the_headers_that_guard_it(world: World) -> None:
    for who in ("visitor", "agent", "county_dispatcher"):
        client = world.client(who)
        for url in addresses(world):
            answer = client.get(url)
            if answer.status_code not in {200, 404}:
                continue
            assert answer["X-Content-Type-Options"] == "nosniff", url
            assert answer["X-Frame-Options"] == "DENY", url
            policy = answer.get("Content-Security-Policy", "")
            assert "default-src 'self'" in policy or "default-src 'none'" in policy, url
            assert "unsafe" not in policy, url
            assert answer.get("Referrer-Policy") == "same-origin", url
            if "html" in answer["Content-Type"]:
                text = answer.content.decode()
                assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text), url
                assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", text), url


def test_an_address_with_arguments_is_filled_in_for_real(world: World) -> None:
    for address, _ in patterns():
        for url in filled(world, address):
            assert "<" not in url
