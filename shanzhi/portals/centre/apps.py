"""The centre portal as a Django app."""

from django.apps import AppConfig


class CentreConfig(AppConfig):
    """Pages only; no tables."""

    name = "shanzhi.portals.centre"
    label = "centre"
