"""What a security administrator does: accounts, seats, first passwords, lock-outs, tokens."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from shanzhi.engines.org.public import Account, ApiClient, Post, Seat, actor_for_token
from shanzhi.kernel.acts import record
from shanzhi.kernel.models import Act
from tests import factories as make

HOME = "/desk/admin/"


@pytest.fixture
def security(administrators: Any, seated: Any) -> Any:
    """A client of the security administrator."""
    return seated(administrators["security_admin"])


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _shown(answer: Any) -> str:
    found = re.search(r'class="admin-secret">([^<]+)<', _text(answer))
    assert found
    return found.group(1)


def test_a_colleague_is_made_with_a_first_password_that_is_shown_once(security):
    facts = {"name": "王芳", "username": "wangfang", "territory_code": make.COUNTY, "phone": "138 0000 0009"}
    answer = security.post(f"{HOME}accounts/new/", facts)
    account, password = Account.objects.get(username="wangfang"), _shown(answer)
    assert account.check_password(password)
    assert account.must_change_password
    assert "no-store" in answer["Cache-Control"]
    assert password not in _text(security.get(f"{HOME}accounts/{account.pk}/"))
    assert password not in str(list(Act.objects.values_list("payload", "reason")))
    again = security.post(f"{HOME}accounts/new/", facts)
    assert again.status_code == 422
    assert "没有被别人用过" in _text(again)


def test_a_colleague_without_a_seat_is_put_into_a_post_and_out_of_it(security, community):
    account = Account.objects.create(username="wangfang", name="王芳", is_staff=True, created_at=make.MORNING)
    post = Post.objects.get(unit=community)
    address = f"{HOME}accounts/{account.pk}/seat/"
    assert [each.pk for each, _ in security.get(f"{address}?q=花园").context["posts"]] == [post.pk]
    far = security.post(address, {"post": post.pk, "territory_code": make.OTHER_COMMUNITY})
    assert far.status_code == 422
    assert security.post(address, {"post": post.pk, "territory_code": make.COMMUNITY}).status_code == 302
    seat = Seat.objects.get(account=account)
    twice = security.post(address, {"post": post.pk, "territory_code": make.COMMUNITY})
    assert "已在这个岗位上" in _text(twice)
    page = f"{HOME}accounts/{account.pk}/"
    assert "金叶社区" in _text(security.get(page))
    security.post(page, {"act": "end", "pk": seat.pk, "reason": "调动"})
    seat.refresh_from_db()
    assert seat.until == make.MORNING + timedelta(microseconds=1)
    assert Act.objects.get(verb="seat.end").reason == "调动"


def test_an_administrator_cannot_be_given_a_second_duty(security, administrators, community):
    post = Post.objects.get(unit=community)
    address = f"{HOME}accounts/{administrators['audit_admin'].pk}/seat/"
    answer = security.post(address, {"post": post.pk, "territory_code": make.COMMUNITY})
    assert answer.status_code == 422
    assert "不能兼任别的岗位" in _text(answer)


def test_an_account_is_locked_with_a_reason_and_restored(security, administrators, seated):
    worker = administrators["community_worker"]
    page = f"{HOME}accounts/{worker.pk}/"
    assert security.post(page, {"act": "lock", "reason": ""}).status_code == 422
    security.post(page, {"act": "lock", "reason": "离职"})
    assert seated(worker).get("/desk/").status_code == 302
    assert [row for row, _ in security.get(f"{HOME}accounts/?locked=1").context["rows"]] == [worker]
    security.post(page, {"act": "unlock", "reason": "返聘"})
    assert seated(worker).get("/desk/").status_code == 200


def test_a_forgotten_password_and_a_lost_phone_are_reset(security, administrators):
    worker = administrators["community_worker"]
    Authenticator.objects.create(user=worker, type="totp", data={"secret": "x"})
    page = f"{HOME}accounts/{worker.pk}/"
    password = _shown(security.post(page, {"act": "password"}))
    worker.refresh_from_db()
    assert worker.check_password(password)
    security.post(page, {"act": "factor"})
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("act", ["lock", "password", "factor"])
def test_nobody_does_it_to_the_account_that_they_act_from(security, administrators, act):
    myself = administrators["security_admin"]
    answer = security.post(f"{HOME}accounts/{myself.pk}/", {"act": act, "reason": "x"})
    assert answer.status_code == 422
    assert "请另一位安全管理员办" in _text(answer)
    assert not Act.objects.filter(object_type="org.account", object_id=myself.pk).exists()


def test_a_resident_s_account_and_one_that_is_not_are_not_found(security):
    for pk in (make.make_resident().pk, 10**18, 10**30):
        assert security.get(f"{HOME}accounts/{pk}/").status_code == 404
        assert security.post(f"{HOME}accounts/{pk}/", {"act": "password"}).status_code == 404


def test_colleagues_are_found_by_name_or_user_name_a_page_at_a_time(security, administrators, monkeypatch):
    monkeypatch.setattr("shanzhi.portals.admin.accounts.SIZE", 2)
    worker = administrators["community_worker"]
    for q in ("刘", worker.username.upper()):
        assert worker in [row for row, _ in security.get(f"{HOME}accounts/?q={q}").context["rows"]]
    assert security.get(f"{HOME}accounts/?q=没有这个人").context["rows"] == []
    seen, address = [], f"{HOME}accounts/"
    while address:
        page = security.get(address)
        seen += [row.pk for row, _ in page.context["rows"]]
        address = page.context["next_url"]
    assert sorted(seen) == sorted(account.pk for account in administrators.values())


def test_a_user_name_locked_by_wrong_passwords_is_listed_and_let_in_again(security, administrators):
    worker = administrators["community_worker"]
    worker.set_password("right-password-2026")
    worker.save()
    entry = {"login": worker.username, "password": "wrong"}
    for _ in range(5):
        Client().post("/staff/login/", entry)
    right = {"login": worker.username, "password": "right-password-2026"}
    assert "锁定15分钟" in _text(Client().post("/staff/login/", right))
    rows = security.get(f"{HOME}lockouts/").context["rows"]
    assert [(row["account"].pk, row["times"], bool(row["locked_until"])) for row in rows] == [(worker.pk, 5, True)]
    assert security.post(f"{HOME}lockouts/", {"pk": worker.pk}).status_code == 302
    assert Client().post("/staff/login/", right).status_code == 302
    assert security.get(f"{HOME}lockouts/").context["rows"][0]["locked_until"] is None
    assert Act.objects.filter(verb="account.lift_lockout", object_id=worker.pk).exists()


def test_entries_spread_over_an_hour_lock_nobody(security, administrators):
    worker = administrators["community_worker"]
    for minutes in (0, 4, 8, 12, 16):
        at = make.MORNING - timedelta(minutes=minutes)
        record("account.sign_in_failed", obj=worker, territory=make.COMMUNITY, by=make.actor_of(worker), at=at)
    assert [row["locked_until"] for row in security.get(f"{HOME}lockouts/").context["rows"]] == [None]


def test_a_token_is_shown_once_works_and_is_taken_back(security, community):
    address = f"{HOME}clients/new/?unit={community.pk}"
    answer = security.post(address, {"name": "热线", "territory_code": make.COMMUNITY, "until": "2027-12-31"})
    token, client = _shown(answer), ApiClient.objects.get()
    actor = actor_for_token(token, at=make.MORNING)
    assert actor is not None
    assert actor.name == "热线"
    assert token not in _text(security.get(f"{HOME}clients/"))
    assert client.token_prefix in _text(security.get(f"{HOME}clients/"))
    same = security.post(
        f"{HOME}clients/new/?unit={community.pk}", {"name": "热线", "territory_code": make.OTHER_COMMUNITY}
    )
    assert same.status_code == 422
    security.post(f"{HOME}clients/", {"pk": client.pk, "reason": "换系统"})
    assert actor_for_token(token, at=make.MORNING + timedelta(seconds=1)) is None
    assert security.post(f"{HOME}clients/", {"pk": client.pk + 1}).status_code == 404
