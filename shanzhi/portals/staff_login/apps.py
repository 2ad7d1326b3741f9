"""The Django app of staff login; it stands before allauth so that its templates win."""

from django.apps import AppConfig


class StaffLoginConfig(AppConfig):
    """Label `staff_login`; no tables."""

    name = "shanzhi.portals.staff_login"
    label = "staff_login"
