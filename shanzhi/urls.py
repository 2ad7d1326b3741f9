"""Addresses of the three portals, the API, login, and the developer's pages."""

from django.urls import include, path

from shanzhi.kernel.web.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("login/", include("shanzhi.portals.resident.login_urls")),
    path("", include("shanzhi.kernel.ui.urls")),
    path("", include("shanzhi.portals.resident.urls")),
    path("desk/admin/", include("shanzhi.portals.admin.urls")),
    path("desk/", include("shanzhi.portals.desk.urls")),
    path("centre/", include("shanzhi.portals.centre.urls")),
    path("staff/", include("shanzhi.portals.staff_login.urls")),
    path("api/v1/", include("shanzhi.portals.api.urls")),
]
