"""Appeals as a Django app."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """诉求: what residents ask for, and how it is answered."""

    name = "shanzhi.domains.appeals"
    label = "appeals"
    verbose_name = "诉求"
