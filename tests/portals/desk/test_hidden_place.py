"""The unit that handles a confidential report sees the building, not the reporter's door, on every page and in the API."""

from typing import Any

import pytest
from django.http import StreamingHttpResponse

from shanzhi.engines.casework.public import Case, queries
from shanzhi.portals.api import shapes
from shanzhi.portals.desk import export
from tests import factories as make

PLACE = {
    "place_text": "金叶小区3栋2单元501室", "place_code": f"{make.COMMUNITY}E001B003H0007", "lon": 114.325678, "lat": 29.852345,
}  # fmt: skip
#: The door in words, the home's code, the exact point.
_DOOR = ("2单元", "501室", "H0007", "114.325", "29.8523")
_TOLD = {"nature": "report", "body": "小卖部卖过期牛奶", **PLACE}


def text_of(answer: Any) -> str:
    """The whole body of a page or a stream."""
    if isinstance(answer, StreamingHttpResponse):
        return b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    return str(answer.content.decode())


@pytest.mark.parametrize("hidden", [{"is_sealed": True}, {"is_anonymous": True}])
def test_no_page_of_the_unit_tells_the_door(worker: Any, community: Any, seated: Any, hidden: dict[str, bool]) -> None:
    reporter = None if "is_anonymous" in hidden else make.make_resident()
    case = make.make_case("dispatched", unit=community, reporter=reporter, **_TOLD, **hidden)
    client = seated(worker)
    own = f"/desk/cases/{case.number}/"
    pages = ["/desk/", "/desk/map/", "/desk/map/cases.geojson", "/desk/search?q=牛奶"]
    for url in [*pages, own, f"{own}pane/", f"{own}sheet/", f"{own}place.geojson"]:
        answer = client.get(url)
        assert answer.status_code == 200, url
        text = text_of(answer)
        assert not [sign for sign in _DOOR if sign in text.replace(case.number, "")], url
    assert "金叶小区3栋" in text_of(client.get(own)), "the building is still there"
    assert "114.326" in text_of(client.get(f"{own}place.geojson"))


def test_the_dispatcher_is_shown_the_door(dispatcher: Any, community: Any, seated: Any) -> None:
    case = make.make_case("dispatched", unit=community, reporter=make.make_resident(), is_sealed=True, **_TOLD)
    assert "2单元501室" in text_of(seated(dispatcher).get(f"/desk/cases/{case.number}/"))


@pytest.mark.parametrize("hidden", [{"is_sealed": True}, {"is_anonymous": True}])
def test_neither_the_file_nor_the_api_tells_the_door(worker: Any, community: Any, hidden: dict[str, bool]) -> None:
    reporter = None if "is_anonymous" in hidden else make.make_resident()
    case = make.make_case("dispatched", unit=community, reporter=reporter, **_TOLD, **hidden)
    actor = make.actor_of(worker)
    row = Case.objects.values(*queries.LIST).get()
    told = [str(shapes.case(case, actor)), str(shapes.rows([row], actor)), "".join(export.lines([case.pk], actor))]
    for text in told:
        assert not [sign for sign in _DOOR if sign in text], text
        assert "金叶小区3栋" in text
