"""Learning a model from labelled messages. Only here is scikit-learn needed; it is imported when called."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from shanzhi.domains.appeals.learning.features import Floats, Message, Vocabulary, read
from shanzhi.domains.appeals.learning.model import Model, softmax

#: Strength of the linear separator, and how much of each feature is scaled by its log-count ratio (Wang & Manning 2012,
#: "Baselines and Bigrams"). Both chosen by cross-validation: docs/learning.md.
SEPARATION = 0.3
RATIO_SHARE = 0.25
#: Newest rows that are learned from, so that a nightly job stays within minutes.
MOST_ROWS = 30_000
_FOLDS = 3
_SHARPNESS = tuple(float(value) for value in np.geomspace(0.5, 24, 40))


class NotEnough(Exception):
    """There is too little to learn from; `str()` says what is missing, in Chinese, fit to show."""

    code: ClassVar[str] = "not_enough"


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled message."""

    label: str
    title: str
    body: str


def train(rows: Sequence[Row], *, least: int = 2) -> Model:
    """Learn a model. `least`: in how many messages a term must stand. Raises NotEnough under two labels."""
    rows = [row for row in rows if row.label.strip()][-MOST_ROWS:]
    labels = sorted({row.label for row in rows})
    if len(labels) < 2:
        raise NotEnough("至少需要两个类别的样本才能训练")
    messages = [read(row.body, row.title) for row in rows]
    numbers = np.array([labels.index(row.label) for row in rows])
    vocabulary = Vocabulary.learn(messages, least=least)
    if not len(vocabulary.idf):
        raise NotEnough("样本里没有可学的文字，请检查标题和正文两列")
    matrix = matrix_of(messages, vocabulary)
    weights, bias = separate(matrix, numbers, len(labels))
    return Model(tuple(labels), vocabulary, weights, bias, _sharpness(matrix, numbers, len(labels)))


def train_on(rows: Iterable[tuple[str, str]]) -> Model:
    """Learn categories from accepted cases, `(text, code)` oldest first, on top of the catalogue's own examples."""
    from shanzhi.domains.appeals.learning.starter import starter_rows

    return train([*starter_rows(), *(Row(code, "", text) for text, code in rows)])


def matrix_of(messages: Sequence[Message], vocabulary: Vocabulary) -> Any:
    """Messages × terms, sparse."""
    from scipy.sparse import csr_matrix

    vectors = [vocabulary.vector(message) for message in messages]
    starts = np.cumsum([0, *(len(columns) for columns, _ in vectors)])
    columns = np.concatenate([columns for columns, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return csr_matrix((values, columns, starts), shape=(len(vectors), len(vocabulary.idf)))


def separate(matrix: Any, numbers: Any, labels: int) -> tuple[Floats, Floats]:
    """One separator per label against the rest, features scaled by how much they lean to the label."""
    from scipy.sparse import diags
    from sklearn.svm import LinearSVC

    weights = np.zeros((matrix.shape[1], labels), dtype=np.float32)
    bias = np.full(labels, -1, dtype=np.float32)
    present = matrix > 0
    for label in range(labels):
        mine = numbers == label
        if not mine.any():
            continue
        scale = 1 - RATIO_SHARE + RATIO_SHARE * _lean(present, mine)
        separator = LinearSVC(C=SEPARATION, class_weight="balanced", random_state=0)
        separator.fit(matrix @ diags(scale), mine)
        weights[:, label] = scale * separator.coef_[0]
        bias[label] = separator.intercept_[0]
    return weights, bias


def _lean(present: Any, mine: Any) -> Any:
    """Log of (share of a term in this label ÷ share elsewhere), one added to each count."""
    here = np.asarray(present[mine].sum(axis=0), dtype=np.float64).ravel() + 1
    there = np.asarray(present[~mine].sum(axis=0), dtype=np.float64).ravel() + 1
    return np.log((here / here.sum()) / (there / there.sum()))


def _sharpness(matrix: Any, numbers: Any, labels: int) -> float:
    """Temperature scaling by cross-validation; 1 where there is too little for it."""
    from sklearn.model_selection import StratifiedKFold

    often = [label for label, count in Counter(numbers.tolist()).items() if count >= _FOLDS]
    known = np.flatnonzero(np.isin(numbers, often))
    if len(often) < 2:
        return 1.0
    scores = np.zeros((len(known), labels), dtype=np.float32)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for learned, held in folds.split(known, numbers[known]):
        weights, bias = separate(matrix[known[learned]], numbers[known[learned]], labels)
        scores[held] = matrix[known[held]] @ weights + bias

    return sharpest(scores, numbers[known])


def sharpest(scores: Floats, truth: Any) -> float:
    """The factor under which the confidences of these scores, of messages held out, are likeliest to be true."""

    def surprise(factor: float) -> float:
        true = softmax(scores * np.float32(factor))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(true, 1e-9)).mean())

    return min(_SHARPNESS, key=surprise)
