"""The pages of login in a browser: accessible in both modes."""

import os

import pytest

from shanzhi.engines.exchange.models import Message
from tests.engines.org.world import PASSWORD, build
from tests.support.browser import PHONE, assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wang(transactional_db):
    county = build()
    account = county.staff("wang", name="王芳")
    county.seat(account, "street", "street_officer")
    return account


def _shot(page, name):
    if folder := os.environ.get("SHANZHI_LOGIN_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("mode", ["plain", "care"])
def test_a_resident_logs_in_in_either_mode(windows, live_server, transactional_db, mode):
    page = windows.open(size=PHONE)
    page.context.add_cookies([{"name": "mode", "value": mode, "url": live_server.url}])
    page.goto(f"{live_server.url}/login/?next=/login/")
    assert_accessible(page)
    _shot(page, f"resident-start-{mode}")
    page.get_by_label("手机号").fill("1380000")
    page.get_by_role("button", name="用短信收验证码").click()
    assert_accessible(page)
    _shot(page, f"resident-refused-{mode}")
    page.get_by_label("手机号").fill("13800000001")
    page.get_by_role("button", name="用短信收验证码").click()
    assert_accessible(page)
    _shot(page, f"resident-code-{mode}")
    code = Message.objects.latest("pk").text.split("验证码是")[1][:6]
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录", exact=True).click()
    assert any(cookie["name"] == "sessionid" for cookie in page.context.cookies())


def test_every_staff_page_is_accessible(windows, live_server, wang):
    page = windows.open()
    page.goto(f"{live_server.url}/staff/login/?idle=1")
    assert_accessible(page)
    _shot(page, "staff-login")
    page.get_by_label("用户名").fill("wang")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    assert_accessible(page)
    _shot(page, "staff-wrong")
    page.get_by_label("用户名").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    for name, path in {
        "home": "/staff/",
        "password": "/staff/password/",
        "enrol": "/staff/2fa/enrol/",
        "again": "/staff/again/",
        "logout": "/staff/logout/",
    }.items():
        page.goto(f"{live_server.url}{path}")
        assert_accessible(page)
        _shot(page, f"staff-{name}")
        if name == "enrol":
            assert page.locator("img").evaluate("image => image.naturalWidth") > 100
