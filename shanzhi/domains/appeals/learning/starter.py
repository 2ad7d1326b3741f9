"""The cold start: a model of the product's own categories, from the catalogue's words and examples alone."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shanzhi.domains.appeals.learning.model import Model

CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue" / "categories.yaml"


@cache
def _leaves() -> list[dict[str, Any]]:
    raw = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return [leaf for category in raw["categories"] for leaf in category["children"]]


@cache
def catalogue_words() -> frozenset[str]:
    """The words of all categories, so that the cutter keeps them whole."""
    return frozenset(word for leaf in _leaves() for word in leaf["words"].split())


def starter_rows() -> list[Any]:
    """Every example of every leaf, and the leaf's words as one more message."""
    from shanzhi.domains.appeals.learning.training import Row  # noqa: PLC0415 - training asks here for these rows

    rows = []
    for leaf in _leaves():
        words = leaf["words"].replace(" ", "，")
        rows.extend(Row(leaf["code"], "", example) for example in leaf["examples"])
        rows.append(Row(leaf["code"], leaf["name"], words))
    return rows


@cache
def starter() -> Model:
    """Learned on first use, in seconds; no private data is in it."""
    from shanzhi.domains.appeals.learning.training import train  # noqa: PLC0415

    return train(starter_rows(), least=1)
