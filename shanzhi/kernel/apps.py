"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """No business nouns live here."""

    name = "shanzhi.kernel"
    label = "kernel"
    verbose_name = "内核"
