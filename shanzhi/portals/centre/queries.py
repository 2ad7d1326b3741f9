"""What the wall shows, in four statements: the tally, the open cases, today's hours, the newest and the latest."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Extract, TruncDate
from django.utils import timezone

from shanzhi.engines.casework.public import Case, CaseQuerySet, Tally, queries
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.clock import midnight
from shanzhi.portals.centre.titles import titled

FEED, LATE = 9, 5
_RATES = ("contact_due", "contact_met", "rated", "solved", "satisfied")


@dataclass(slots=True)
class Wall:
    """The wall of one territory at one moment. Areas are keyed by code prefix (street 9, community 12 digits)."""

    prefix: str
    at: datetime
    since: date
    today: dict[str, int] = field(default_factory=dict)
    month: dict[str, dict[str, int]] = field(default_factory=dict)
    heat: dict[str, dict[str, int]] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    overdue: dict[str, int] = field(default_factory=dict)
    hours: list[int] = field(default_factory=lambda: [0] * 24)
    hours_before: list[int] = field(default_factory=lambda: [0] * 24)
    feed: list[dict[str, Any]] = field(default_factory=list)
    late: list[dict[str, Any]] = field(default_factory=list)

    @property
    def open_total(self) -> int:
        """Open cases that the actor sees."""
        return sum(self.open.values())

    @property
    def overdue_total(self) -> int:
        """Overdue cases that the actor sees."""
        return sum(self.overdue.values())

    @property
    def total(self) -> dict[str, int]:
        """The month's sums over the whole territory."""
        sums: dict[str, int] = defaultdict(int)
        for row in self.month.values():
            for name, value in row.items():
                sums[name] += value
        return dict(sums)


def wall(actor: Actor, prefix: str, *, at: datetime) -> Wall:
    """Everything on the wall for the territory `prefix`, as `actor` may see it. Four statements."""
    day = timezone.localtime(at).date()
    found = Wall(prefix, at, day.replace(day=1))
    cases = queries.narrow(Case.objects.visible_to(actor), {"area": prefix}, at=at)
    _tallied(found, day, sealed=actor.may("case.read_sealed", code=prefix))
    for row in queries.open_by_community(cases, at=at):
        found.open[row["community_code"]] = row["open"]
        found.overdue[row["community_code"]] = row["overdue"]
    _hours(found, cases, day)
    _newest_and_latest(found, cases, at)
    return found


def _tallied(found: Wall, day: date, *, sealed: bool) -> None:
    """Month by community, month by street and category, and today, from one pass over the month's tally.

    Confidential reports count only for whoever may read them here: a figure must not tell what its list hides.
    """
    counted = Tally.objects.all() if sealed else Tally.objects.filter(is_sealed=False)
    rows: Any = (
        counted.filter(area_code__within=found.prefix, on__gte=found.since, on__lte=day)
        .values("area_code", "category_code")
        .annotate(
            in_today=Sum("intake", filter=Q(on=day), default=0),
            out_today=Sum("closed", filter=Q(on=day), default=0),
            **{name: Sum(name) for name in ("intake", "closed", *_RATES)},
        )
    )
    found.today = {"intake": 0, "closed": 0}
    for row in rows:
        area, category = row.pop("area_code"), row.pop("category_code")
        if category:
            found.heat.setdefault(area, {})[category] = row["intake"]
            continue
        found.today["intake"] += row.pop("in_today")
        found.today["closed"] += row.pop("out_today")
        found.month[area] = row


def _hours(found: Wall, cases: CaseQuerySet, day: date) -> None:
    """Intake by hour, today and on the same weekday a week ago."""
    zone = timezone.get_current_timezone()
    before = day - timedelta(days=7)
    spans = [Q(reported_at__gte=midnight(d), reported_at__lt=midnight(d + timedelta(days=1))) for d in (day, before)]
    rows = (
        cases.filter(spans[0] | spans[1])
        .values(day=TruncDate("reported_at", tzinfo=zone), hour=Extract("reported_at", "hour", tzinfo=zone))
        .annotate(n=Count("id"))
    )
    for row in rows:
        (found.hours if row["day"] == day else found.hours_before)[row["hour"]] = row["n"]


def _newest_and_latest(found: Wall, cases: CaseQuerySet, at: datetime) -> None:
    """The newest reports and the longest overdue, in one statement; no name, telephone or house number among them."""
    columns = ("number", "title", "community_code", "step", "reported_at", "burns_at", "is_sealed", "reporter_name")
    newest = cases.order_by("-reported_at", "-id").values(*columns, unit_name=F("unit__short_name"), which=Value(0))[
        :FEED
    ]
    latest = (
        cases.overdue(at)
        .order_by("burns_at", "id")
        .values(*columns, unit_name=F("unit__short_name"), which=Value(1))[:LATE]
    )
    for row in newest.union(latest, all=True):
        (found.late if row["which"] else found.feed).append(titled(row))
    found.feed.sort(key=lambda row: row["reported_at"], reverse=True)
    found.late.sort(key=lambda row: row["burns_at"])
