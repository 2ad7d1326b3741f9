"""What frames the residents' pages: home, place, figures, me, notices, the outbox, the care mode."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from shanzhi.engines.exchange.public import Message
from shanzhi.engines.org.public import Account
from shanzhi.kernel import clock
from tests.factories import COMMUNITY, OTHER_COMMUNITY, STREET, make_case, make_community, make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client: Client) -> Client:
    """Nobody in particular, where there is a community."""
    make_community()
    return client


def text_of(client: Client, address: str, **more: Any) -> str:
    """A page's text."""
    answer = client.get(address, more)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_anyone_reads_the_home_of_the_installations_community(visitor: Client) -> None:
    text = text_of(visitor, "/")
    assert "金叶社区" in text
    assert "有事，说一声" in text
    assert 'href="/login/?next=/"' in text


def test_a_visitor_chooses_a_community_and_the_phone_remembers(visitor: Client) -> None:
    assert OTHER_COMMUNITY in text_of(visitor, "/place/", street=STREET[:9])
    answer = visitor.post("/place/", {"pick": OTHER_COMMUNITY})
    assert answer.cookies["place"].value == OTHER_COMMUNITY
    assert "岔路口社区" in text_of(visitor, "/")


def test_a_resident_who_moves_sees_the_new_community_everywhere(visitor: Client) -> None:
    account = make_resident("13800138000")
    visitor.force_login(account)
    visitor.post("/place/", {"pick": OTHER_COMMUNITY})
    assert Account.objects.get(pk=account.pk).home_code == OTHER_COMMUNITY


@pytest.mark.parametrize("pick", ["", "000000000000", STREET, "421221001001", "<script>", COMMUNITY + "E001"])
def test_a_place_that_is_no_community_is_not_found(visitor: Client, pick: str) -> None:
    answer = visitor.post("/place/", {"pick": pick})
    assert answer.status_code in {302, 404}
    assert "place" not in answer.cookies or answer.cookies["place"].value == COMMUNITY


@pytest.mark.parametrize("cookie", ["x", "999999999999", "'; drop", "421202"])
def test_a_forged_place_in_the_cookie_breaks_nothing(visitor: Client, cookie: str) -> None:
    visitor.cookies["place"] = cookie
    assert "有事，说一声" in text_of(visitor, "/")
    assert visitor.get("/board/").status_code == 200
    assert visitor.get("/figures/").status_code == 200


def test_the_home_works_where_no_area_is_loaded(client: Client) -> None:
    assert "有事，说一声" in text_of(client, "/")
    assert client.get("/board/").status_code == 200


def test_care_mode_is_another_markup_with_at_most_four_big_things_and_no_tabs(visitor: Client) -> None:
    plain = text_of(visitor, "/")
    assert 'class="tabs"' in plain
    assert "关怀版" in plain
    visitor.post("/mode/", {"mode": "care", "next": "/"})
    care = text_of(visitor, "/")
    assert 'class="tabs"' not in care
    assert 1 <= care.count('class="big') - care.count('class="bigs"') <= 4
    assert "换回普通版" in care
    assert "读给我听" in care
    assert "tel:12345" in care


@pytest.mark.parametrize(
    "address",
    ["/report/", "/cases/", "/board/", "/notices/", "/me/", "/place/", "/figures/", "/cases/lookup/", "/outbox/"],
)
def test_every_care_page_reads_aloud_names_a_person_to_ring_and_leads_home(visitor: Client, address: str) -> None:
    visitor.force_login(make_resident("13800138000"))
    visitor.cookies["mode"] = "care"
    text = text_of(visitor, address)
    assert "data-speak" in text
    assert "tel:12345" in text
    assert 'href="/"' in text
    assert 'class="tabs"' not in text


def test_what_waits_for_the_person_comes_first(visitor: Client) -> None:
    account = make_resident("13800138000")
    visitor.force_login(account)
    make_case("rating", at=clock.now(), reporter=account, body="先说的等评价")
    make_case(at=clock.now(), reporter=account, body="后说的刚收到")
    text = text_of(visitor, "/")
    assert text.index("先说的等评价") < text.index("后说的刚收到")


def test_a_visitors_pages_that_need_a_person_lead_to_login(visitor: Client) -> None:
    for address in ("/cases/", "/notices/"):
        assert visitor.get(address).url.startswith("/login/?next=")


def test_the_figures_say_how_each_is_made(visitor: Client) -> None:
    text = text_of(visitor, "/figures/")
    for word in ("办结", "按时", "解决", "满意", "不算"):
        assert word in text


def test_the_outbox_shows_codes_masks_numbers_and_is_not_there_in_production(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Message.objects.create(key="k", phone="13812345678", text="您的登录验证码是123456", queued_at=clock.now())
    text = text_of(visitor, "/outbox/")
    assert "123456" in text
    assert "13812345678" not in text
    monkeypatch.setattr(settings, "MODE", "production")
    assert visitor.get("/outbox/").status_code == 404


def test_me_masks_the_phone_and_leads_out(visitor: Client) -> None:
    visitor.force_login(make_resident("13812345678"))
    text = text_of(visitor, "/me/")
    assert "138****5678" in text
    assert "13812345678" not in text
    assert "退出登录" in text


def test_outlines_are_of_this_county_only(visitor: Client) -> None:
    assert visitor.get("/outlines/421202.json").json()["type"] == "FeatureCollection"
    assert visitor.get("/outlines/421221.json").status_code == 404


@pytest.mark.parametrize("mode", ["plain", "care"])
def test_what_is_done_with_personal_data_is_told_before_any_is_asked_for(visitor: Client, mode: str) -> None:
    visitor.cookies["mode"] = mode
    assert 'href="/privacy/"' in text_of(visitor, "/login/")
    text = text_of(visitor, "/privacy/")
    for said in ("做什么用", "凭什么", "用哪些", "存多久", "谁看得到", "您可以", "要删", "tel:"):
        assert said in text
    make_resident("13800138000")
    visitor.post("/report/", {"body": "灯坏了", "go": "next"})
    visitor.post("/report/where/", {"pick": COMMUNITY})
    if mode == "care":
        visitor.post("/report/kind/", {"nature": "help"})
        visitor.post("/report/public/", {"is_public": "0"})
    assert 'href="/privacy/"' in text_of(visitor, "/report/check/")
