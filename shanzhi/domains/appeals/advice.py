"""Advice on a case that waits: its category and who should handle it, with numbered reasons. It never acts by itself.

Category: the words of the report, by the model in use. Unit: who the category says usually handles it, resolved to a
real unit of that place, and who handled such cases there lately. One statement, one more each ten minutes.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.learning import Model, Suggester, Suggestion
from shanzhi.domains.appeals.learning.cli import default_model
from shanzhi.domains.appeals.learning.model import ModelBroken
from shanzhi.domains.appeals.learning.starter import starter
from shanzhi.engines.casework.public import Case
from shanzhi.engines.org.public import Unit
from shanzhi.kernel import policy
from shanzhi.kernel.codes import full

log = logging.getLogger(__name__)
LATELY = timedelta(days=90)
#: What a category names (`community`, `street`, …) and the kind of unit that it means.
_KINDS = {
    "community": Unit.Kind.COMMITTEE, "street": Unit.Kind.STREET, "property": Unit.Kind.PROPERTY,
    "department": Unit.Kind.DEPARTMENT,
}  # fmt: skip
_CALLED = {"community": "社区", "street": "街道", "property": "物业"}
_LEVELS = (2, 4, 6, 9, 12)
#: Seconds for which a count of past work is kept, and how many counts: streets × classes of a county fit.
_KEPT, _MOST_KEPT = 600, 1024
_warming, _reading = threading.Event(), threading.Lock()


@dataclass(frozen=True, slots=True)
class Advice:
    """建议.

    `category` is a code or empty, `unit` may be None; `confidence` 0 to 1 is of the category; `is_sure` says that the
    policy `appeals.advice` lets a form begin with it. `others` are further likely categories.
    """

    category: str = ""
    unit: Unit | None = None
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    is_sure: bool = False
    others: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """派给金叶物业，公共设施，楼道照明."""
        parts = [f"派给{self.unit.short_name}" if self.unit else "", categories.name(self.category)]
        return "，".join(part for part in parts if part)

    @property
    def record(self) -> dict[str, Any]:
        """What goes on record beside what the person chose."""
        unit = self.unit.pk if self.unit else None
        return {"category": self.category, "confidence": round(self.confidence, 3), "unit": unit}


def candidates(case: Case) -> list[Unit]:
    """The units in use that may be given this case: those whose place holds it, and those inside its community."""
    above = [full(case.territory_code[:end]) for end in _LEVELS] + [case.territory_code]
    near = Q(territory_code__in=above) | Q(territory_code__within=case.community_code)
    return list(
        Unit.objects.filter(near, is_active=True).exclude(kind=Unit.Kind.CENTRE).order_by("-territory_code", "pk")
    )


def advise(case: Case, at: datetime, *, units: list[Unit] | None = None) -> Advice:
    """What the program would do with the case, and why. `units` are its candidates, when the caller has them already."""
    found = _suggester().suggest(case.body or case.title, title=case.title if case.body else "")
    best = found[0] if found else None
    settled = case.category_code if case.step != "submitted" and case.category_code else ""
    category = settled or (best.code if best else case.category_code)
    confidence = 1.0 if settled else best.confidence if best else 0.0
    past = handled_lately(case, category, at)
    unit, why_unit = choose_unit(case, category, candidates(case) if units is None else units, past)
    least = policy.value("appeals.advice", area=case.territory_code, at=at).value["confidence"]
    return Advice(
        category, unit, confidence, (*_why_category(category, best, settled), *why_unit),
        bool(category) and confidence >= least, tuple(each.code for each in found[1:]),
    )  # fmt: skip


def handled_lately(case: Case, category: str, at: datetime) -> dict[int, int]:
    """Unit → how many cases of that category's class it ended in this street in the last 90 days.

    Kept in the process until the next full ten minutes: what was ended meanwhile does not show yet.
    """
    if not category:
        return {}
    return dict(_handled(case.territory_code[:9], category[:2], int(at.timestamp() // _KEPT)))


@lru_cache(maxsize=_MOST_KEPT)
def _handled(street: str, top: str, bucket: int) -> tuple[tuple[int, int], ...]:
    """The count as of the beginning of the bucket for the 90 days before, and of all that was ended since."""
    since = datetime.fromtimestamp(bucket * _KEPT, tz=UTC) - LATELY
    rows = (
        Case.objects.filter(
            street_code=street, category_code__startswith=top, step="closed", reported_at__gte=since, unit__isnull=False
        )
        .values_list("unit_id")
        .annotate(count=Count("id"))
    )
    return tuple(rows)


def forget() -> None:
    """Drop the counts that this process holds; for tests."""
    _handled.cache_clear()


def choose_unit(case: Case, category: str, units: list[Unit], past: dict[int, int]) -> tuple[Unit | None, list[str]]:
    """The unit, and the reasons: the catalogue names the kind, the place or past work picks among several."""
    named = categories.get(category)
    fitting = _fitting(case, named.unit, units) if named else []
    if not fitting:
        counted = [unit for unit in units if past.get(unit.pk)]
        if not counted:
            return None, []
        unit = max(counted, key=lambda each: past[each.pk])
        return unit, [_past_words(unit, past)]
    unit = max(fitting, key=lambda each: past.get(each.pk, 0))
    assert named is not None  # noqa: S101 - nothing fits an unknown category
    kind, _, slug = named.unit.partition(":")
    called = categories.departments().get(slug, "主管部门") if slug else _CALLED[kind]
    reasons = [f"目录写明“{named.name}”一般由{called}办，这里是{unit.short_name}"]
    return unit, reasons + ([_past_words(unit, past)] if past.get(unit.pk) else [])


def _fitting(case: Case, wanted: str, units: list[Unit]) -> list[Unit]:
    """Units of the wanted kind, the nearest place first; a property firm by its name in the address if it is there."""
    kind, _, slug = wanted.partition(":")
    of_kind = [unit for unit in units if unit.kind == _KINDS.get(kind)]
    if slug:
        name = categories.departments().get(slug, "")
        return [u for u in of_kind if u.slug == slug or u.slug.endswith(f"-{slug}") or (name and u.name.endswith(name))]
    if kind == "property":
        return [u for u in of_kind if u.short_name[:2] and u.short_name[:2] in case.place_text] or of_kind
    return of_kind


def _past_words(unit: Unit, past: dict[int, int]) -> str:
    total, own = sum(past.values()), past[unit.pk]
    return f"近90天本街道同类办结{total}件，其中{own}件由{unit.short_name}办结"


def _why_category(category: str, best: Suggestion | None, settled: str) -> list[str]:
    if settled:
        return [f"受理时定的类别是“{categories.name(settled)}”"]
    if best is None or not category:
        return []
    words = "、".join(f"“{word}”" for word in best.because[:4])
    share = f"这样的话{best.confidence:.0%}是“{categories.name(category)}”"
    return [f"说到{words}，{share}" if words else share]


def warm() -> None:
    """Begin to read the model, so that it is there when the first suggestion is asked for. Returns at once."""
    if not _warming.is_set():
        _warming.set()
        threading.Thread(target=_suggester, name="advice", daemon=True).start()


def model_path() -> Path:
    """Where the model that was learned here lies; the weekly job puts a new one in its place."""
    return default_model()


def _suggester() -> Suggester:
    """One for the process until a newer model lies there; whoever comes while it is read waits for it."""
    path = model_path()
    with _reading:
        return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> Suggester:
    """The model that was trained here, if it speaks of the catalogue's categories; else what the catalogue itself says."""
    if changed:
        try:
            model = Model.load(path)
        except ModelBroken as broken:
            log.warning("the learned model is not used: %s", broken)
        else:
            if all(categories.get(label) for label in model.labels):
                return Suggester(model)
    return Suggester(starter())
