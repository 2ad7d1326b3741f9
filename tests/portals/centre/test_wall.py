"""The wall hangs where everybody in the room reads it: what it says of people, and who gets to it."""

from datetime import timedelta

import pytest
from django.test import Client

from shanzhi.kernel import clock
from shanzhi.portals.centre.titles import fit
from tests import factories as make
from tests.support.browser import session_for

pytestmark = pytest.mark.django_db
WALL = ("/centre/", "/centre/live/")


@pytest.fixture
def leader(monkeypatch: pytest.MonkeyPatch) -> Client:
    make.make_community()
    monkeypatch.setattr(clock, "now", lambda: make.MORNING)
    client = Client()
    client.cookies["sessionid"] = session_for(make.make_staff("county_leader", make.COUNTY, name="李区长"))
    return client


def test_titles_on_the_wall_name_nobody_and_show_no_number_or_door(leader: Client) -> None:
    told = {"body": "我是3栋2单元601张伟，电话13812345678，灯坏了"}
    make.make_case(reporter=make.make_resident(name="张伟"), **told)
    make.make_case(at=make.MORNING - timedelta(days=40), reporter=make.make_resident(name="张伟"), **told)
    for url in WALL:
        text = leader.get(url).content.decode()
        assert text.count("电话（") == 3  # both among the newest, one among the longest overdue
        assert not [secret for secret in ("13812345678", "单元601", "张伟") if secret in text]


def test_a_confidential_report_is_on_no_wall_of_who_may_not_read_it(leader: Client) -> None:
    make.make_case(reporter=make.make_resident(), nature="report", is_sealed=True, body="举报丙某受贿")
    for url in WALL:
        assert "丙某" not in leader.get(url).content.decode()


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("金叶小区3栋2单元从一楼到四楼的灯都不亮", "金叶小区某栋从一楼到四楼的灯都不亮"),
        ("十二号楼电梯坏了", "某栋电梯坏了"),
        ("A座602漏水", "某栋漏水"),
        ("3#楼停水", "某栋停水"),
        ("三单元门口积水", "某单元门口积水"),
        ("一座桥坏了，两栋楼停水", "一座桥坏了，两栋楼停水"),
        ("12号路灯不亮", "12号路灯不亮"),
    ],
)
def test_a_title_fit_for_the_wall_names_no_building_unit_or_door(told: str, shown: str) -> None:
    assert fit(told) == shown
    assert fit(shown) == shown


def test_neither_the_wall_nor_the_page_behind_a_figure_shows_a_house_number(leader: Client) -> None:
    make.make_case(reporter=make.make_resident(name="张伟"), body="3栋2单元从一楼到四楼的灯都不亮，张伟说的")
    for url in (*WALL, f"/centre/{make.COUNTY}/open/"):
        text = leader.get(url).content.decode()
        assert "某栋从一楼到四楼的灯都不亮" in text
        assert not [secret for secret in ("3栋", "2单元", "张伟") if secret in text]


def test_the_live_part_brings_the_clock_along(leader: Client) -> None:
    text = leader.get("/centre/live/").content.decode()
    assert '<span id="wall-clock" hx-swap-oob="innerHTML">' in text
    assert "09:30" in text
