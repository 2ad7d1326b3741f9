"""Addresses of the resident portal: its own pages, and those of the domains."""

from django.urls import include, path

from shanzhi.portals.resident import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("figures/", pages.figures, name="figures"),
    path("privacy/", pages.personal, name="privacy"),
    path("notices/", pages.notices, name="notices"),
    path("me/", pages.me, name="me"),
    path("place/", pages.choose, name="place"),
    path("outbox/", pages.outbox, name="outbox"),
    path("", include("shanzhi.domains.appeals.resident.urls")),
]
