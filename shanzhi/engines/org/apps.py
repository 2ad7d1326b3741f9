"""The Django app of the org engine."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Label `org`; owns the user model."""

    name = "shanzhi.engines.org"
    label = "org"
    verbose_name = "组织与身份"
