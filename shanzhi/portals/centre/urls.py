"""Addresses of the centre."""

from django.urls import path, register_converter

from shanzhi.portals.centre import pages


class Code:
    """A territory code: twelve digits, fifteen for a grid."""

    regex = r"\d{12}(?:\d{3})?"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Code, "code")
app_name = "centre"
urlpatterns = [
    path("", pages.wall, name="wall"),
    path("live/", pages.live, name="live"),
    path("<code:code>/", pages.wall, name="area"),
    path("<code:code>/live/", pages.live, name="area-live"),
    path("<code:code>/<slug:which>/", pages.behind, name="behind"),
]
