"""Fixtures of the org engine's tests."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, transaction


@pytest.fixture
def county(db: None) -> Any:  # noqa: ARG001
    """A small county to stand on."""
    from tests.engines.org.world import build  # noqa: PLC0415 - models load after the settings

    return build()


@pytest.fixture
def refuses() -> Callable[[str], AbstractContextManager[None]]:
    """`with refuses("constraint_name"):` the database refuses, by that constraint."""

    @contextmanager
    def by_constraint(name: str) -> Iterator[None]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            yield

    return by_constraint
