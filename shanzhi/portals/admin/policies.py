"""规定 and 日历: rules by date with their sources, and the years that working time knows. For the system administrator."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from shanzhi.kernel import clock, policy_actions
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import full
from shanzhi.kernel.models import CalendarDay, Policy
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.web.pages import Request
from shanzhi.kernel.worktime import DayKind
from shanzhi.portals.admin import places
from shanzhi.portals.admin.door import at_admin, attempt, done, draw, territories
from shanzhi.portals.admin.forms import PolicyForm
from shanzhi.portals.admin.words import policy_name, told

VERB, HOME = "policy.edit", "/desk/admin/policies/"


class Line(NamedTuple):
    """A row of a policy as the list shows it. `state`: now, soon, over."""

    row: Policy
    where: str
    value: str
    state: str
    may_edit: bool


@require_GET
@at_admin(VERB)
def policies(request: Request) -> HttpResponse:
    """GET /desk/admin/policies/?all=1: what holds now and what is to come; with `all`, also what has ended."""
    today, everything = timezone.localtime(clock.now()).date(), bool(request.GET.get("all"))
    found = Policy.objects.order_by("code", "area_prefix", "-since")
    if not everything:
        found = found.filter(Q(until__isnull=True) | Q(until__gt=today))
    groups: dict[str, list[Line]] = {}
    for row in found:
        if _seen(request.actor, row):
            groups.setdefault(row.code, []).append(_line(request.actor, row))
    named = [(code, policy_name(code), lines) for code, lines in groups.items()]
    return draw(request, "policies", {"groups": named, "everything": everything})


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def policy(request: Request, pk: int) -> HttpResponse:
    """GET, POST /desk/admin/policies/<pk>/: change it from a day on, everywhere or for one place."""
    row = Policy.objects.filter(pk=pk).first()
    if row is None or not _seen(request.actor, row):
        raise NotFound
    areas = _smaller(request.actor, row)
    tomorrow = timezone.localtime(clock.now()).date() + timedelta(days=1)
    start = {"value": pretty(row.value), "since": tomorrow.isoformat(), "is_sample": row.is_sample}
    form = PolicyForm(request.POST or None, initial=start, areas=areas)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _change(request, row, form.cleaned_data))
        if made:
            words = f"{policy_name(row.code)}从{made.since:%Y-%m-%d}起照新的办，以前的记录照旧"
            return done(request, words, HOME)
    others = Policy.objects.filter(code=row.code).order_by("area_prefix", "-since")
    history = [_line(request.actor, each) for each in others if _seen(request.actor, each)]
    context = {
        "row": row, "name": policy_name(row.code), "where": _where(row), "value": told(row.value), "form": form,
        "history": history, "may_edit": _may(request.actor, row) or bool(areas),
    }  # fmt: skip
    return draw(request, "policy", context, status=422 if form.is_bound else 200)


def _change(request: Request, row: Policy, given: dict[str, Any]) -> Policy:
    facts = {name: given[name] for name in ("value", "since", "source", "is_sample")}
    if given["area"]:
        return policy_actions.localise(row, area=given["area"], by=request.actor, at=clock.now(), **facts)
    return policy_actions.revise(row, by=request.actor, at=clock.now(), **facts)


def _seen(actor: Actor, row: Policy) -> bool:
    """Rules that hold where the actor administers: for the place itself, inside it, or around it."""
    held = territories(actor, VERB)
    return any(row.area_prefix.startswith(place) or place.startswith(row.area_prefix) for place in held)


def _may(actor: Actor, row: Policy) -> bool:
    return actor.may(VERB, code=policy_actions.place_of(row.area_prefix))


def _smaller(actor: Actor, row: Policy) -> list[Any]:
    """Places for which the actor may lay down a rule beside the row's: inside its area, and not the area itself."""
    inside = [place for place in territories(actor, VERB) if place.startswith(row.area_prefix)]
    return [each for each in places.choices(inside) if not row.area_prefix or each[0] != full(row.area_prefix)]


def _line(actor: Actor, row: Policy) -> Line:
    today = timezone.localtime(clock.now()).date()
    state = "soon" if row.since > today else "over" if row.until and row.until <= today else "now"
    return Line(row, _where(row), told(row.value), state, state != "over" and _may(actor, row))


def _where(row: Policy) -> str:
    return places.name_of(row.area_prefix) if row.area_prefix else "全区"


def pretty(value: Any) -> str:
    """JSON as one edits it."""
    return json.dumps(value, ensure_ascii=False, indent=2 if isinstance(value, Mapping | list) else None)


@require_GET
@at_admin(VERB)
def calendar(request: Request) -> HttpResponse:
    """GET /desk/admin/calendar/: years loaded, what is missing, and how the next is loaded. One statement."""
    kinds = {str(kind): Count("id", filter=Q(kind=kind)) for kind in DayKind}
    rows = list(CalendarDay.objects.values("date__year").annotate(**kinds).order_by("-date__year"))
    now = timezone.localtime(clock.now())
    loaded = {row["date__year"] for row in rows}
    context = {
        "rows": rows, "this_year": now.year, "next_year": now.year + 1, "missing_now": now.year not in loaded,
        "missing_next": now.year + 1 not in loaded, "soon": now.month >= 11,
    }  # fmt: skip
    return draw(request, "calendar", context)
