"""The map of open cases, and what is found on patrol."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from shanzhi.engines.casework.public import Case
from shanzhi.engines.org.public import Account, Unit
from shanzhi.kernel.models import Act
from shanzhi.portals.desk import maps
from tests import factories as make

Seat = Callable[[Account], Client]


def photo() -> SimpleUploadedFile:
    """One taken just now."""
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG")
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def walker(community: Unit) -> Account:
    """郑涛, who walks grid 3."""
    return make.make_staff("grid_worker", make.GRID, community, "郑涛")


def test_the_map_holds_visible_open_cases_and_nothing_else(community: Unit, worker: Account, seated: Seat) -> None:
    make.make_case("dispatched", unit=community, body="灯不亮", lon=114.3, lat=29.8)
    make.make_case("dispatched", unit=community, body="没有地点")
    make.make_case("submitted", territory_code=make.OTHER_COMMUNITY, body="别处", lon=114.4, lat=29.8)
    client = seated(worker)
    answer = client.get("/desk/map/cases.geojson")
    dots = [f["properties"]["name"] for f in answer.json()["features"] if f["properties"]["kind"] == "dot"]
    assert dots == ["灯不亮"]
    assert answer.json()["limited"] is False
    text = client.get("/desk/map/").content.decode()
    assert "没有地点" in text
    assert "别处" not in text


def test_the_map_says_when_it_leaves_some_out(
    community: Unit, worker: Account, seated: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "MOST", 2)
    for _ in range(3):
        make.make_case("dispatched", unit=community, lon=114.3, lat=29.8)
    answer = seated(worker).get("/desk/map/cases.geojson").json()
    assert answer["limited"] is True
    assert len([f for f in answer["features"] if f["properties"]["kind"] == "dot"]) == 2


@pytest.mark.parametrize("address", ["/desk/map/", "/desk/map/cases.geojson"])
def test_the_map_costs_at_most_four_statements(address: str, community: Unit, worker: Account, seated: Seat) -> None:
    client = seated(worker)
    costs = []
    for more in (1, 2):
        for _ in range(more):
            make.make_case("dispatched", unit=community, lon=114.3, lat=29.8)
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        costs.append(len(made))
    assert costs[0] == costs[1] <= 4


def test_a_finding_is_ended_on_the_spot_with_two_acts(
    community: Unit, walker: Account, seated: Seat, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    answer = seated(walker).post("/desk/patrol/", {"photos": photo(), "category": "1003", "act": "resolve"})
    case = Case.objects.get()
    assert answer["Location"] == f"/desk/cases/{case.number}/"
    assert (case.step, case.unit_id, case.channel, case.territory_code) == ("closed", community.pk, "grid", make.GRID)
    assert case.title == "巡查发现：楼道堆物"
    assert case.closed_at is not None
    assert case.files.count() == 1
    assert list(Act.objects.filter(object_id=case.pk, verb__startswith="case.").values_list("verb", flat=True)) == [
        "case.report",
        "case.resolve",
    ]
    assert not case.clocks.filter(stopped_at__isnull=True).exists()


def test_a_finding_can_be_sent_on_instead(walker: Account, seated: Seat, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    seated(walker).post(
        "/desk/patrol/", {"photos": photo(), "other": "0802", "act": "report", "lon": "114.3", "lat": "29.8"}
    )
    case = Case.objects.get()
    assert (case.step, case.category_code, case.lon) == ("submitted", "0802", 114.3)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请点一个类别"),
        ({"category": "1003"}, "请拍一张"),
        ({"category": "9x", "body": "看到了"}, "请点一个类别"),
        ({"category": "1003", "body": "长" * 501}, "说明"),
        ({"category": "1003", "body": "x", "lon": "999", "lat": "1"}, "小于或等于"),
    ],
)
def test_a_finding_that_lacks_something_is_not_taken(
    data: dict[str, str], words: str, walker: Account, seated: Seat
) -> None:
    answer = seated(walker).post("/desk/patrol/", {**data, "act": "resolve"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Case.objects.exists()


def test_a_file_that_is_no_photo_is_refused_in_words(
    walker: Account, seated: Seat, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    bad = SimpleUploadedFile("a.jpg", b"PK\x03\x04zip", "image/jpeg")
    answer = seated(walker).post("/desk/patrol/", {"photos": bad, "category": "1003", "act": "resolve"})
    assert answer.status_code == 422
    assert "收不了" in answer.content.decode()
    assert not Case.objects.exists()


def test_whoever_may_not_resolve_does_not_find_the_page(dispatcher: Account, seated: Seat) -> None:
    assert seated(dispatcher).get("/desk/patrol/").status_code == 404


def test_the_frame_says_where_who_and_whether_offices_are_open(
    community: Unit, worker: Account, seated: Seat, frozen_clock: Any
) -> None:
    make.make_case("dispatched", unit=community)
    client = seated(worker)
    page = client.get("/desk/map/")
    text = page.content.decode()
    assert "上班时间" in text
    assert "社区工作者" in text
    assert [item.count for item in page.context["menu"] if item.label == "收件"] == [1]
    frozen_clock.move(hours=12)
    assert "休息" in client.get("/desk/keys/").content.decode()
