"""The small county of the sweeps, made once a module."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django.plugin import DjangoDbBlocker

if TYPE_CHECKING:  # conftest files are read before Django is set up
    from tests.sweeps.world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> "Iterator[World]":
    """Marked cases and people in every role, rolled back after the module."""
    from tests.sweeps.world import built

    with built(django_db_blocker) as made:
        yield made
