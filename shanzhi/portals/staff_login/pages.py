"""allauth's pages where ours do more than theirs."""

from typing import Any, cast

from allauth.account.views import PasswordChangeView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy

from shanzhi.engines.org.public import Account, password_changed
from shanzhi.kernel import clock
from shanzhi.portals.staff_login import guard
from shanzhi.portals.staff_login.adapter import has_second_factor

_WORK = settings.LOGIN_REDIRECT_URL


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """我的账号: who I am here, my posts, password, second factor."""
    account = cast("Account", request.user)
    if not account.is_staff:
        return HttpResponseRedirect("/")
    context = {"account": account, "has_second_factor": has_second_factor(account), "work": _WORK}
    return render(request, "staff_login/home.html", context)


class ChangePassword(PasswordChangeView):
    """改密码. An account that has no password (it comes through an outside provider) has nothing to change."""

    success_url = reverse_lazy("mfa_index")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who has a password."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return HttpResponseRedirect(str(self.success_url))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the new password, note the act, lift the duty; other sessions of the account end."""
        with transaction.atomic():
            response = super().form_valid(form)
            password_changed(form.user, at=clock.now())
        guard.done(self.request.session, guard.PASSWORD)
        return response


class Enrol(ActivateTOTPView):
    """启用动态码. Recovery codes are made with it and shown next."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the device, lift the duty."""
        response = super().form_valid(form)
        guard.done(self.request.session, guard.SECOND_FACTOR)
        return response


class Unenrol(DeactivateTOTPView):
    """换一台设备: the old one goes; where a second factor is a must, the new one comes before any work."""

    success_url = reverse_lazy("mfa_activate_totp")

    def form_valid(self, form: Any) -> HttpResponse:
        """Drop the device and lay the duty on again."""
        response = super().form_valid(form)
        if settings.SHANZHI_FORCE_SECOND_FACTOR:
            guard.require(self.request.session, guard.SECOND_FACTOR)
        return response
