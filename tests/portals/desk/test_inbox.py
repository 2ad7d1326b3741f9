"""The inbox: what is in it, what its counts say, what its filters do, and what it costs."""

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.org.public import Account, Unit
from shanzhi.portals.desk import inbox
from shanzhi.portals.desk.groups import GROUPS
from tests import factories as make
from tests.conftest import FrozenClock

Seat = Callable[[Account], Client]


def test_a_worker_sees_what_waits_for_the_unit_and_the_community(
    community: Unit, worker: Account, seated: Seat
) -> None:
    make.make_case("dispatched", unit=community, body="3栋灯不亮")
    make.make_case("submitted", body="井盖破了")
    make.make_case("submitted", body="别处的事", territory_code=make.OTHER_COMMUNITY)
    page = seated(worker).get("/desk/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "3栋灯不亮" in text
    assert "井盖破了" in text
    assert "别处的事" not in text


def test_counts_add_up_and_each_is_a_filter(
    community: Unit, worker: Account, seated: Seat, frozen_clock: FrozenClock
) -> None:
    old = make.MORNING - timedelta(days=20)
    for step, at in (
        ("dispatched", old),
        ("dispatched", make.MORNING),
        ("rating", make.MORNING),
        ("handling", make.MORNING),
        ("accepted", make.MORNING),
    ):
        make.make_case(step, unit=community, at=at)
    make.make_case("submitted")
    client = seated(worker)
    page = client.get("/desk/?scope=all")
    counts = page.context["counts"]
    assert counts.groups == {"overdue": 1, "due_today": 1, "triage": 1, "unsigned": 1, "rest": 1, "rating": 1}
    assert counts.open == 6
    for group in GROUPS:
        rows = client.get(f"/desk/?scope=all&group={group.code}").context["blocks"]
        assert sum(len(lines) for _, _, lines in rows) == counts.groups[group.code]
        assert {line.group for _, _, lines in rows for line in lines} == {group.code}
    frozen_clock.move(days=30)
    assert client.get("/desk/?scope=all").context["counts"].groups["overdue"] == 5


FILTERS: dict[str, Any] = {
    "scope": "all", "group": "unsigned", "category": "01", "area": make.GRID, "channel": "web", "nature": "help",
    "since": "2026-11-01", "until": "2026-11-30", "state": "closed",
}  # fmt: skip


def _statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(url).status_code == 200
    return len(made)


def test_any_combination_of_filters_costs_at_most_four_statements(
    community: Unit, worker: Account, seated: Seat
) -> None:
    client = seated(worker)
    names = [*FILTERS, "unit"]
    values = FILTERS | {"unit": community.pk}
    chosen = [each for size in (0, 1, 2, len(names)) for each in combinations(names, size)]
    urls = ["/desk/?" + "&".join(f"{name}={values[name]}" for name in each) for each in chosen]
    make.make_case("dispatched", unit=community, territory_code=make.GRID)
    client.get("/desk/")
    one = [_statements(client, url) for url in urls]
    for _ in range(2):
        make.make_case("dispatched", unit=community, territory_code=make.GRID)
    three = [_statements(client, url) for url in urls]
    assert len(urls) > 50
    assert one == three
    assert max(three) <= 4


def test_filters_that_make_no_sense_are_named_and_left_out(community: Unit, worker: Account, seated: Seat) -> None:
    make.make_case("dispatched", unit=community, body="灯不亮")
    page = seated(worker).get("/desk/?category=zz&since=2026-13-99&unit=-4&group=x&area=%27--")
    text = page.content.decode()
    assert page.status_code == 200
    assert "灯不亮" in text
    assert "筛选条件看不懂" in text
    assert seated(worker).get("/desk/?since=0001-01-01&until=9999-12-31").status_code == 200


def test_several_are_signed_at_once_and_those_that_were_not_say_why(
    community: Unit, worker: Account, seated: Seat
) -> None:
    first, second = (make.make_case("dispatched", unit=community) for _ in range(2))
    done = make.make_case("signed", unit=community, body="签过的那件")
    page = seated(worker).post(
        "/desk/signatures", {"pick": [first.pk, second.pk, done.pk, "x"], "next": "/desk/"}, follow=True
    )
    text = page.content.decode()
    assert "签收了2件" in text
    assert "没签成：签过的那件" in text
    first.refresh_from_db()
    assert first.step == "signed"


def test_signing_in_the_pane_brings_list_counts_and_badge_up_to_date(
    community: Unit, worker: Account, seated: Seat
) -> None:
    case = make.make_case("dispatched", unit=community)
    client = seated(worker)
    answer = client.post(
        f"/desk/cases/{case.number}/signature", {"version": case.version, "next": "/desk/"},
        headers={"HX-Request": "true"}, follow=True,
    )  # fmt: skip
    text = answer.content.decode()
    assert "签收了：" in text
    assert 'id="menu" hx-swap-oob="true"' in text
    assert answer.context["counts"].groups["unsigned"] == 0
    assert answer.context["counts"].badge == 0


def test_the_second_page_goes_on_where_the_first_ended(
    community: Unit, worker: Account, seated: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "SIZE", 2)
    numbers = {make.make_case("dispatched", unit=community).number for _ in range(5)}
    client, url, seen = seated(worker), "/desk/", []
    while url:
        page = client.get(url)
        seen += [line.case.number for _, _, lines in page.context["blocks"] for line in lines]
        url = page.context["next_url"]
    assert len(seen) == 5
    assert set(seen) == numbers


def test_a_resident_and_a_visitor_do_not_get_to_the_desk(community: Unit, seated: Seat) -> None:
    assert Client().get("/desk/").status_code == 302
    assert seated(make.make_resident()).get("/desk/").status_code == 404
