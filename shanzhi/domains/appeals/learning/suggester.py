"""Categories for what a resident wrote, with a confidence and the words that decided."""

from dataclasses import dataclass

import numpy as np

from shanzhi.domains.appeals.learning import text
from shanzhi.domains.appeals.learning.features import Columns, Floats, Message, read
from shanzhi.domains.appeals.learning.model import Model

_MOST_WORDS = 5
#: A word explains when it carries this share of what the strongest word carries.
_WORTH_SAYING = 0.15


@dataclass(frozen=True, slots=True)
class Suggestion:
    """建议类别.

    `confidence` from 0 to 1 is how often such suggestions are right; whether it is enough to fill a form in is the
    caller's policy. `because`: words of the message, strongest first.
    """

    code: str
    confidence: float
    because: tuple[str, ...]


class Suggester:
    """Suggests categories. Stateless after loading, so one serves all threads."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def suggest(self, body: str, *, title: str = "", top: int = 3) -> list[Suggestion]:
        """The likeliest categories, best first; none when the text holds no known word."""
        message = read(body, title)
        columns, values = self.model.vocabulary.vector(message)
        if not len(columns):
            return []
        confidences = self.model.confidences(columns, values)
        order = np.argsort(-confidences, kind="stable")[:top]
        told = self._told(message, columns)
        lean = self._lean(columns, values, order)
        return [
            Suggestion(self.model.labels[label], float(confidences[label]), _because(told, lean[:, at].tolist()))
            for at, label in enumerate(order)
        ]

    def _lean(self, columns: Columns, values: Floats, order: np.ndarray) -> Floats:
        """How much each term of the message speaks for each label of `order` rather than for the average label."""
        weights = self.model.weights[columns]
        lean: Floats = values[:, None] * (weights[:, order] - weights.mean(axis=1, keepdims=True))
        return lean

    def _told(self, message: Message, columns: Columns) -> dict[str, list[int]]:
        """Word → which features of the message it is: itself and the characters in it, so that fragments show as words."""
        at = {column: place for place, column in enumerate(columns.tolist())}
        known = self.model.vocabulary.columns
        told: dict[str, list[int]] = {}
        for word in dict.fromkeys(message.words):
            if len(word) > 1:
                inside = text.pairs(word)
                terms = [known["word"].get(word), known["lead_word"].get(word)]
                terms += [known["pair"].get(pair) for pair in inside] + [
                    known["lead_pair"].get(pair) for pair in inside
                ]
                told[word] = [at[term] for term in terms if term in at]
        return told


def _because(told: dict[str, list[int]], lean: list[float]) -> tuple[str, ...]:
    """The words that carry most, strongest first."""
    weighed = {word: sum(lean[place] for place in places) for word, places in told.items()}
    strongest = sorted(weighed, key=lambda word: -weighed[word])[:_MOST_WORDS]
    least = _WORTH_SAYING * max(weighed.values(), default=0.0)
    return tuple(word for word in strongest if weighed[word] > max(least, 0.0))
