"""The cold start: a model of the product's own categories, from the catalogue's words and examples alone.

Nearest mean: a label's weights are the mean direction of its rows. It is made in a second on first use, without
scikit-learn, and on so few rows it does as well as a trained separator (docs/learning.md).
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from shanzhi.domains.appeals.learning.features import Floats, Vocabulary, read
from shanzhi.domains.appeals.learning.model import Model
from shanzhi.domains.appeals.learning.training import Row, matrix_of, sharpest

CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue" / "categories.yaml"
#: Examples that every leaf has, so many times one of them is held out to learn how sure the model may be.
_EXAMPLES = 3
#: Examples and words come from one hand, residents' sentences do not: a model that has seen no real case may be no surer.
_UNPROVEN = 15.0


@cache
def _leaves() -> list[dict[str, Any]]:
    raw = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return [{**leaf, "parent": top["name"]} for top in raw["categories"] for leaf in top["children"]]


@cache
def catalogue_words() -> frozenset[str]:
    """The words of all categories, so that the cutter keeps them whole."""
    return frozenset(word for leaf in _leaves() for word in leaf["words"].split())


def starter_rows(*, without: int | None = None) -> list[Row]:
    """Every example of every leaf (but the one numbered `without`), each of its words, and its names with all words."""
    rows: list[Row] = []
    for leaf in _leaves():
        code, words = leaf["code"], leaf["words"].split()
        rows.extend(Row(code, "", example) for at, example in enumerate(leaf["examples"]) if at != without)
        rows.extend(Row(code, "", word) for word in words)
        rows.append(Row(code, f"{leaf['parent']}，{leaf['name']}", "，".join(words)))
    return rows


@cache
def starter() -> Model:
    """The starter model; no private data is in it."""
    labels = tuple(leaf["code"] for leaf in _leaves())
    vocabulary, weights = _means(starter_rows(), labels)
    scores, truth = zip(*(_held_out(at, labels) for at in range(_EXAMPLES)), strict=True)
    sharpness = min(_UNPROVEN, sharpest(np.concatenate(scores), np.concatenate(truth)))
    return Model(labels, vocabulary, weights, np.zeros(len(labels), np.float32), sharpness)


def accuracy() -> tuple[float, float]:
    """Share of examples, each held out in turn, whose leaf is the first, and among the first three, suggested."""
    labels = tuple(leaf["code"] for leaf in _leaves())
    scores, truth = zip(*(_held_out(at, labels) for at in range(_EXAMPLES)), strict=True)
    order = np.argsort(-np.concatenate(scores), axis=1)[:, :3]
    right = order == np.concatenate(truth)[:, None]
    return float(right[:, 0].mean()), float(right.any(axis=1).mean())


def _means(rows: list[Row], labels: tuple[str, ...]) -> tuple[Vocabulary, Floats]:
    messages = [read(row.body, row.title) for row in rows]
    vocabulary = Vocabulary.learn(messages, least=1)
    numbers = np.array([labels.index(row.label) for row in rows])
    belongs = np.eye(len(labels), dtype=np.float32)[numbers]
    sums: Floats = matrix_of(messages, vocabulary).T @ belongs
    return vocabulary, (sums / np.linalg.norm(sums, axis=0, keepdims=True)).astype(np.float32)


def _held_out(at: int, labels: tuple[str, ...]) -> tuple[Floats, Any]:
    """Scores and true labels of the examples numbered `at`, by a model that has not seen them."""
    vocabulary, weights = _means(starter_rows(without=at), labels)
    messages = [read(leaf["examples"][at]) for leaf in _leaves()]
    scores: Floats = matrix_of(messages, vocabulary) @ weights
    return scores, np.arange(len(labels))
