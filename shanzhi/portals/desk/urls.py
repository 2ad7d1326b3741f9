"""Addresses of the desk portal."""

from django.urls import URLPattern, URLResolver, include, path

from shanzhi.portals.admin.door import or_admin
from shanzhi.portals.desk import export, inbox, maps, notices, patrol, search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", or_admin(inbox.inbox), name="desk-inbox"),
    path("signatures", inbox.signatures, name="desk-signatures"),
    path("keys/", inbox.keys, name="desk-keys"),
    path("export/", export.ask, name="desk-export-ask"),
    path("cases.csv", export.export, name="desk-export"),
    path("search", search.search, name="desk-search"),
    path("map/", maps.page, name="desk-map"),
    path("map/cases.geojson", maps.geojson, name="desk-map-cases"),
    path("notices/", notices.notices, name="desk-notices"),
    path("patrol/", patrol.patrol, name="desk-patrol"),
    path("cases/", include("shanzhi.domains.appeals.desk.urls")),
]
