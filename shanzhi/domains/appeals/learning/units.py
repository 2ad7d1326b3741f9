"""Handling unit from the kind of matter and the place, by counting who handled the like before.

A unit is counted as what it is *to the place*: "this street's squad", "this community", or a unit by name. So what one
street's squad does teaches about every street's squad. Counts of the general (all, type) back off into the particular
(sub-type, sub-type in this street); older cases weigh less. Updating is one addition.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shanzhi.domains.appeals.learning.unit_names import parse, street_stem

#: A case counts half after so many days.
HALF_LIFE_DAYS = 180
#: So many cases of the general weigh as much as the particular ones.
BACK_OFF = 3.0
#: Fewer cases than this explain nothing.
_TELLING = 3
_COMMUNITY, _STREET = "{社区}", "{街道}"

Level = str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known on entry: names of the kind from coarse to fine, the street's and the community's name."""

    kinds: tuple[str, ...]
    street: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class Handled:
    """A case that a unit handled."""

    facts: Facts
    unit: str
    on: date


@dataclass(frozen=True, slots=True)
class UnitSuggestion:
    """建议承办单位. `key` is the unit's one name (unit_names), `unit` how it was mostly written, `because` a sentence."""

    unit: str
    key: str
    confidence: float
    because: str


class UnitSuggester:
    """Counts of who handled what where."""

    def __init__(self) -> None:
        self._weights: dict[Level, dict[str, float]] = defaultdict(dict)
        self._cases: dict[Level, Counter[str]] = defaultdict(Counter)
        self._written: dict[str, Counter[str]] = defaultdict(Counter)
        self._street_cores: set[str] = set()
        self._first: date | None = None
        self._last: date | None = None

    def fit(self, rows: Iterable[Handled]) -> "UnitSuggester":
        """Learn all rows afresh."""
        kept = list(rows)
        self.__init__()  # type: ignore[misc] # start over with empty counts
        self._street_cores = {name.core for row in kept if (name := parse(row.unit)).street}
        for row in kept:
            self.add(row)
        return self

    def add(self, row: Handled) -> None:
        """Learn one more case."""
        name = parse(row.unit)
        if name.street:
            self._street_cores.add(name.core)
        key = self.key(row.unit, row.facts)
        self._written[key][row.unit] += 1
        self._first = self._first or row.on
        self._last = max(self._last or row.on, row.on)
        weight = 2.0 ** ((row.on - self._first).days / HALF_LIFE_DAYS)
        role = _role(key, row.facts)
        for level in _levels(row.facts):
            counts = self._weights[level]
            counts[role] = counts.get(role, 0.0) + weight
            self._cases[level][role] += 1

    def key(self, unit: str, facts: Facts) -> str:
        """The unit's one name. An office that streets have, named without its street, is that of the case's street."""
        name = parse(unit)
        if not name.street and name.core in self._street_cores and facts.street:
            return f"{street_stem(facts.street)}街道{name.core}"
        return str(name)

    def suggest(self, facts: Facts, top: int = 3) -> list[UnitSuggestion]:
        """The likeliest units, best first; none before anything was learned."""
        if self._first is None or self._last is None:
            return []
        # Weights grow with the date; the back-off grows with them so that it stays worth BACK_OFF cases of today.
        back_off = BACK_OFF * 2.0 ** ((self._last - self._first).days / HALF_LIFE_DAYS)
        chances: dict[str, float] = {}
        for level in _levels(facts):
            counts = self._weights.get(level)
            if counts:
                whole = sum(counts.values()) + back_off
                general = back_off / whole
                chances = {
                    role: counts.get(role, 0.0) / whole + general * chances.get(role, 0.0) for role in chances | counts
                }
        ranked = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
        named = ((role, key, chance) for role, chance in ranked if (key := _name(role, facts)))
        return [
            UnitSuggestion(self._as_written(key), key, min(chance, 1.0), self._because(role, facts))
            for (role, key, chance), _ in zip(named, range(top), strict=False)
        ]

    def _as_written(self, key: str) -> str:
        seen = self._written.get(key)
        return seen.most_common(1)[0][0] if seen else key

    def _because(self, role: str, facts: Facts) -> str:
        for level in reversed(list(_levels(facts))):
            cases = self._cases.get(level)
            if cases and cases[role] and cases.total() >= _TELLING:
                who = "由它办结" if role[0] != "{" else "由当地的同类单位办结"
                return f"近{cases.total()}件{_spoken(level)}，{cases[role]}件{who}"
        return "同类的事很少，按相近的事估计"

    def save(self, path: Path) -> None:
        """Write the counts as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = {
            "weights": self._weights,
            "cases": self._cases,
            "written": self._written,
            "street_cores": sorted(self._street_cores),
            "span": [day.isoformat() if day else None for day in (self._first, self._last)],
        }
        path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "UnitSuggester":
        """Read counts. Raises OSError, ValueError, KeyError."""
        whole = json.loads(path.read_text(encoding="utf-8"))
        made = cls()
        made._weights.update(whole["weights"])
        made._cases.update({level: Counter(counts) for level, counts in whole["cases"].items()})
        made._written.update({key: Counter(counts) for key, counts in whole["written"].items()})
        made._street_cores = set(whole["street_cores"])
        made._first, made._last = (date.fromisoformat(day) if day else None for day in whole["span"])
        return made


def _levels(facts: Facts) -> Iterator[Level]:
    """From the general to the particular."""
    yield ""
    for depth, kind in enumerate(facts.kinds):
        if kind:
            yield f"{depth}\t{kind}"
    finest = next((kind for kind in reversed(facts.kinds) if kind), "")
    if finest and facts.street:
        yield f"{finest}\t{facts.street}\t"


def _spoken(level: Level) -> str:
    if not level:
        return "事"
    first, second = level.split("\t")[:2]
    return f"{second}的“{first}”" if level.endswith("\t") else f"“{second}”"


def _role(key: str, facts: Facts) -> str:
    """What a unit is to the place of the case."""
    if facts.community and key == facts.community:
        return _COMMUNITY
    street = f"{street_stem(facts.street)}街道"
    return _STREET + key.removeprefix(street) if facts.street and key.startswith(street) else key


def _name(role: str, facts: Facts) -> str:
    """The unit that plays the role at this place; empty where there is no such place."""
    if role == _COMMUNITY:
        return facts.community
    if role.startswith(_STREET):
        return f"{street_stem(facts.street)}街道{role.removeprefix(_STREET)}" if facts.street else ""
    return role


@dataclass(frozen=True, slots=True)
class UnitMeasure:
    """Share of `n` later cases whose unit was suggested first, and among the first three."""

    top1: float
    top3: float
    n: int


def measure_units(suggester: UnitSuggester, rows: Iterable[Handled]) -> UnitMeasure:
    """Ask for every row and compare by the units' one name. Raises ValueError without rows."""
    places: Counter[int] = Counter()
    n = 0
    for row in rows:
        n += 1
        keys = [found.key for found in suggester.suggest(row.facts)]
        truth = suggester.key(row.unit, row.facts)
        if truth in keys:
            places[keys.index(truth)] += 1
    if not n:
        raise ValueError("no rows")
    return UnitMeasure(places[0] / n, sum(places.values()) / n, n)
