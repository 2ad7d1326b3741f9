"""Settings of login: passwords, second factor, lock-out, sessions, outside identity providers. Imported by `settings`."""

import os
from typing import Any

_MODE = os.environ.get("SHANZHI_MODE", "demo")
_PRODUCTION = _MODE == "production"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/staff/login/"
LOGIN_REDIRECT_URL = "/desk/"
# Hashing is slow on purpose; tests log in a thousand times.
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if _MODE == "test"
    else [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.ScryptPasswordHasher",
    ]
)
_RULES = "shanzhi.portals.staff_login.passwords"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_RULES}.NotOneself", "OPTIONS": {"user_attributes": ("username", "name")}},
    {"NAME": f"{_RULES}.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_RULES}.NotCommon"},
    {"NAME": f"{_RULES}.NotDigitsOnly"},
]

# Sessions: a resident's phone stays known for 90 days; a desk is idle for so many seconds and is left.
SESSION_COOKIE_AGE = 90 * 24 * 3600
SHANZHI_STAFF_IDLE = int(os.environ.get("SHANZHI_STAFF_IDLE") or (1800 if _PRODUCTION else 12 * 3600))
#: In production nobody works before the first password is changed and a second factor is set up.
SHANZHI_FORCE_PASSWORD_CHANGE = _PRODUCTION
SHANZHI_FORCE_SECOND_FACTOR = _PRODUCTION

ACCOUNT_ADAPTER = "shanzhi.portals.staff_login.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/staff/login/"
ACCOUNT_FORMS = {
    "login": "shanzhi.portals.staff_login.forms.LoginForm",
    "change_password": "shanzhi.portals.staff_login.forms.ChangePasswordForm",
    "reauthenticate": "shanzhi.portals.staff_login.forms.ReauthenticateForm",
}
# Five wrong passwords lock a user name for a quarter of an hour, whoever tries; thirty a minute lock an address.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/900s/key",
    "change_password": "10/m/user",
    "reauthenticate": "10/m/user",
}

MFA_ADAPTER = "shanzhi.portals.staff_login.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "善治"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
MFA_FORMS = {
    "authenticate": "shanzhi.portals.staff_login.forms.SecondFactorForm",
    "reauthenticate": "shanzhi.portals.staff_login.forms.SecondFactorAgainForm",
    "activate_totp": "shanzhi.portals.staff_login.forms.EnrolForm",
}

#: How many of our own proxies stand before the server; they write X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SHANZHI_PROXIES") or 0)

SOCIALACCOUNT_ADAPTER = "shanzhi.portals.staff_login.adapter.OutsideAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}

# 工作人员 through the government's identity service (OpenID Connect): user names there and here must agree.
if os.environ.get("SHANZHI_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "gov",
                "name": os.environ.get("SHANZHI_OIDC_NAME", "统一身份认证"),
                "client_id": os.environ.get("SHANZHI_OIDC_ID", ""),
                "secret": os.environ.get("SHANZHI_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["SHANZHI_OIDC_SERVER"]},
            }
        ]
    }

# 居民 inside WeChat: the page for in-app authorisation, not the one that shows a QR code.
if os.environ.get("SHANZHI_WEIXIN_ID"):
    SOCIALACCOUNT_PROVIDERS["weixin"] = {
        "APP": {
            "client_id": os.environ["SHANZHI_WEIXIN_ID"],
            "secret": os.environ.get("SHANZHI_WEIXIN_SECRET", ""),
        },
        "AUTHORIZE_URL": "https://open.weixin.qq.com/connect/oauth2/authorize",
        "SCOPE": ["snsapi_userinfo"],
    }

#: What rings residents up and reads the code: a dotted path to a function like `exchange.public.send_sms`. Outside
#: production the outbox page shows it; empty hides the button.
SHANZHI_VOICE = os.environ.get("SHANZHI_VOICE", "") or (
    "" if _PRODUCTION else "shanzhi.engines.exchange.public.send_sms"
)

#: Apps that `settings` adds for the providers in use.
LOGIN_PROVIDERS = [f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS]
#: Where a login form may lead: browsers hold the whole chain of redirects to the form-action of the policy.
LOGIN_ORIGINS = [
    *(["https://open.weixin.qq.com"] if "weixin" in SOCIALACCOUNT_PROVIDERS else []),
    *([os.environ["SHANZHI_OIDC_SERVER"]] if "openid_connect" in SOCIALACCOUNT_PROVIDERS else []),
]
