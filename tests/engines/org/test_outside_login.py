"""Outside identity providers: there only when configured, and no way around our own accounts."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from allauth.core.exceptions import ImmediateHttpResponse

from shanzhi.engines.org.models import Account
from shanzhi.portals.staff_login.adapter import OutsideAdapter

_ASK = """
import json, django
django.setup()
from django.conf import settings
from django.urls import NoReverseMatch, reverse
def found(name, **kwargs):
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
print(json.dumps({
    "gov": found("openid_connect_login", provider_id="gov"),
    "weixin": found("weixin_login"),
    "apps": [app for app in settings.INSTALLED_APPS if "providers" in app],
    "policy": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"][1:],
}))
"""


def _settings(**environment):
    given = os.environ | {"SHANZHI_MODE": "test"} | environment
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _ASK], env=given, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_without_configuration_there_is_no_provider_and_no_address():
    assert _settings() == {"gov": "", "weixin": "", "apps": [], "policy": []}


def test_configured_providers_are_mounted_and_the_policy_lets_forms_lead_there():
    found = _settings(SHANZHI_OIDC_SERVER="https://id.example.gov.cn", SHANZHI_WEIXIN_ID="wx1")
    assert found["gov"] == "/staff/outside/oidc/gov/login/"
    assert found["weixin"] == "/staff/outside/weixin/login/"
    assert len(found["apps"]) == 2
    assert found["policy"] == ["https://open.weixin.qq.com", "https://id.example.gov.cn"]


class _Login:
    """What allauth hands over after the provider confirmed somebody."""

    def __init__(self, provider, **claims):
        self.account = SimpleNamespace(provider=provider, extra_data={"userinfo": claims})
        self.is_existing = False
        self.user = Account()
        self.joined = None

    def connect(self, _request, account):
        self.joined = account


def test_an_oidc_identity_joins_the_staff_account_of_its_name(county):
    account = county.staff("wang")
    login = _Login("gov", preferred_username="WANG")
    OutsideAdapter().pre_social_login(None, login)
    assert login.joined == account


@pytest.mark.parametrize("claims", [{}, {"preferred_username": "nobody"}, {"preferred_username": "locked"}])
def test_an_unknown_or_locked_oidc_identity_goes_no_further(county, claims):
    county.staff("locked")
    Account.objects.update(is_active=False)
    login = _Login("gov", **claims)
    with pytest.raises(ImmediateHttpResponse) as stopped:
        OutsideAdapter().pre_social_login(None, login)
    assert stopped.value.response["Location"] == "/staff/login/?unknown=1"
    assert login.joined is None
    assert not OutsideAdapter().is_open_for_signup(None, login)


def test_a_wechat_identity_opens_a_resident_s_account_without_name_or_staff_rights(county, frozen_clock):
    login = _Login("weixin", nickname="王大锤")
    adapter = OutsideAdapter()
    adapter.pre_social_login(None, login)
    assert adapter.is_open_for_signup(None, login)
    user = adapter.populate_user(None, login, {"username": "王大锤", "name": "王大锤"})
    assert (user.username, user.name, user.is_staff, user.created_at) == (None, "", False, frozen_clock())
