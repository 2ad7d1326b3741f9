"""The resident portal as a Django app."""

from django.apps import AppConfig


class ResidentConfig(AppConfig):
    """Pages only; no tables."""

    name = "shanzhi.portals.resident"
    label = "resident"
