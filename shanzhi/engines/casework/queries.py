"""Reads of casework that join or count. All start from what the actor may see."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.lookups import Exact
from django.utils import timezone

from shanzhi.engines.casework import rules
from shanzhi.engines.casework.models import Case, CaseQuerySet, Tally, in_territory
from shanzhi.engines.casework.models.case import owned_by, short_number
from shanzhi.kernel import acts, search
from shanzhi.kernel.actor import ANONYMOUS, Actor
from shanzhi.kernel.clock import midnight
from shanzhi.kernel.fields import normal_phone, phone_index
from shanzhi.kernel.models import Act
from shanzhi.kernel.roles import Reach

#: Columns that a list shows; the long text and the ciphertext stay in the table.
LIST = (
    "id", "number", "kind", "nature", "step", "title", "place_text", "category_code", "community_code", "channel",
    "reported_at", "burns_at", "finish_due_at", "closed_at", "reopened", "version", "is_sealed", "unit__short_name",
    "unit_id", "is_anonymous", "reporter_id", "territory_code",
)  # fmt: skip
#: What `place_of` needs of a row beside its place.
PARTIES = ("is_sealed", "is_anonymous", "reporter_id", "unit_id", "territory_code")


def narrow(cases: CaseQuerySet, filters: dict[str, Any], *, at: datetime, by: Actor = ANONYMOUS) -> CaseQuerySet:
    """Apply a list's filters, all optional.

    state (open|closed|overdue|due_today|unsigned|rating|all), step, area, category, nature, channel, unit, since, until
    (dates), q (text, number or phone).
    """
    cases = _state(cases, filters.get("state") or "all", at)
    if area := filters.get("area"):
        cases = cases.filter(in_territory(area))
    if category := filters.get("category"):
        match = {"category_code": category} if len(category) > 2 else {"category_code__startswith": category}
        cases = cases.filter(**match)
    plain = {key: filters[key] for key in ("step", "nature", "channel", "unit") if filters.get(key)}
    if since := filters.get("since"):
        plain["reported_at__gte"] = midnight(since)
    if until := filters.get("until"):
        plain["reported_at__lt"] = midnight(until + timedelta(days=1))
    cases = cases.filter(**plain)
    return matching(cases, filters["q"], by=by) if filters.get("q") else cases


def _state(cases: CaseQuerySet, state: str, at: datetime) -> CaseQuerySet:
    tomorrow = midnight(timezone.localtime(at).date() + timedelta(days=1))
    narrowed = {
        "open": Q(closed_at__isnull=True),
        "closed": Q(closed_at__isnull=False),
        "overdue": Q(closed_at__isnull=True, burns_at__lt=at),
        "due_today": Q(closed_at__isnull=True, burns_at__gte=at, burns_at__lt=tomorrow),
        "unsigned": Q(closed_at__isnull=True, step="dispatched"),
        "rating": Q(closed_at__isnull=True, step="rating"),
    }.get(state)
    return cases if narrowed is None else cases.filter(narrowed)


def _reporter_known(by: Actor) -> Q:
    """Cases whose reporter `by` may know, as `sees_reporter` decides of one; open ones count as known to their readers."""
    known = Q(is_anonymous=False, is_sealed=False)
    if by.is_known:
        known |= owned_by(by)
    for grant in by.holding("case.see_reporter", Reach.TERRITORY):
        here = in_territory(grant.territory)
        known |= here if "case.read_sealed" in grant.role.verbs else here & Q(is_sealed=False)
    return known


def matching(cases: CaseQuerySet, words: str, *, by: Actor = ANONYMOUS) -> CaseQuerySet:
    """By phone (blind index), by number (whole or as read out), else by text and place.

    A telephone finds anonymous and confidential reports only for whoever may know their reporters (`by`): else a search
    would tell whose they are.
    """
    words = words.strip()
    digits = normal_phone(words)
    if digits and digits.isdigit() and len(digits) == 11:
        return cases.filter(_reporter_known(by), phone_index=phone_index(digits))
    head, _, tail = words.partition("-")
    if head.isdigit() and tail.isdigit() and len(head) == 4:
        return cases.filter(Exact(short_number(), f"{head}-{tail}"))
    if "-" in words and words.replace("-", "").isdigit():
        return cases.filter(number=words)
    found = cases.filter(search=search.query(words))
    for word in words.split():
        # The index also holds the place: of a hidden reporter's report nobody else finds the door by it.
        found = found.filter(_reporter_known(by) | Q(title__contains=word) | Q(body__contains=word))
    return found


def inbox_counts(cases: CaseQuerySet, *, at: datetime) -> dict[str, int]:
    """What burns, in one statement over the open cases given: overdue, due_today, unsigned, rating, rest, open.

    The groups do not overlap and add up to `open`.
    """
    tomorrow = midnight(timezone.localtime(at).date() + timedelta(days=1))
    late, today = Q(burns_at__lt=at), Q(burns_at__gte=at, burns_at__lt=tomorrow)
    calm = Q(burns_at__gte=tomorrow) | Q(burns_at__isnull=True)
    found: dict[str, int] = cases.open().aggregate(
        overdue=Count("id", filter=late),
        due_today=Count("id", filter=today),
        unsigned=Count("id", filter=calm & Q(step="dispatched")),
        rating=Count("id", filter=calm & Q(step="rating")),
        open=Count("id"),
    )
    found["rest"] = found["open"] - sum(found[key] for key in ("overdue", "due_today", "unsigned", "rating"))
    return found


def timeline(case: Case) -> Sequence[Act]:
    """The acts of a case, oldest first."""
    return list(acts.history(case))


def board(prefix: str, *, since: date, until: date) -> list[dict[str, Any]]:
    """Public sums of the tally by community for days [since, until) in a territory; confidential reports not counted."""
    rows: Any = Tally.objects.filter(
        area_code__within=prefix, category_code="", is_sealed=False, on__gte=since, on__lt=until
    )
    return list(rows.values("area_code").annotate(**{name: Sum(name) for name in TALLIED}).order_by("area_code"))


TALLIED = ("intake", "closed", "late", "contact_due", "contact_met", "rated", "solved", "satisfied")


def open_by_community(cases: CaseQuerySet, *, at: datetime) -> list[dict[str, Any]]:
    """Open and overdue per community among the cases given."""
    rows: Any = cases.open().values("community_code")
    late = Count("id", filter=Q(burns_at__lt=at))
    return list(rows.annotate(open=Count("id"), overdue=late).order_by("community_code"))


#: Whoever does one of these has to reach the person.
_REACHES = ("case.see_reporter", "case.accept", "case.contact", "case.revisit")


def sees_reporter(actor: Actor, case: Case) -> bool:
    """Whether the actor may know who reported: the person, and whoever has to reach them.

    An anonymous or confidential report shows its reporter only to a seat with `case.see_reporter` (and, if confidential,
    `case.read_sealed`), never to the unit that handles it.
    """
    if case.is_owned_by(actor):
        return True
    if not (case.is_anonymous or case.is_sealed):
        return any(actor.may(verb, **case.parties) for verb in _REACHES)
    grant = actor.grant_for("case.see_reporter", **case.parties)
    return grant is not None and (not case.is_sealed or "case.read_sealed" in grant.role.verbs)


def place_for(actor: Actor, case: Case) -> rules.Whereabouts:
    """Where it is, as finely as the actor may know: the door of somebody unknown would tell who it is."""
    where = rules.Whereabouts(case.place_text, case.place_code, case.lon, case.lat)
    is_open = not (case.is_anonymous or case.is_sealed) or sees_reporter(actor, case)
    return where if is_open else rules.coarse(where)


def place_of(actor: Actor, row: Mapping[str, Any]) -> rules.Whereabouts:
    """`place_for` of a row with `PARTIES` and whichever of place_text, place_code, lon and lat were read."""
    place = {name: row.get(name, blank) for name, blank in _NOWHERE.items()}
    return place_for(actor, Case(**place, **{name: row[name] for name in PARTIES}))


_NOWHERE: dict[str, Any] = {"place_text": "", "place_code": "", "lon": None, "lat": None}
