"""Four views of a message, each a bag of terms with its own weight."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shanzhi.domains.appeals.learning import text

Floats = npt.NDArray[np.float32]
Columns = npt.NDArray[np.int32]

#: View → weight of its unit vector. Words and characters of the whole, and again of the title (or opening), where
#: residents put the subject. Measured in docs/learning.md.
VIEWS: Mapping[str, float] = {"word": 1.0, "pair": 1.0, "lead_pair": 0.7, "lead_word": 0.5}


@dataclass(frozen=True, slots=True)
class Message:
    """A cleaned message, its words cut once."""

    whole: str
    lead: str
    words: tuple[str, ...]

    def terms(self, view: str) -> Iterable[str]:
        """The terms of one view, with repeats."""
        if view == "word":
            return self.words
        if view == "pair":
            return text.pairs(self.whole)
        return text.pairs(self.lead) if view == "lead_pair" else text.cut(self.lead)


def read(body: str, title: str = "") -> Message:
    """Clean and cut a message as a resident wrote it. Any text is fit, also empty or hostile."""
    head, rest = text.clean(title), text.clean(body)
    whole = f"{head} {rest}".strip()
    return Message(whole, text.lead(head, rest), tuple(text.cut(whole)))


@dataclass(frozen=True)
class Vocabulary:
    """The terms that a model knows: per view, term → column; `idf` by column (smoothed inverse document frequency)."""

    columns: Mapping[str, Mapping[str, int]]
    idf: Floats

    @classmethod
    def learn(cls, messages: Iterable[Message], *, least: int = 2) -> "Vocabulary":
        """Keep the terms that `least` messages or more contain."""
        seen: dict[str, Counter[str]] = {view: Counter() for view in VIEWS}
        total = 0
        for message in messages:
            total += 1
            for view, counter in seen.items():
                counter.update(set(message.terms(view)))
        columns: dict[str, dict[str, int]] = {}
        document_counts: list[int] = []
        for view, counter in seen.items():
            kept = sorted(term for term, count in counter.items() if count >= least)
            columns[view] = {term: len(document_counts) + at for at, term in enumerate(kept)}
            document_counts.extend(counter[term] for term in kept)
        idf = np.log((1 + total) / (1 + np.array(document_counts, dtype=np.float64))) + 1
        return cls(columns, idf.astype(np.float32))

    def vector(self, message: Message) -> tuple[Columns, Floats]:
        """Sparse features of a message: columns and values, each view a unit vector times its weight."""
        columns: list[Columns] = [np.zeros(0, np.int32)]
        values: list[Floats] = [np.zeros(0, np.float32)]
        for view, weight in VIEWS.items():
            known = self.columns[view]
            counts = {known[term]: count for term, count in Counter(message.terms(view)).items() if term in known}
            if not counts:
                continue
            at = np.fromiter(counts, np.int32, len(counts))
            value = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.idf[at]
            columns.append(at)
            values.append((weight / np.linalg.norm(value) * value).astype(np.float32))
        return np.concatenate(columns), np.concatenate(values)
