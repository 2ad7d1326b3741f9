"""What burns: groups of open cases that do not overlap, so that their counts add up and each is a filter."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case as When_
from django.db.models import Count, F, IntegerField, Q, Value, When
from django.utils import timezone

from shanzhi.engines.casework.public import Case, CaseQuerySet, queries
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.roles import Reach
from shanzhi.portals.desk import notices

#: Step → permission of whoever has to do something there by virtue of the place.
_WAITS_BY_PLACE = {
    "submitted": "case.accept", "accepted": "case.dispatch", "returning": "case.decide_return", "verifying": "case.verify",
}  # fmt: skip
#: No unit has these numbers: the rows of the badge and of the unread notices in the counts.
_BADGE, _UNREAD = -1, -2
#: A row of the list needs none of these; two of them are ciphertext.
HEAVY = ("search", "body", "outcome", "reporter_name", "reporter_phone", "phone_index")


class Group(NamedTuple):
    """A group with its words, the colour of its count, and a line beside its heading."""

    code: str
    label: str
    level: str
    text: str = ""


GROUPS = (
    Group("overdue", "超时", "burn"),
    Group("due_today", "今天到期", "near"),
    Group("triage", "等受理", "act", "受理、派单、核查、定退单"),
    Group("unsigned", "等签收", "act", "签收满24小时算超时"),
    Group("rest", "其余在办", "rest"),
    Group("rating", "等居民评价", "soft"),
)


def conditions(at: datetime) -> dict[str, Q]:
    """Group → which open cases belong to it at `at`. Exactly one holds for each open case."""
    tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    calm = Q(burns_at__gte=tomorrow) | Q(burns_at__isnull=True)
    return {
        "overdue": Q(burns_at__lt=at),
        "due_today": Q(burns_at__gte=at, burns_at__lt=tomorrow),
        "triage": calm & Q(step__in=tuple(_WAITS_BY_PLACE)),
        "unsigned": calm & Q(step="dispatched"),
        "rest": calm & ~Q(step__in=(*_WAITS_BY_PLACE, "dispatched", "rating")),
        "rating": calm & Q(step="rating"),
    }


def group_of(case: Case, at: datetime) -> str:
    """The group of one open case, by the same rules."""
    tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if case.burns_at is not None and case.burns_at < tomorrow:
        return "overdue" if case.burns_at < at else "due_today"
    if case.step in _WAITS_BY_PLACE:
        return "triage"
    return {"dispatched": "unsigned", "rating": "rating"}.get(case.step, "rest")


def mine(actor: Actor) -> Q:
    """What waits for the actor: in the hands of a unit that the actor sits in, or at a step that the actor decides there."""
    units = {grant.unit_id for grant in actor.grants} - {None}
    waits = Q(unit_id__in=units) if units else Q(pk__in=[])
    for step, verb in _WAITS_BY_PLACE.items():
        for grant in actor.holding(verb, Reach.TERRITORY):
            waits |= Q(step=step, territory_code__within=grant.territory)
    return waits


def listed(actor: Actor, asked: dict[str, Any], narrowing: dict[str, Any], at: datetime) -> CaseQuerySet:
    """The rows of the list, in no order yet."""
    cases = queries.narrow(Case.objects.visible_to(actor), narrowing, at=at)
    if asked.get("scope") == "mine":
        cases = cases.filter(mine(actor))
    if asked.get("state") == "closed":
        cases = cases.filter(closed_at__isnull=False)
    else:
        cases = cases.open()
        if group := asked.get("group"):
            cases = cases.filter(conditions(at)[group])
    return cases.select_related("unit").defer(*HEAVY)


def ranked(cases: CaseQuerySet, at: datetime) -> CaseQuerySet:
    """With the group's place among the groups, for the order of the whole list."""
    rules = conditions(at)
    whens = [When(rules[group.code], then=Value(n)) for n, group in enumerate(GROUPS)]
    return cases.annotate(rank=When_(*whens, default=Value(len(GROUPS)), output_field=IntegerField()))


@dataclass(slots=True)
class Counts:
    """Counts by group within the filters, open cases by unit (for the choice of a unit), the badge, unread notices."""

    groups: dict[str, int] = field(default_factory=dict)
    units: dict[int, tuple[str, int]] = field(default_factory=dict)
    badge: int = 0
    unread: int = 0

    @property
    def open(self) -> int:
        """All groups together."""
        return sum(self.groups.values())


def counts(actor: Actor, asked: dict[str, Any], narrowing: dict[str, Any], at: datetime) -> Counts:
    """Count the open cases of the list by group and unit, those of the badge, and unread notices, in one statement.

    The badge does not depend on the filters; the units to choose from do not depend on the unit chosen.
    """
    seen = Case.objects.visible_to(actor).open()
    within = queries.narrow(seen, {name: value for name, value in narrowing.items() if name != "unit"}, at=at)
    if asked.get("scope") == "mine":
        within = within.filter(mine(actor))
    rules = conditions(at)
    columns = ("key", "name", "waiting", *rules)
    by_unit = within.order_by().values(key=F("unit_id"), name=F("unit__short_name"))
    by_unit = by_unit.annotate(waiting=Value(0), **{code: Count("id", filter=rule) for code, rule in rules.items()})
    waiting = seen.filter(badge(actor)).order_by().values(key=Value(_BADGE), name=Value(""))
    waiting = waiting.annotate(waiting=Count("id"), **{code: Value(0) for code in rules})
    told = notices.unread(actor, at).order_by().values(key=Value(_UNREAD), name=Value(""))
    told = told.annotate(waiting=Count("id"), **{code: Value(0) for code in rules})
    found = Counts(groups=dict.fromkeys(rules, 0))
    parts = (waiting.values_list(*columns), told.values_list(*columns))
    rows: Any = by_unit.values_list(*columns).union(*parts, all=True)
    for key, name, waits, *numbers in rows:
        if key == _BADGE:
            found.badge += waits
            continue
        if key == _UNREAD:
            found.unread += waits
            continue
        if key is not None:
            found.units[key] = (name, sum(numbers))
        if narrowing.get("unit") in {None, key}:
            for code, number in zip(rules, numbers, strict=True):
                found.groups[code] += number
    return found


def waiting(actor: Actor, at: datetime) -> tuple[int, int]:
    """What the menu says: the badge of 收件 and the unread notices. One statement."""
    cases = Case.objects.visible_to(actor).open().filter(badge(actor)).order_by().values(key=Value(_BADGE))
    told = notices.unread(actor, at).order_by().values(key=Value(_UNREAD))
    rows: Any = cases.annotate(n=Count("id")).union(told.annotate(n=Count("id")), all=True)
    found = {row["key"]: row["n"] for row in rows}
    return found.get(_BADGE, 0), found.get(_UNREAD, 0)


def badge(actor: Actor) -> Q:
    """What the number on 收件 counts: waiting for signature in the actor's own units; for dispatchers, for acceptance."""
    units = {grant.unit_id for grant in actor.holding("case.sign", Reach.UNIT)} - {None}
    waits = Q(step="dispatched", unit_id__in=units) if units else Q(pk__in=[])
    for grant in actor.holding("case.accept", Reach.TERRITORY):
        waits |= Q(step="submitted", territory_code__within=grant.territory)
    return waits
