"""Residents: a telephone number, a code, and what can go wrong with either."""

import re

import pytest
from django.test import Client

from shanzhi.engines.exchange.models import Message
from shanzhi.engines.org.models import Account, PhoneCode
from shanzhi.engines.org.rules import CODES_A_PHONE
from shanzhi.kernel.acts import history

PHONE = "13800000001"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]


def _ask(client, phone=PHONE, **more):
    return client.post("/login/", {"phone": phone, "way": "sms", **more})


def _sent():
    """The digits of the newest message."""
    return re.search(r"\d{6}", Message.objects.order_by("-pk")[0].text.replace(" ", "")).group()


def _wrong():
    return "000000" if _sent() != "000000" else "000001"


def _enter(client, code, phone=PHONE, **more):
    return client.post("/login/code/", {"phone": phone, "code": code, **more})


def _words(response):
    return re.sub(r"<[^>]+>|\s+", "", response.content.decode())


def _is_in(client):
    return "_auth_user_id" in client.session


def test_the_first_page_is_a_plain_form_without_a_puzzle(client):
    html = client.get("/login/").content.decode()
    assert 'inputmode="tel"' in html
    assert 'autocomplete="tel-national"' in html
    assert "captcha" not in html.lower()
    assert " style=" not in html
    assert "<script>" not in html


def test_number_and_code_open_an_account_at_the_first_login(client):
    page = _ask(client)
    assert 'autocomplete="one-time-code"' in page.content.decode()
    assert "138****0001" in _words(page)
    response = _enter(client, _sent())
    assert (response.status_code, response["Location"]) == (302, "/")
    account = Account.objects.get()
    assert (account.phone, account.is_staff, account.username) == (PHONE, False, None)
    assert not account.has_usable_password()
    assert [act.verb for act in history(account)] == ["account.open", "account.sign_in"]
    assert {act.actor_name for act in history(account)} == {"居民"}


def test_the_same_number_finds_the_same_account_however_it_is_typed(client):
    _ask(client)
    _enter(client, _sent())
    again = Client()
    _ask(again, "＋８６ 138-0000-0001")
    _enter(again, _sent())
    assert Account.objects.count() == 1
    assert _is_in(again)


def test_the_code_is_kept_as_a_hash_only(client):
    _ask(client)
    kept = PhoneCode.objects.get()
    assert _sent().encode() not in bytes(kept.code_hash)
    assert PHONE.encode() not in bytes(kept.phone_index)


def test_a_voice_says_the_digits_slowly(client):
    _ask(client, way="voice")
    assert PhoneCode.objects.get().way == "voice"
    assert re.search(r"\d \d \d \d \d \d", Message.objects.get().text)
    _enter(client, _sent(), way="voice")
    assert [act.payload for act in history(Account.objects.get())][-1] == {"way": "voice"}


def test_without_a_voice_provider_there_is_no_button_and_a_message_goes_out(client, settings):
    settings.SHANZHI_VOICE = ""
    assert "打电话" not in _words(client.get("/login/"))
    _ask(client, way="voice")
    assert Message.objects.count() == 1


@pytest.mark.parametrize("phone", ["", "1380000", "23800000001", "138000000011", "<b>1", "1" * 300])
def test_what_is_no_mobile_number_is_refused_beside_the_field(client, phone):
    response = _ask(client, phone)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert not PhoneCode.objects.exists()


@pytest.mark.parametrize("code", ["", "12345", "abcdef"])
def test_a_wrong_code_says_how_many_tries_are_left(client, code):
    _ask(client)
    response = _enter(client, code)
    assert response.status_code == 422
    assert ("还可以输4次" if code else "请填收到的6位数字") in _words(response)
    assert not _is_in(client)


def test_after_five_wrong_tries_the_right_code_is_no_longer_good(client):
    _ask(client)
    right, wrong = _sent(), _wrong()
    for left in (4, 3, 2, 1):
        assert f"还可以输{left}次" in _words(_enter(client, wrong))
    assert "已失效" in _words(_enter(client, wrong))
    assert "已失效" in _words(_enter(client, right))
    assert not _is_in(client)
    assert PhoneCode.objects.get().attempts == 5


def test_a_code_ends_after_five_minutes(client, frozen_clock):
    _ask(client)
    frozen_clock.move(minutes=5)
    assert "已失效" in _words(_enter(client, _sent()))
    assert not _is_in(client)


def test_a_code_works_until_then_and_once(client, frozen_clock):
    _ask(client)
    frozen_clock.move(minutes=4, seconds=59)
    assert _enter(client, _sent()).status_code == 302
    replay = Client()
    assert "已失效" in _words(_enter(replay, _sent()))
    assert not _is_in(replay)


def test_a_new_code_ends_the_one_before(client, frozen_clock):
    _ask(client)
    first = _sent()
    frozen_clock.move(seconds=30)
    _ask(client)
    if first != _sent():
        assert "验证码不对" in _words(_enter(client, first))
    assert _enter(client, _sent()).status_code == 302


def test_a_code_of_one_number_does_not_open_another(client):
    _ask(client)
    mine = _sent()
    assert _enter(client, mine, phone="13900000002").status_code == 422
    assert not Account.objects.exists()


def test_one_number_gets_so_many_codes_an_hour_then_waits(client, frozen_clock):
    for _ in range(CODES_A_PHONE[0]):
        assert _ask(client).status_code == 200
    refused = _ask(client)
    assert refused.status_code == 429
    assert "请等" in _words(refused)
    assert Message.objects.count() == CODES_A_PHONE[0]
    assert _ask(client, "13900000002").status_code == 200
    frozen_clock.move(hours=1)
    assert _ask(client).status_code == 200


def test_one_address_that_asks_for_many_numbers_waits(client, monkeypatch):
    monkeypatch.setattr("shanzhi.engines.org.actions.codes.CODES_AN_ADDRESS", (3, CODES_A_PHONE[1]))
    for number in range(3):
        assert _ask(client, f"1380000100{number}").status_code == 200
    assert _ask(client, "13800001009").status_code == 429


def test_one_address_that_tries_many_codes_waits(client, monkeypatch):
    monkeypatch.setattr("shanzhi.engines.org.actions.codes.TRIES_AN_ADDRESS", (2, CODES_A_PHONE[1]))
    _ask(client)
    for _ in range(2):
        _enter(client, _wrong())
    assert _enter(client, _sent()).status_code == 429
    assert not _is_in(client)


def test_a_draft_in_the_session_survives_the_login_and_the_session_key_changes(client):
    session = client.session
    session["draft"] = {"title": "消防通道堵了"}
    session.save()
    before = session.session_key
    _ask(client)
    _enter(client, _sent())
    assert client.session["draft"] == {"title": "消防通道堵了"}
    assert client.session.session_key != before


def test_a_draft_does_not_pass_to_another_person_on_the_same_phone(client):
    _ask(client)
    _enter(client, _sent())
    session = client.session
    session["draft"] = "mine"
    session.save()
    _ask(client, "13900000002")
    _enter(client, _sent(), phone="13900000002")
    assert "draft" not in client.session


@pytest.mark.parametrize(
    ("wanted", "got"), [("/report/", "/report/"), ("https://evil.example/x", "/"), ("//evil.example", "/")]
)
def test_next_is_followed_on_this_site_only(client, wanted, got):
    page = _ask(client, next=wanted)
    assert f'name="next" value="{got}"' in page.content.decode()
    assert _enter(client, _sent(), next=wanted)["Location"] == got


def test_a_staff_account_cannot_be_opened_by_its_telephone(client, county):
    staff = county.staff("wang", phone=PHONE)
    _ask(client)
    _enter(client, _sent())
    assert int(client.session["_auth_user_id"]) != staff.pk
    assert Account.objects.filter(is_staff=False).count() == 1


def test_a_locked_resident_is_told_where_to_go(client):
    _ask(client)
    _enter(client, _sent())
    Account.objects.update(is_active=False)
    fresh = Client()
    _ask(fresh)
    response = _enter(fresh, _sent())
    assert response.status_code == 403
    assert "已停用" in _words(response)
    assert not _is_in(fresh)


def test_who_is_in_is_sent_on_and_can_leave(client):
    _ask(client)
    _enter(client, _sent())
    assert client.get("/login/?next=/mine/")["Location"] == "/mine/"
    assert client.get("/login/leave/").status_code == 405
    client.post("/login/leave/")
    assert not _is_in(client)


def test_the_page_for_the_code_alone_leads_back(client):
    assert client.get("/login/code/")["Location"] == "/login/"
    assert client.post("/login/code/", {"code": "123456"})["Location"] == "/login/"


def test_care_mode_follows_the_person(client, county):
    account = county.resident(PHONE)
    Account.objects.filter(pk=account.pk).update(mode="care")
    _ask(client)
    assert _enter(client, _sent()).cookies["mode"].value == "care"


def test_forms_without_the_token_are_refused():
    strict = Client(enforce_csrf_checks=True)
    assert _ask(strict).status_code == 403
    assert _enter(strict, "123456").status_code == 403
