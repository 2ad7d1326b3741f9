"""The territory engine as a Django app."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Places: areas from province to community, grids, estates, buildings, homes."""

    name = "shanzhi.engines.territory"
    label = "territory"
    verbose_name = "地域"
