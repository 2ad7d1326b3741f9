"""留痕: the record of acts, who looked at reporters, and whether the chain is whole. For the audit administrator."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from shanzhi.engines.org import public as org
from shanzhi.engines.territory.public import name_paths
from shanzhi.kernel import audit, clock, paging
from shanzhi.kernel.models import Act, Seal
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.admin import places, words
from shanzhi.portals.admin.door import at_admin, done, draw, scope, territories
from shanzhi.portals.admin.forms import RecordAsked

READ, VERIFY, SIZE = "act.read", "act.verify", 50
#: Without dates the last week is shown; a span of days keeps a list of millions bounded by its index.
SPAN = timedelta(days=7)
LONGEST = timedelta(days=92)
MOST_PEOPLE = 50
CHOICES = (20, 100, 500)


@require_GET
@at_admin(READ)
def record(request: Request) -> HttpResponse:
    """GET /desk/admin/record/?verb=&who=&area=&since=&until=: newest first, a page at a time."""
    asked, form = _asked(request)
    found = _acts(request, asked)
    if verb := asked.get("verb"):
        found = found.filter(verb=verb)
    return draw(request, "record", _list(request, found, asked, form, "/desk/admin/record/"))


@require_GET
@at_admin(READ)
def looks(request: Request) -> HttpResponse:
    """GET /desk/admin/looks/?who=&area=&since=&until=: who looked at reporters' telephones, and for what."""
    asked, form = _asked(request)
    found = _acts(request, asked).filter(verb="case.unmask")
    people = list(
        found.order_by()
        .values("actor_name", "account_id")
        .annotate(times=Count("id"), latest=Max("at"))
        .order_by("-times")[:10]
    )
    return draw(request, "looks", {**_list(request, found, asked, form, "/desk/admin/looks/"), "people": people})


def _asked(request: Request) -> tuple[dict[str, Any], RecordAsked]:
    """What was asked for, with dates always there."""
    areas = places.choices(territories(request.actor, READ))
    verbs = sorted(words.VERB_WORDS.items(), key=lambda each: each[0])
    form = RecordAsked(request.GET, areas=areas, verbs=verbs)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    until: date = asked.get("until") or timezone.localtime(clock.now()).date()
    since: date = asked.get("since") or until - SPAN
    return {**asked, "since": max(since, until - LONGEST), "until": until}, form


def _acts(request: Request, asked: Mapping[str, Any]) -> QuerySet[Act]:
    found = Act.objects.filter(
        scope(request.actor, READ, "territory_code"), at__gte=_start(asked["since"]),
        at__lt=_start(asked["until"] + timedelta(days=1)),
    )  # fmt: skip
    if area := asked.get("area"):
        found = found.filter(territory_code__within=area)
    if who := asked.get("who"):
        known = org.Account.objects.filter(Q(name__icontains=who) | Q(username=who.lower()), is_staff=True)
        found = found.filter(account_id__in=list(known.values_list("pk", flat=True)[:MOST_PEOPLE]))
        # What a colleague says as a resident, perhaps in confidence, is not found by their name.
        found = found.exclude(object_type="casework.case", seat_id__isnull=True)
    return found


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _list(
    request: Request, found: QuerySet[Act], asked: Mapping[str, Any], form: RecordAsked, home: str
) -> dict[str, Any]:
    after = request.GET.get("after") or None
    page = paging.page(found, order=("-at", "-id"), after=after, size=SIZE)
    plain = {name: str(value) for name, value in asked.items()}
    names = name_paths([act.territory_code[:12] for act in page.rows])
    unnamed = {act.account_id for act in page.rows if act.account_id and not act.seat_id}
    staff = dict(org.Account.objects.filter(pk__in=unnamed, is_staff=True).values_list("pk", "name"))
    return {
        "rows": [_row(act, names, staff) for act in page.rows], "form": form, "asked": asked, "home": home,
        "next_url": f"{home}?{urlencode({**plain, 'after': page.next})}" if page.next else "",
        "first_url": f"{home}?{urlencode(plain)}" if after else "",
    }  # fmt: skip


def _row(act: Act, names: Mapping[str, str], staff: Mapping[int, str]) -> dict[str, Any]:
    """What a line shows. A colleague who logs in has no seat yet and signs namelessly; the account has the name."""
    payload, held_back = words.payload_words(act.payload)
    place = names.get(act.territory_code[:12], act.territory_code).split(" / ")
    return {
        "act": act, "who": staff.get(act.account_id or 0) or act.actor_name, "verb": words.verb_name(act.verb),
        "about": words.object_name(act.object_type, act.object_id),
        "place": " ".join(place[-2:]), "payload": payload, "held_back": held_back,
        "reason": words.reason_words(act.verb, act.reason),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@at_admin(VERIFY)
def chain(request: Request) -> HttpResponse:
    """GET /desk/admin/chain/: how far the record is sealed; POST last=20|100|500 checks the newest seals."""
    result = None
    if request.method == "POST":
        wanted = request.POST.get("last", "")
        last = next((number for number in CHOICES if wanted == str(number)), CHOICES[0])
        result = audit.check_latest(by=request.actor, at=clock.now(), last=last)
        if not result.seals:
            return done(request, "还没有封过，没有可验的。封每分钟自动做一次", request.path)
    newest = Seal.objects.order_by("-id").first()
    context = {
        "newest": newest, "seals": Seal.objects.count(), "unsealed": Act.objects.filter(seal_id__isnull=True).count(),
        "choices": CHOICES, "result": result, "hash": bytes(newest.hash).hex() if newest else "",
    }  # fmt: skip
    return draw(request, "chain", context)
