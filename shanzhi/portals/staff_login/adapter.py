"""Where allauth asks us: words, what a login begins with, secrets, and who may come through an outside provider."""

import time
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect

from shanzhi.engines.org.public import Account, note_sign_in
from shanzhi.kernel import clock
from shanzhi.kernel.crypto import ring
from shanzhi.portals.staff_login import guard

_SECRET = "mfa.Authenticator.secret"  # noqa: S105 - the name of the column
_SEALED = "sealed:"
_FRESH = 300  # seconds


class StaffAdapter(DefaultAccountAdapter):
    """Login by user name; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "这个账号已停用，请找本单位的安全管理员",
        "enter_current_password": "现在用的密码不对",
        "incorrect_password": "密码不对",
        "incorrect_code": "动态码不对，请等下一个再输",
        "username_password_mismatch": "用户名或密码不对",
        "invalid_login": "用户名或密码不对",
        "too_many_login_attempts": "输错次数太多，这个用户名锁定15分钟。急用请找本单位的安全管理员",
        "rate_limited": "试得太快，请等一分钟再输",
        "same_as_current": "新密码不能和现在的一样",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Staff accounts are made by a security administrator."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Accounts have no mail address."""

    @transaction.atomic
    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin the session, with its idle time and duties, and put the login on record."""
        super().login(request, user)
        if user.is_staff:
            guard.begin(request.session, must=_duties(user), at=clock.now())
        ways = request.session.get("account_authentication_methods", ())
        note_sign_in(user, at=clock.now(), way="+".join(way["method"] for way in ways))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before settings of the account change, but not within minutes of the login."""
        records = context.request.session.get("account_authentication_methods", ())
        fresh = any(time.time() - record["at"] < _FRESH for record in records)
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 - as above
        """Put a wrong password on record against the account that it was tried on."""
        username = str(credentials.get("username", "")).lower()
        account = Account.objects.filter(username=username).first()
        if account:
            note_sign_in(account, at=clock.now(), way="password", ok=False)


def _duties(account: Account) -> list[str]:
    """What this account must do before it works."""
    change = settings.SHANZHI_FORCE_PASSWORD_CHANGE and account.must_change_password and account.has_usable_password()
    enrol = settings.SHANZHI_FORCE_SECOND_FACTOR and not has_second_factor(account)
    return [duty for duty, due in ((guard.PASSWORD, change), (guard.SECOND_FACTOR, enrol)) if due]


def has_second_factor(account: Account) -> bool:
    """Whether a TOTP device is enrolled."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept encrypted; the QR code is ours."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "动态码不对，请等下一个再输",
        "rate_limited": "试得太快，请等一会儿再输",
    }

    def encrypt(self, text: str) -> str:
        """Ciphertext as hexadecimal text."""
        return _SEALED + ring().encrypt(text, _SECRET).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return ring().decrypt(bytes.fromhex(encrypted_text.removeprefix(_SEALED)), _SECRET)

    def build_totp_svg(self, url: str) -> str:
        """The QR code of the enrolment address as a whole SVG document, black on white in every tone."""
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", xmldecl=False, scale=5, border=3, light="#fff", dark="#000")
        return drawn.getvalue().decode()


class OutsideAdapter(DefaultSocialAccountAdapter):
    """Through a provider: staff (OIDC) only to an account that exists; residents (weixin) also to a new one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - as above
        """A WeChat login may open a resident's account."""
        return bool(sociallogin.account.provider == "weixin")

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join an OIDC identity to the staff account of the same user name; a stranger goes no further."""
        if sociallogin.is_existing or sociallogin.account.provider == "weixin":
            return
        claims = sociallogin.account.extra_data
        name = str((claims.get("userinfo") or claims).get("preferred_username", "")).lower()
        account = Account.objects.filter(username=name, is_staff=True, is_active=True).first() if name else None
        if account is None:
            raise ImmediateHttpResponse(HttpResponseRedirect("/staff/login/?unknown=1"))
        sociallogin.connect(request, account)

    def populate_user(
        self,
        request: HttpRequest,  # noqa: ARG002 - as above
        sociallogin: SocialLogin,
        data: dict[str, Any],  # noqa: ARG002 - as above
    ) -> Account:
        """A resident has no user name; the nickname is not a name to be kept."""
        user: Account = sociallogin.user
        user.created_at = clock.now()
        user.is_staff = False
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: object = None) -> Account:  # noqa: ARG002 - as above
        """Keep the new resident's account, without a password."""
        user: Account = sociallogin.user
        user.set_unusable_password()
        sociallogin.save(request)
        return user
