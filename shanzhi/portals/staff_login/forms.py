"""allauth's forms in our words; nothing is checked here that they do not check."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms


def _password(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, help_text=help_text, strip=False, widget=widget, error_messages={"required": f"请填{label}"}
    )


def _code(label: str, help_text: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(
        label=label, help_text=help_text, widget=widget, max_length=20, error_messages={"required": f"请填{label}"}
    )


class LoginForm(account.LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="用户名",
            max_length=30,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
            error_messages={"required": "请填用户名"},
        )
        self.fields["password"] = _password("密码", "current-password")


class ChangePasswordForm(account.ChangePasswordForm):
    """The present password and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = _password("现在用的密码", "current-password")
        new = self.fields["password1"]
        new.label, new.help_text = "新密码", "至少10位，不要全是数字，不要用常见的密码"
        new.widget.attrs.pop("placeholder", None)
        new.error_messages["required"] = "请填新密码"
        self.fields["password2"] = _password("再输一遍新密码", "new-password")

    def clean(self) -> dict[str, Any]:
        """The new password was typed twice the same, and differs from the present one."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "两遍新密码不一样，请再输一遍")
        if first and first == cleaned.get("oldpassword"):
            self.add_error("password1", "新密码不能和现在的一样")
        return cleaned


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password("密码", "current-password")


class SecondFactorForm(mfa.AuthenticateForm):
    """The code of the device, or one of the recovery codes."""

    code = _code("动态码", "打开手机上的动态码应用，输6位数字；手机不在身边，输一个备用码")


class SecondFactorAgainForm(mfa.ReauthenticateForm):
    """The same, asked again."""

    code = _code("动态码", "打开手机上的动态码应用，输6位数字；手机不在身边，输一个备用码")


class EnrolForm(totp.ActivateTOTPForm):
    """The first code of a new device."""

    code = _code("动态码", "扫码之后，应用里会出现6位数字，30秒换一次")
