"""导出: a file leaves only for a purpose that goes on record, without what was told in confidence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shanzhi.engines.casework.public import actions
from shanzhi.engines.org.public import Account, Unit
from shanzhi.kernel.models import Act
from tests import factories as make

Seat = Callable[[Account], Client]
FILE = "/desk/cases.csv?scope=all"


def text_of(answer: Any) -> str:
    """The file."""
    assert answer.status_code == 200
    return b"".join(answer).decode()


def test_the_export_holds_what_is_seen_and_no_formula(
    community: Unit, dispatcher: Account, worker: Account, seated: Seat
) -> None:
    make.make_case("dispatched", unit=community, title="=HYPERLINK(1)", body="x")
    text = text_of(seated(dispatcher).post(FILE, {"purpose": "月度分析会"}))
    assert text.startswith("\ufeff编号,标题")
    assert ",'=HYPERLINK(1)," in text
    assert seated(worker).post(FILE, {"purpose": "月度分析会"}).status_code == 404


def test_an_export_is_on_record_with_its_purpose_filters_and_rows(
    community: Unit, dispatcher: Account, seated: Seat
) -> None:
    for nature in ("help", "help", "complaint"):
        make.make_case("dispatched", unit=community, nature=nature)
    text_of(seated(dispatcher).post(f"{FILE}&nature=help", {"purpose": " 月度分析会 "}))
    act = Act.objects.get(verb="case.export")
    assert act.payload == {"filters": {"scope": "all", "nature": "help"}, "rows": 2, "purpose": "月度分析会"}
    assert (act.object_type, act.actor_name, act.territory_code) == ("org.unit", "王强", make.COUNTY)
    assert Unit.objects.get(pk=act.object_id).name == "区指挥中心"
    assert act.seat_id is not None


def test_what_was_told_in_confidence_does_not_leave_in_a_file(
    community: Unit, dispatcher: Account, seated: Seat
) -> None:
    make.make_case("dispatched", unit=community, title="井盖破了")
    make.make_case("dispatched", unit=community, title="举报某人", nature="report", is_sealed=True)
    client = seated(dispatcher)
    assert "举报某人" in client.get("/desk/?scope=all").content.decode()
    text = text_of(client.post(FILE, {"purpose": "月度分析会"}))
    assert "井盖破了" in text
    assert "举报某人" not in text
    assert Act.objects.get(verb="case.export").payload["rows"] == 1


@pytest.mark.parametrize("purpose", ["", "  ", "长" * 61])
def test_without_a_fitting_purpose_there_is_no_file_and_no_act(
    purpose: str, community: Unit, dispatcher: Account, seated: Seat
) -> None:
    make.make_case("dispatched", unit=community, title="井盖破了")
    answer = seated(dispatcher).post(FILE, {"purpose": purpose})
    assert answer.status_code == 422
    assert "井盖破了" not in answer.content.decode()
    assert 'name="purpose"' in answer.content.decode()
    assert not Act.objects.filter(verb="case.export").exists()


def test_the_list_leads_to_a_plain_form_that_keeps_the_filters(
    community: Unit, dispatcher: Account, worker: Account, seated: Seat
) -> None:
    client = seated(dispatcher)
    assert (
        'href="/desk/export/?scope=all&amp;nature=help"' in client.get("/desk/?scope=all&nature=help").content.decode()
    )
    page = client.get("/desk/export/?scope=all&nature=help").content.decode()
    assert 'action="/desk/cases.csv?scope=all&amp;nature=help"' in page
    assert client.get(FILE).status_code == 405
    assert seated(worker).get("/desk/export/").status_code == 404


def test_a_long_list_is_cut_and_says_so(
    community: Unit, dispatcher: Account, seated: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make.make_case("dispatched", unit=community)
    monkeypatch.setattr("shanzhi.engines.casework.actions.look.MOST", 2)
    monkeypatch.setattr(actions, "MOST", 2)
    text = text_of(seated(dispatcher).post(FILE, {"purpose": "月度分析会"}))
    assert len(text.splitlines()) == 4
    assert "一次最多导出2件" in text
