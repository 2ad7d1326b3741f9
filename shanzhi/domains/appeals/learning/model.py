"""A linear model in a plain file: loaded and scored with numpy alone, nothing in it is ever executed."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from shanzhi.domains.appeals.learning.features import VIEWS, Columns, Floats, Message, Vocabulary

_FORMAT = 1


class ModelBroken(Exception):
    """The file is missing or is no model of ours; `str()` says so in Chinese, fit to show."""

    code: ClassVar[str] = "model_broken"


@dataclass(frozen=True)
class Model:
    """One weight per term and label.

    `weights`: terms × labels; `bias`: labels; `sharpness`: what scores are multiplied with to become confidences that
    are right as often as they say (learned on messages held out).
    """

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    bias: Floats
    sharpness: float

    def scores(self, columns: Columns, values: Floats) -> Floats:
        """The margin of each label, in the order of `labels`, for the features that `vocabulary.vector` gives."""
        found: Floats = values @ self.weights[columns] + self.bias
        return found

    def confidences(self, columns: Columns, values: Floats) -> Floats:
        """Probabilities of the labels; they sum to 1."""
        return softmax(self.scores(columns, values) * np.float32(self.sharpness))

    def best(self, message: Message) -> str:
        """The label with the highest score."""
        return self.labels[int(self.scores(*self.vocabulary.vector(message)).argmax())]

    def save(self, path: Path) -> None:
        """Write atomically: a reader sees the old model or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        parts: dict[str, Any] = {f"terms_{view}": _pack(self.vocabulary.columns[view]) for view in VIEWS}
        draft = path.with_name(path.name + ".part")
        with draft.open("wb") as out:
            np.savez_compressed(
                out,
                format=np.int64(_FORMAT),
                labels=_pack(self.labels),
                idf=self.vocabulary.idf,
                weights=self.weights.astype(np.float32),
                bias=self.bias.astype(np.float32),
                sharpness=np.float64(self.sharpness),
                **parts,
            )
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Read a model. Raises ModelBroken."""
        if not path.is_file():
            raise ModelBroken(f"没有找到模型文件 {path}，请先用 shanzhi appeals train 训练")
        try:
            with np.load(path, allow_pickle=False) as parts:
                return cls._from(parts)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ModelBroken(f"{path} 不是可用的模型文件，请重新训练") from error

    @classmethod
    def _from(cls, parts: Any) -> "Model":
        if int(parts["format"]) != _FORMAT:
            raise ValueError("format")
        columns: dict[str, dict[str, int]] = {}
        start = 0
        for view in VIEWS:
            terms = _unpack(parts[f"terms_{view}"])
            columns[view] = {term: start + at for at, term in enumerate(terms)}
            start += len(terms)
        labels = tuple(_unpack(parts["labels"]))
        weights, idf, bias = parts["weights"], parts["idf"], parts["bias"]
        fits = weights.shape == (start, len(labels)) and idf.shape == (start,) and bias.shape == (len(labels),)
        if not (fits and labels and np.isfinite(weights).all() and np.isfinite(idf).all()):
            raise ValueError("shape")
        return cls(labels, Vocabulary(columns, idf), weights, bias, float(parts["sharpness"]))


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shared: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shared


def _pack(words: Any) -> Any:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _unpack(packed: Any) -> list[str]:
    joined = packed.tobytes().decode()
    return joined.split("\n") if joined else []
