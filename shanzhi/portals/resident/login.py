"""居民登录: a telephone number, then the code that was sent to it. Two plain forms, nothing kept in between."""

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shanzhi.engines.exchange.public import send_sms
from shanzhi.engines.org.public import (
    Account,
    Sender,
    check_code,
    mobile,
    note_sign_in,
    resident_with_phone,
    send_code,
)
from shanzhi.kernel import clock
from shanzhi.kernel.refused import Refused
from shanzhi.kernel.web.pages import Request, safe_next

_BACKEND = settings.AUTHENTICATION_BACKENDS[0]
_A_YEAR = 365 * 24 * 3600


class PhoneForm(forms.Form):
    """手机号."""

    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national", "inputmode": "tel"}),
        error_messages={"required": "请填11位手机号"},
    )


class CodeForm(forms.Form):
    """验证码, with the number that it went to."""

    phone = forms.CharField(max_length=20, widget=forms.HiddenInput)
    way = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label="验证码",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "请填收到的6位数字"},
    )


@never_cache
def start(request: Request) -> HttpResponse:
    """Ask for the number; on POST send the code and ask for it. The number never stands in an address."""
    next_page = safe_next(request, "/")
    if request.method != "POST":
        if request.actor.is_known:
            return HttpResponseRedirect(next_page)
        return _page(request, "start", PhoneForm(), next_page)
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _page(request, "start", form, next_page, status=422)
    phone, way = form.cleaned_data["phone"], "voice" if request.POST.get("way") == "voice" else "sms"
    try:
        send_code(phone, way=way, sender=_sender(way), address=_address(request), at=clock.now())
    except Refused as refused:
        form.add_error("phone", refused.message)
        return _page(request, "start", form, next_page, status=refused.status)
    return _page(request, "code", CodeForm(initial={"phone": mobile(phone), "way": way}), next_page)


@never_cache
@sensitive_post_parameters("code", "phone")
def enter(request: Request) -> HttpResponse:
    """Check the code and log in. What the session held before (a draft of a report) is kept."""
    next_page = safe_next(request, "/")
    form = CodeForm(request.POST or None)
    if not form.is_bound or "phone" in form.errors:
        return HttpResponseRedirect("/login/")
    if not form.is_valid():
        return _page(request, "code", form, next_page, status=422)
    given, at = form.cleaned_data, clock.now()
    try:
        check_code(given["phone"], given["code"], address=_address(request), at=at)
        account = resident_with_phone(given["phone"], at=at)
    except Refused as refused:
        form.add_error("code", refused.message)
        return _page(request, "code", form, next_page, status=refused.status)
    login(request, account, backend=_BACKEND)
    note_sign_in(account, at=at, way="voice" if given["way"] == "voice" else "sms")
    return _remembering_mode(HttpResponseRedirect(next_page), account)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """退出."""
    logout(request)
    return HttpResponseRedirect("/")


def _page(request: HttpRequest, step: str, form: forms.Form, next_page: str, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": next_page,
        "has_voice": bool(settings.SHANZHI_VOICE),
        "has_wechat": "weixin" in settings.SOCIALACCOUNT_PROVIDERS,
        "phone": form["phone"].value() or "",
    }
    return render(request, f"resident/login_{step}.html", context, status=status)


def _sender(way: str) -> Sender:
    sender: Sender = import_string(settings.SHANZHI_VOICE) if way == "voice" and settings.SHANZHI_VOICE else send_sms
    return sender


def _address(request: HttpRequest) -> str:
    """The visitor's network address; behind our own proxies what they report (SHANZHI_PROXIES)."""
    return str(get_adapter(request).get_client_ip(request))


def _remembering_mode(response: HttpResponse, account: Account) -> HttpResponse:
    """关怀版 follows the person to a new phone."""
    if account.mode == Account.Mode.CARE:
        response.set_cookie("mode", "care", max_age=_A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
