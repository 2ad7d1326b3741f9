"""Search: words, numbers, telephones and addresses, and never more than the reader may see."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.org.public import Account, Unit
from tests import factories as make

Seat = Callable[[Account], Client]


def found(client: Client, words: str) -> list[str]:
    """The titles that a search finds."""
    page = client.get(f"/desk/search?q={quote(words)}")
    assert page.status_code == 200
    return [str(line.case.title) for line in page.context["lines"]]


def test_it_finds_by_words_number_short_number_telephone_and_address(
    community: Unit, worker: Account, seated: Seat
) -> None:
    resident = make.make_resident("13800002617")
    case = make.make_case("dispatched", unit=community, body="楼道灯不亮", place_text="金叶小区3栋", reporter=resident)
    make.make_case("dispatched", unit=community, body="井盖破了")
    client = seated(worker)
    for words in ("楼道灯", "金叶小区", case.number, case.short_number, "138 0000 2617"):
        assert found(client, words) == ["楼道灯不亮"], words
    assert found(client, "没有的事") == []
    assert "没有找到" in client.get("/desk/search?q=没有的事").content.decode()


def test_it_finds_nothing_elsewhere(community: Unit, worker: Account, seated: Seat) -> None:
    resident = make.make_resident("13800002617")
    case = make.make_case("submitted", territory_code=make.OTHER_COMMUNITY, body="楼道灯不亮", reporter=resident)
    for words in ("楼道灯", case.number, case.short_number, "13800002617"):
        assert found(seated(worker), words) == []


def test_a_telephone_does_not_find_what_was_told_in_confidence(
    community: Unit, worker: Account, dispatcher: Account, seated: Seat
) -> None:
    make.make_case(
        "dispatched", unit=community, reporter=make.make_resident("13800002617"), nature="report", is_sealed=True
    )
    assert found(seated(worker), "13800002617") == []
    assert len(found(seated(dispatcher), "13800002617")) == 1


def test_hits_are_marked_and_hostile_words_are_text(community: Unit, worker: Account, seated: Seat) -> None:
    make.make_case("dispatched", unit=community, body="楼道灯<b>不亮")
    client = seated(worker)
    text = client.get("/desk/search?q=楼道").content.decode()
    assert "<mark>楼道</mark>灯&lt;b&gt;不亮" in text
    for words in ("<script>", "'; drop table", "\x00", "%", "&|!()<->", "长" * 5000, "-", "1124-"):
        assert client.get("/desk/search", {"q": words}).status_code == 200


@pytest.mark.parametrize("words", ["楼道", "1124-001", "13800002617"])
def test_a_search_costs_at_most_four_statements_for_one_row_or_three(
    words: str, community: Unit, worker: Account, seated: Seat
) -> None:
    client, costs = seated(worker), []
    resident = make.make_resident("13800002617")
    for more in (1, 2):
        for _ in range(more):
            make.make_case("dispatched", unit=community, body="楼道灯不亮", reporter=resident)
        client.get(f"/desk/search?q={words}")
        with CaptureQueriesContext(connection) as made:
            client.get(f"/desk/search?q={words}")
        costs.append(len(made))
    assert costs[0] == costs[1]
    assert costs[0] <= 4
