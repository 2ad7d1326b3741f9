"""消息: the unit is told on a page of the desk; the count and the list say the same and show nothing hidden."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.casework.public import actions
from shanzhi.engines.exchange.public import Notice
from shanzhi.engines.org.public import Account, Unit
from shanzhi.portals.desk import notices
from tests import factories as make
from tests.conftest import FrozenClock

Seat = Callable[[Account], Client]
URL = "/desk/notices/"


def unread_in_menu(client: Client, url: str) -> int:
    """What the menu says."""
    return next(item.count for item in client.get(url).context["menu"] if item.label == "消息")


def test_the_unit_reads_what_was_sent_to_it_and_nobody_else_does(
    community: Unit, worker: Account, dispatcher: Account, seated: Seat
) -> None:
    case = make.make_case("dispatched", unit=community, body="3栋灯不亮")
    text = seated(worker).get(URL).content.decode()
    assert "新派来：3栋灯不亮" in text
    assert f'href="/desk/cases/{case.number}/"' in text
    assert "没看过" in text
    assert "3栋灯不亮" not in seated(dispatcher).get(URL).content.decode()
    assert seated(make.make_resident()).get(URL).status_code == 404


def test_the_menu_counts_unread_notices_until_a_colleague_has_read_them(
    community: Unit, worker: Account, seated: Seat, frozen_clock: FrozenClock
) -> None:
    for _ in range(2):
        make.make_case("dispatched", unit=community)
    client = seated(worker)
    assert [unread_in_menu(client, url) for url in ("/desk/", URL, "/desk/keys/")] == [2, 2, 2]
    until = client.get(URL).context["until"]
    make.make_case("dispatched", unit=community)
    assert client.post(URL, {"until": until}).status_code == 303
    assert [unread_in_menu(client, url) for url in ("/desk/", URL)] == [1, 1], "what came after the page is unread"
    assert Notice.objects.filter(unit_id=community.pk, read_at=frozen_clock.at).count() == 2


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30, "²"])
def test_reading_up_to_nonsense_marks_nothing(until: str, community: Unit, worker: Account, seated: Seat) -> None:
    make.make_case("dispatched", unit=community)
    assert seated(worker).post(URL, {"until": until}).status_code == 303
    assert Notice.objects.filter(unit_id__isnull=False, read_at__isnull=False).count() == 0


def test_a_case_that_went_elsewhere_is_neither_listed_nor_counted(community: Unit, seated: Seat) -> None:
    handler = make.make_staff("partner_staff", make.COMMUNITY, community)
    case = make.make_case("dispatched", unit=community, body="3栋灯不亮")
    client = seated(handler)
    assert "3栋灯不亮" in client.get(URL).content.decode()
    by = make.pretend("partner_staff", make.COMMUNITY, unit_id=community.pk)
    case = actions.ask_return(case, by=by, at=make.MORNING, reason="不归我们")
    actions.decide_return(case, by=make.pretend("county_dispatcher"), at=make.MORNING, grant=True, decision="是")
    assert "3栋灯不亮" not in client.get(URL).content.decode()
    assert unread_in_menu(client, URL) == 0


def test_the_list_goes_on_by_key_and_costs_at_most_four_statements(
    community: Unit, worker: Account, seated: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "SIZE", 2)
    for _ in range(3):
        make.make_case("dispatched", unit=community)
    client = seated(worker)
    first = client.get(URL)
    with CaptureQueriesContext(connection) as made:
        second = client.get(first.context["next_url"])
    seen = [n.pk for page in (first, second) for n in page.context["notices"]]
    assert sorted(seen, reverse=True) == seen
    assert len(seen) == 3
    assert len(made) <= 4


def test_old_notices_are_not_shown(community: Unit, worker: Account, seated: Seat, frozen_clock: FrozenClock) -> None:
    make.make_case("dispatched", unit=community, body="3栋灯不亮")
    frozen_clock.move(days=31)
    client = seated(worker)
    assert "3栋灯不亮" not in client.get(URL).content.decode()
    assert unread_in_menu(client, URL) == 0
