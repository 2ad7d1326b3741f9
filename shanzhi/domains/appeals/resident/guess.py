"""What it is about, as the person is shown it: a suggestion by the words of the catalogue, never in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.resident import rules

_FILE = Path(__file__).resolve().parents[3] / "catalogue" / "categories.yaml"


@dataclass(frozen=True, slots=True)
class Guess:
    """A nature, a category ("" when nothing speaks) and the words that decided."""

    nature: str
    category: str = ""
    because: tuple[str, ...] = ()

    @property
    def category_name(self) -> str:
        """公共设施，楼道照明."""
        return categories.name(self.category)


@cache
def _words() -> tuple[tuple[str, frozenset[str]], ...]:
    """Leaf code and its words."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    leaves = (leaf for top in raw["categories"] for leaf in top.get("children", ()))
    return tuple((leaf["code"], frozenset(str(leaf.get("words", "")).split())) for leaf in leaves)


def _weight(words: Iterable[str]) -> int:
    """Longer words say more."""
    return sum(len(word) - 1 for word in words)


def of(body: str) -> Guess:
    """The leaf whose words the text holds most of. Pure and quick: no model, no query."""
    best: tuple[int, str, tuple[str, ...]] = (0, "", ())
    for code, words in _words():
        found = tuple(sorted((word for word in words if len(word) > 1 and word in body), key=len, reverse=True))
        weight = _weight(found)
        if weight > best[0]:
            best = (weight, code, found[:3])
    return Guess(rules.nature_of(body), best[1], best[2])


def options() -> list[tuple[str, list[tuple[str, str]]]]:
    """The tree for a select: top name, then (code, name) of its leaves."""
    return [(top.name, [(leaf.code, leaf.name) for leaf in leaves]) for top, leaves in categories.tree()]
