"""Cross-validation behind docs/learning.md: `python -m bench.appeals_cv FOLDER [--with-segmented] [--seeds 3]`.

FOLDER holds labelled_raw.csv (and labelled_segmented.csv). Tests are always on raw messages. Near-identical messages
(cosine of character triples above 0.6) stay in one fold, and are not learned from when their like is tested.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.model_selection import StratifiedGroupKFold

from shanzhi.domains.appeals.learning import features, training
from shanzhi.domains.appeals.learning.measure import measure
from shanzhi.domains.appeals.learning.tables import read_labelled

FOUR = {"word": 1.0, "pair": 1.0, "lead_pair": 0.7, "lead_word": 0.5}
#: what is tried: weights of the views, share of the log-count ratio, C of the separator
TRIED: tuple[tuple[str, Mapping[str, float], float, float], ...] = (
    ("words", {"word": 1.0}, 0.0, 0.3),
    ("characters", {"pair": 1.0}, 0.0, 0.3),
    ("words + characters", {"word": 1.0, "pair": 1.0}, 0.0, 0.3),
    ("+ opening", FOUR, 0.0, 0.3),
    ("+ opening, ratio 0.25 (kept)", FOUR, 0.25, 0.3),
    ("+ opening, ratio 0.5, C 0.1", FOUR, 0.5, 0.1),
    ("+ opening twice as heavy, ratio 0.25", {**FOUR, "lead_pair": 1.4, "lead_word": 1.0}, 0.25, 0.3),
)


def groups(texts: list[str]) -> Any:
    """A number per text, the same for near-identical ones."""
    hashed = HashingVectorizer(analyzer="char", ngram_range=(3, 3), n_features=2**18, alternate_sign=False)
    matrix = hashed.transform(texts)
    pairs = []
    for start in range(0, len(texts), 500):
        alike = (matrix[start : start + 500] @ matrix.T).tocoo()
        close = alike.data > 0.6
        pairs.append(np.array([alike.row[close] + start, alike.col[close]]))
    rows, columns = np.concatenate(pairs, axis=1)
    return connected_components(coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts),) * 2))[1]


def folds(rows: list[training.Row], raw: int, seeds: int) -> Iterator[tuple[Any, Any]]:
    """Positions to learn from and to test on; only the first `raw` rows are tested."""
    group = groups([row.title + row.body for row in rows])
    labels = [row.label for row in rows[:raw]]
    for seed in range(seeds):
        splitter = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
        for learned, tested in splitter.split(labels, labels, group[:raw]):
            further = np.flatnonzero(~np.isin(group[raw:], group[tested])) + raw
            yield np.concatenate([learned, further]), tested


def main() -> None:
    """Print one line per configuration: macro-F1, mean ± standard deviation over folds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--with-segmented", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    rows = read_labelled([asked.folder / "labelled_raw.csv"])
    raw = len(rows)
    if asked.with_segmented:
        rows += read_labelled([asked.folder / "labelled_segmented.csv"])
    messages = [features.read(row.body, row.title) for row in rows]
    names = sorted({row.label for row in rows})
    numbers = np.array([names.index(row.label) for row in rows])
    split = list(folds(rows, raw, asked.seeds))
    for name, views, ratio, separation in TRIED:
        features.VIEWS, training.RATIO_SHARE, training.SEPARATION = views, ratio, separation  # type: ignore[misc]
        found = [_fold(messages, numbers, names, learned, tested) for learned, tested in split]
        print(f"{name}: {np.mean(found):.4f} ± {np.std(found):.4f}", flush=True)


def _fold(messages: list[Any], numbers: Any, names: list[str], learned: Any, tested: Any) -> float:
    vocabulary = features.Vocabulary.learn(messages[at] for at in learned)
    matrix = training.matrix_of([messages[at] for at in learned], vocabulary)
    weights, bias = training.separate(matrix, numbers[learned], len(names))
    answers = (training.matrix_of([messages[at] for at in tested], vocabulary) @ weights + bias).argmax(axis=1)
    return measure([names[at] for at in numbers[tested]], [names[at] for at in answers]).macro_f1


if __name__ == "__main__":
    main()
