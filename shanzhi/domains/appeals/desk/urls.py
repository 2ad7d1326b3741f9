"""Addresses of a case at the desk; included under /desk/cases/."""

from django.urls import re_path

from shanzhi.domains.appeals.desk import pages
from shanzhi.domains.appeals.desk.ways import WAYS

_NUMBER = r"(?P<number>[0-9]{12}-[0-9]{6}-[0-9]{3,})"
_SLUGS = "|".join(WAYS)

urlpatterns = [
    re_path(rf"^{_NUMBER}/$", pages.case, name="desk-case"),
    re_path(rf"^{_NUMBER}/pane/$", pages.pane, name="desk-pane"),
    re_path(rf"^{_NUMBER}/place\.geojson$", pages.place, name="desk-place"),
    re_path(rf"^{_NUMBER}/sheet/$", pages.sheet, name="desk-sheet"),
    re_path(rf"^{_NUMBER}/reporter$", pages.reporter, name="desk-reporter"),
    re_path(rf"^{_NUMBER}/files/(?P<file_id>[0-9]{{1,18}})/$", pages.file, name="desk-file"),
    re_path(rf"^{_NUMBER}/(?P<slug>{_SLUGS})$", pages.act, name="desk-act"),
]
