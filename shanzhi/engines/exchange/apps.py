"""Exchange as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """交换: what leaves and enters. For now notices: in-app and SMS."""

    name = "shanzhi.engines.exchange"
    label = "exchange"
    verbose_name = "交换"
