"""Addresses of the residents' login, mounted at /login/."""

from django.urls import path

from shanzhi.portals.resident import login

urlpatterns = [
    path("", login.start, name="login"),
    path("code/", login.enter, name="login_code"),
    path("leave/", login.leave, name="logout"),
]
