"""The few addresses of allauth that are mounted. Their names are allauth's, which looks them up; no signup, no mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.socialaccount import views as outside
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import import_string

from shanzhi.portals.staff_login import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="mfa_index"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", pages.ChangePassword.as_view(), name="account_change_password"),
    path("2fa/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/enrol/", pages.Enrol.as_view(), name="mfa_activate_totp"),
    path("2fa/change/", pages.Unenrol.as_view(), name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

if settings.LOGIN_PROVIDERS:
    urlpatterns += [
        path("outside/error/", outside.login_error, name="socialaccount_login_error"),
        path("outside/cancelled/", outside.login_cancelled, name="socialaccount_login_cancelled"),
        path("outside/signup/", pages.home, name="socialaccount_signup"),
        *(
            path("outside/", include(import_string(f"{provider}.urls.urlpatterns")))
            for provider in settings.LOGIN_PROVIDERS
        ),
    ]
