"""Staff login through Django's client: good, wrong, locked, second factor, first duties, idle desks."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from shanzhi.engines.org.models import Account
from shanzhi.engines.org.public import lock_account
from shanzhi.kernel.acts import history
from tests.engines.org.world import PASSWORD

LOGIN, DESK = "/staff/login/", "/desk/"


def _login(client, username="wang", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def _words(response):
    return re.sub(r"<[^>]+>|\s+", "", response.content.decode())


def _code(secret):
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def _is_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def wang(county, frozen_clock):
    account = county.staff("wang", name="王芳")
    county.seat(account, "street", "street_officer")
    return account


def test_the_login_page_works_as_a_plain_form_and_says_who_helps(client, wang):
    page = client.get(LOGIN)
    assert page.status_code == 200
    html = page.content.decode()
    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html
    assert "<script>" not in html
    assert " style=" not in html
    assert "安全管理员" in html


def test_name_and_password_lead_to_the_desk_and_go_on_record(client, wang):
    response = _login(client)
    assert (response.status_code, response["Location"]) == (302, DESK)
    assert [(act.verb, act.payload) for act in history(wang)][-1] == ("account.sign_in", {"way": "password"})


def test_the_user_name_is_taken_in_any_case(client, wang):
    assert _login(client, "WANG").status_code == 302


@pytest.mark.parametrize(("username", "password"), [("wang", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_pair_is_refused_in_the_same_words(client, wang, username, password):
    response = _login(client, username, password)
    assert "用户名或密码不对" in _words(response)
    assert not _is_in(client)


def test_a_wrong_password_goes_on_record_against_the_account(client, wang):
    _login(client, password="wrong")
    assert [act.verb for act in history(wang)][-1] == "account.sign_in_failed"


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(client, wang, county):
    county.staff("zhao")
    for _ in range(5):
        _login(client, password="wrong")
    locked = _login(client)
    assert "锁定15分钟" in _words(locked)
    assert not _is_in(client)
    assert _login(client, "zhao").status_code == 302


def test_a_locked_account_does_not_get_in_and_an_open_session_ends(client, wang, county):
    _login(client)
    assert client.get("/staff/").status_code == 200
    lock_account(wang, by=county.installer, at=county.at, reason="离职")
    assert client.get("/staff/").status_code == 302
    fresh = Client()
    assert _login(fresh)["Location"] == "/staff/inactive/" or not _is_in(fresh)
    assert not _is_in(fresh)


@pytest.mark.parametrize(
    ("wanted", "got"), [("/desk/cases/", "/desk/cases/"), ("https://evil.example/", DESK), ("//evil.example", DESK)]
)
def test_next_is_followed_on_this_site_only(client, wang, wanted, got):
    assert _login(client, next=wanted)["Location"] == got


def test_nobody_signs_up(client, db):
    for page in ("/staff/signup/", "/staff/email/", "/staff/password/reset/"):
        assert client.get(page).status_code == 404


def test_my_account_names_my_posts(client, wang):
    _login(client)
    words = _words(client.get("/staff/"))
    assert "王芳" in words
    assert "永安街道办事处street_officer" in words


def test_a_resident_has_no_staff_page_and_no_password(client, county, frozen_clock):
    resident = county.resident("13800000001")
    client.force_login(resident)
    assert client.get("/staff/")["Location"] == "/"
    assert client.get("/staff/password/").status_code == 302


def test_logging_out_ends_the_session(client, wang):
    _login(client)
    assert client.get("/staff/logout/").status_code == 200
    assert client.post("/staff/logout/").status_code == 302
    assert not _is_in(client)


# ---- second factor ---------------------------------------------------------------------------------------------------


def _enrol(client):
    page = client.get("/staff/2fa/enrol/")
    assert page.status_code == 200, page.headers
    secret = page.context["form"].secret
    assert "data:image/svg+xml;base64," in page.content.decode()
    response = client.post("/staff/2fa/enrol/", {"code": _code(secret)})
    assert response["Location"] == "/staff/2fa/codes/", response.context and response.context["form"].errors
    return secret


def test_a_device_is_enrolled_its_secret_encrypted_and_recovery_codes_are_shown(client, wang):
    _login(client)
    secret = _enrol(client)
    kept = Authenticator.objects.get(user=wang, type="totp").data["secret"]
    assert secret not in kept
    assert len(re.findall(r"<code>", client.get("/staff/2fa/codes/").content.decode())) == 10


def test_with_a_device_the_password_alone_is_not_enough_and_a_code_works_once(client, wang):
    _login(client)
    secret = _enrol(client)
    again = Client()
    assert _login(again)["Location"].startswith("/staff/2fa/")
    assert not _is_in(again)
    wrong = again.post("/staff/2fa/", {"code": "000000"})
    assert "动态码不对" in _words(wrong)
    totp_code = _next_code(secret)
    assert again.post("/staff/2fa/", {"code": totp_code})["Location"] == DESK
    assert [act.payload for act in history(wang) if act.verb == "account.sign_in"][-1] == {"way": "password+mfa"}
    replay = Client()
    _login(replay)
    assert "动态码不对" in _words(replay.post("/staff/2fa/", {"code": totp_code}))


def _next_code(secret):
    """The code of the step after this one: inside the tolerance, and not the one spent on enrolling."""
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, max(counters)))


def test_a_recovery_code_stands_in_once(client, wang):
    _login(client)
    _enrol(client)
    spare = re.findall(r"<code>(.+?)</code>", client.get("/staff/2fa/codes/").content.decode())[0]
    for works in (True, False):
        again = Client()
        _login(again)
        again.post("/staff/2fa/", {"code": spare})
        assert _is_in(again) is works


# ---- first duties in production ---------------------------------------------------------------------------------------


@pytest.fixture
def production(settings):
    settings.SHANZHI_FORCE_PASSWORD_CHANGE = settings.SHANZHI_FORCE_SECOND_FACTOR = True


def test_in_production_the_first_password_is_changed_and_a_device_enrolled_before_any_work(client, wang, production):
    Account.objects.filter(pk=wang.pk).update(must_change_password=True)
    _login(client)
    assert client.get(DESK)["Location"] == "/staff/password/"
    assert client.get("/api/v1/cases").status_code == 302
    assert client.get(DESK, headers={"HX-Request": "true"})["HX-Redirect"] == "/staff/password/"
    new = {"oldpassword": PASSWORD, "password1": "shuang-he-qiao-88", "password2": "shuang-he-qiao-88"}
    assert client.post("/staff/password/", new).status_code == 302
    assert client.get(DESK)["Location"] == "/staff/2fa/enrol/"
    _enrol(client)
    assert "staff" not in client.get(DESK).get("Location", "")
    assert client.session["staff_must"] == []
    wang.refresh_from_db()
    assert not wang.must_change_password
    assert wang.check_password("shuang-he-qiao-88")
    assert "account.change_password" in [act.verb for act in history(wang)]


def test_in_production_dropping_the_device_lays_the_duty_on_again(client, wang, production):
    _login(client)
    _enrol(client)
    assert client.post("/staff/2fa/change/")["Location"] == "/staff/2fa/enrol/"
    assert client.get(DESK)["Location"] == "/staff/2fa/enrol/"


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", "shuang-he-qiao-88", "shuang-he-qiao-88", "现在用的密码不对"),
        (PASSWORD, PASSWORD, PASSWORD, "不能和现在的一样"),
        (PASSWORD, "98437598437593", "98437598437593", "不能全是数字"),
        (PASSWORD, "zhang-xiaoming1", "zhang-xiaoming1", "太像"),
        (PASSWORD, "qwertyuiop", "qwertyuiop", "太常见"),
        (PASSWORD, "short", "short", "至少要10位"),
        (PASSWORD, "shuang-he-qiao-88", "shuang-he-qiao-89", "两遍新密码不一样"),
    ],
)
def test_a_new_password_that_does_not_do_is_refused_beside_its_field(client, wang, old, new, again, says):
    Account.objects.filter(pk=wang.pk).update(name="zhang-xiaoming")
    _login(client)
    response = client.post("/staff/password/", {"oldpassword": old, "password1": new, "password2": again})
    assert says in _words(response)
    wang.refresh_from_db()
    assert wang.check_password(PASSWORD)


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(client, wang):
    other = Client()
    _login(other)
    _login(client)
    new = {"oldpassword": PASSWORD, "password1": "shuang-he-qiao-88", "password2": "shuang-he-qiao-88"}
    client.post("/staff/password/", new)
    assert client.get("/staff/").status_code == 200
    assert other.get("/staff/").status_code == 302


# ---- idle --------------------------------------------------------------------------------------------------------------


def test_an_idle_desk_is_left_and_says_why(client, wang, frozen_clock, settings):
    settings.SHANZHI_STAFF_IDLE = 1800
    _login(client)
    frozen_clock.move(minutes=29)
    assert client.get("/staff/").status_code == 200
    frozen_clock.move(minutes=29)
    assert client.get("/staff/").status_code == 200
    frozen_clock.move(minutes=31)
    gone = client.get("/desk/?q=1")
    assert gone["Location"] == "/staff/login/?idle=1&next=%2Fdesk%2F%3Fq%3D1"
    assert not _is_in(client)
    assert "离开太久" in _words(client.get(gone["Location"]))


def test_reading_pages_quickly_does_not_write_the_session(client, wang, frozen_clock, django_assert_num_queries):
    _login(client)
    client.get("/staff/login/inactive/")
    before = client.session["staff_seen"]
    frozen_clock.move(seconds=5)
    client.get("/staff/")
    assert client.session["staff_seen"] == before


def test_a_resident_s_phone_is_not_idle(client, county, frozen_clock, settings):
    settings.SHANZHI_STAFF_IDLE = 1800
    client.force_login(county.resident("13800000001"))
    frozen_clock.move(days=30)
    client.get("/staff/inactive/")
    assert _is_in(client)
