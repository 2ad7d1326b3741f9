"""Casework as a Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """工单: whatever is asked for is one case with one owner, a clock, a public timeline and a rating."""

    name = "shanzhi.engines.casework"
    label = "casework"
    verbose_name = "工单"
