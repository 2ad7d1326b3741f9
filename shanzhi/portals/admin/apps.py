"""The administrators' pages as a Django app."""

from django.apps import AppConfig


class AdminPortalConfig(AppConfig):
    """Pages only; no tables."""

    name = "shanzhi.portals.admin"
    label = "admin_portal"
