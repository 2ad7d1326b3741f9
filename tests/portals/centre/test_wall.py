"""The wall hangs where everybody in the room reads it: what it says of people, and who gets to it."""

from datetime import timedelta

import pytest
from django.test import Client

from shanzhi.kernel import clock
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
