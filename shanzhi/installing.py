"""What a cell holds before anybody uses it: policies and calendar of the catalogue. Loading again changes nothing."""

from pathlib import Path

from shanzhi.kernel import calendar, policy

CATALOGUE = Path(__file__).resolve().parent / "catalogue"


def load() -> None:
    """Put the shipped policies and calendar in place."""
    policy.load_catalogue()
    calendar.load(sorted((CATALOGUE / "calendar").glob("*.csv")))
