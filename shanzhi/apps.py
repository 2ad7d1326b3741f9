"""The root app: when everything is loaded, the wiring is installed."""

from django.apps import AppConfig


class ShanzhiConfig(AppConfig):
    """善治."""

    name = "shanzhi"
    label = "shanzhi"
    verbose_name = "善治"

    def ready(self) -> None:
        """Hand the explicit lists of `wiring` to those who ask for them."""
        from shanzhi import wiring

        wiring.install()
