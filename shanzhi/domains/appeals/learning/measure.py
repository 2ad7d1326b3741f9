"""How good a model is on messages that it has not seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shanzhi.domains.appeals.learning.features import read
from shanzhi.domains.appeals.learning.model import Model
from shanzhi.domains.appeals.learning.training import Row


@dataclass(frozen=True, slots=True)
class LabelMeasure:
    """One label: F1 (harmonic mean of precision and recall) and how many messages truly have it."""

    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Share right, and the plain mean of the labels' F1 over all labels that occur as truth or as answer."""

    accuracy: float
    macro_f1: float
    labels: dict[str, LabelMeasure]
    n: int


def measure(truth: Sequence[str], answers: Sequence[str]) -> Measure:
    """Compare answers with the truth, in the same order. Raises ValueError when there is nothing to compare."""
    if not truth:
        raise ValueError("no rows")
    hits = Counter(right for right, answer in zip(truth, answers, strict=True) if right == answer)
    true, said = Counter(truth), Counter(answers)
    labels = {label: LabelMeasure(2 * hits[label] / (true[label] + said[label]), true[label]) for label in true | said}
    macro = sum(found.f1 for found in labels.values()) / len(labels)
    return Measure(sum(hits.values()) / len(truth), macro, dict(sorted(labels.items())), len(truth))


def evaluate(model: Model, rows: Sequence[Row]) -> Measure:
    """Label every row and compare."""
    return measure([row.label for row in rows], [model.best(read(row.body, row.title)) for row in rows])
