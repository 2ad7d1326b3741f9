"""From a unit's name in a row to a unit, or a proposal. Nothing is created unless the operator accepts it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches

from shanzhi.domains.appeals.importing.places import Places
from shanzhi.domains.appeals.learning.unit_names import UnitName, parse
from shanzhi.engines.org.public import Unit, units_within

Opener = Callable[[str, str, str, str], Unit]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word of the older system that has no counterpart here. `kind`: 单位, 类别 …; `suggested` is an existing one."""

    kind: str
    name: str
    count: int
    suggested: str = ""


@dataclass(slots=True)
class Units:
    """The units of an area by their names; what was not found is counted.

    `opener(name, kind, territory, key)` opens a unit when the operator has accepted the proposals; without it they
    stay proposals.
    """

    places: Places
    opener: Opener | None = None
    by_name: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[str, str] = field(default_factory=dict)
    unmatched: Counter[str] = field(default_factory=Counter)
    opened: list[str] = field(default_factory=list)
    _found: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def under(cls, places: Places, opener: Opener | None = None) -> "Units":
        """The units in use in the area of `places`."""
        units = cls(places, opener)
        for unit in units_within(places.area).only("id", "slug", "name", "short_name"):
            units._add(unit)
        return units

    def _add(self, unit: Unit) -> None:
        for name in {unit.slug, unit.name, unit.short_name, str(parse(unit.name)), str(parse(unit.short_name))}:
            self.by_name[name].add(unit.pk)
        self.titles[str(parse(unit.name))] = unit.name

    def find(self, name: str) -> int | None:
        """The unit's id; None, and one more on the list of proposals, when it is unknown or two have that name."""
        if name not in self._found:
            self._found[name] = self._match(name)
        found = self._found[name]
        if found is None:
            self.unmatched[name] += 1
        return found

    def _match(self, name: str) -> int | None:
        parsed = parse(name)
        for known in (name, str(parsed)):
            if len(self.by_name.get(known, ())) == 1:
                return next(iter(self.by_name[known]))
        if self.opener is None or self.by_name.get(str(parsed)):
            return None
        unit = self.opener(name, *_nature(parsed, self.places), hashlib.sha256(str(parsed).encode()).hexdigest()[:10])
        self._add(unit)
        self.opened.append(unit.name)
        return unit.pk

    def proposals(self) -> list[Proposal]:
        """The unknown names, most frequent first, each with the likest existing unit."""
        known = list(self.titles)
        rows = []
        for name, count in self.unmatched.most_common():
            near = get_close_matches(str(parse(name)), known, n=1, cutoff=0.5) if known else []
            rows.append(Proposal("单位", name, count, self.titles[near[0]] if near else ""))
        return rows


def _nature(name: UnitName, places: Places) -> tuple[str, str]:
    """(kind, territory) that a name speaks of."""
    if name.core.endswith(("社区", "村")):
        code, _ = places.find("", "", name.core)
        return ("committee", code) if code else ("partner", _top(places))
    if name.core.endswith("公司"):
        return ("property_firm" if "物业" in name.core else "partner"), _top(places)
    if name.street:
        code, _ = places.find("", name.street, "")
        return "street_office", code or _top(places)
    return "county_department", _top(places)


def _top(places: Places) -> str:
    return min(places.codes)
