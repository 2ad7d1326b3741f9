"""What a cell holds before anybody uses it: policies and calendar of the catalogue. Loading again changes nothing."""

from shanzhi.engines.org.public import installer
from shanzhi.kernel import calendar, clock, policy


def load(root: str) -> None:
    """Put the shipped policies and calendar in place, as the installer of the cell rooted at `root`."""
    policy.load_catalogue()
    calendar.load_shipped(by=installer(root), at=clock.now())
