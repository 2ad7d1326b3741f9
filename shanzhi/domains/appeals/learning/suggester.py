"""Categories for what a resident wrote, with a confidence and the words that decided."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shanzhi.domains.appeals.learning import text
from shanzhi.domains.appeals.learning.features import Floats, Message, read
from shanzhi.domains.appeals.learning.model import Model

_MOST_WORDS = 5
#: A word explains when it carries this share of what the strongest word carries.
_WORTH_SAYING = 0.15


@dataclass(frozen=True, slots=True)
class Suggestion:
    """建议类别. `confidence` from 0 to 1 is how often such suggestions are right; whether it is enough to fill a form in
    is the caller's policy. `because`: words of the message, strongest first."""

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
        confidences = self.model.confidences(message)
        order = np.argsort(-confidences, kind="stable")[:top]
        lean = self._lean(columns, values, order)
        return [
            Suggestion(self.model.labels[label], float(confidences[label]), self._because(message, columns, lean[:, at]))
            for at, label in enumerate(order)
        ]

    def _lean(self, columns: Sequence[int] | np.ndarray, values: Floats, order: np.ndarray) -> Floats:
        """How much each term of the message speaks for each label of `order` rather than for the average label."""
        weights = self.model.weights[columns]
        lean: Floats = values[:, None] * (weights[:, order] - weights.mean(axis=1, keepdims=True))
        return lean

    def _because(self, message: Message, columns: np.ndarray, lean: Floats) -> tuple[str, ...]:
        """A word's share is its own and that of the characters in it, so that fragments are told as words."""
        share = dict(zip(columns.tolist(), lean.tolist(), strict=True))
        known = self.model.vocabulary.columns

        def weigh(word: str) -> float:
            own = share.get(known["word"].get(word, -1), 0.0) + share.get(known["lead_word"].get(word, -1), 0.0)
            for pair in text.pairs(word):
                own += share.get(known["pair"].get(pair, -1), 0.0) + share.get(known["lead_pair"].get(pair, -1), 0.0)
            return own

        weighed = {word: weigh(word) for word in dict.fromkeys(message.words) if len(word) > 1}
        strongest = sorted(weighed, key=lambda word: -weighed[word])[:_MOST_WORDS]
        return tuple(word for word in strongest if weighed[word] > _WORTH_SAYING * max(weighed[strongest[0]], 0.0))
