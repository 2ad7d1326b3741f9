"""Fixtures of the org engine's tests."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, transaction


@pytest.fixture
def county(db: None) -> Any:
    """A small county to stand on."""
    from tests.engines.org.world import build

    return build()


@pytest.fixture
def refuses() -> Callable[[str], AbstractContextManager[None]]:
    """Make a context in which the database must refuse, by the constraint named."""

    @contextmanager
    def by_constraint(name: str) -> Iterator[None]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            yield

    return by_constraint
