"""What every test gets: the test mode, a database of its own on the embedded test server, a clock, a browser."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

# Before Django reads its settings: tests never touch the database that this shell may be pointed at.
os.environ["SHANZHI_MODE"] = "test"
os.environ["SHANZHI_SCHEMA"] = "shanzhi"
os.environ["SHANZHI_DATABASE_URL"] = os.environ["SHANZHI_OWNER_DATABASE_URL"] = (
    "host=/none user=shanzhi_app dbname=none"
)
os.environ.pop("SHANZHI_AS_OWNER", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "shanzhi.settings"

import django
import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from shanzhi.embedded import Cell
from tests.support import browser as browsers
from tests.support.database import own_database


def pytest_configure() -> None:
    """Set Django up once the environment above is in place."""
    django.setup()
    from django.conf import settings

    # Whitenoise warns of a folder that is not there, as in a fresh clone, and warnings are errors here.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def _own_database() -> Iterator[tuple[Cell, str]]:
    with own_database() as made:
        yield made


@pytest.fixture(scope="session")
def cell(django_db_setup: None, _own_database: tuple[Cell, str]) -> Cell:
    """The cell of this process: its URLs, for tests that need a second connection or the owner."""
    return _own_database[0]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, _own_database: tuple[Cell, str]) -> Iterator[None]:
    """Point Django at this process's copy of the template, as the app role."""
    from django.db import connections
    from django.test import TransactionTestCase

    cell, template = _own_database
    connections.settings["default"].update(
        NAME=cell.database, USER=cell.app, HOST=str(cell.server.socket_folder), CONN_MAX_AGE=0
    )

    def start_over(_case: TransactionTestCase) -> None:
        """After a test that committed: a fresh copy, since the app role may not truncate and acts cannot be deleted."""
        with django_db_blocker.unblock():
            connections.close_all()
            cell.drop()
            cell.clone(template)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", start_over)
        yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def shared_folder() -> Any:
    """The folder of reference data beside the checkout; the test is skipped where there is none."""
    from pathlib import Path

    folder = Path(os.environ.get("SHANZHI_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip("the shared reference data is not on this machine")
    return folder


class FrozenClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        """Stand at another moment (aware)."""
        assert at.tzinfo is not None, "the clock is aware"
        self.at = at

    def move(self, **how_far: float) -> datetime:
        """Go on by a `timedelta(**how_far)` and return the new moment."""
        self.at += timedelta(**how_far)
        return self.at


@pytest.fixture
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """`kernel.clock.now` stands at Monday 2026-11-23 10:00 in Beijing, an ordinary working morning."""
    from zoneinfo import ZoneInfo

    from shanzhi.kernel import clock

    frozen = FrozenClock(datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    monkeypatch.setattr(clock, "now", frozen)
    return frozen


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    with browsers.launched() as launched:
        yield launched


@pytest.fixture
def windows(browser: Browser, live_server: LiveServer) -> Iterator[browsers.Windows]:
    """Windows on the live server; at the end the test fails for any third-party request, script error or CSP report."""
    opened = browsers.Windows(browser, live_server.url)
    yield opened
    opened.close()


@pytest.fixture
def page(windows: browsers.Windows) -> Page:
    """One window of desk size, not signed in."""
    return windows.open()


@pytest.fixture
def phone_page(windows: browsers.Windows) -> Page:
    """One window of phone size, not signed in."""
    return windows.open(size=browsers.PHONE)
