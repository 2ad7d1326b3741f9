"""The desk portal as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages only; no tables."""

    name = "shanzhi.portals.desk"
    label = "desk"
