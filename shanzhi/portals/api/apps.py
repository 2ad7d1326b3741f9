"""The api portal as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Pages only; no tables."""

    name = "shanzhi.portals.api"
    label = "api"
