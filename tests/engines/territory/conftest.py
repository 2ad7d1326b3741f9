"""Fixtures of the territory tests; what they are made of is in `story`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engines.territory.story import LEVELS, ON


@pytest.fixture(autouse=True)
def _fresh_names() -> None:
    from shanzhi.engines.territory import names

    names.forget()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of areas and give its path."""

    def make(text: str | bytes, name: str = "areas.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


@pytest.fixture
def district(db: None, write: Callable[..., Path]) -> str:
    """The areas of LEVELS, loaded; gives the district's code."""
    from shanzhi.engines.territory import public

    public.import_areas([write(LEVELS)], on=ON)
    return "421202000000"
