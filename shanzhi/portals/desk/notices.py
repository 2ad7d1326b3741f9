"""消息: what the actor's units were told, one tap from its matter."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Replace
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from shanzhi.domains.appeals.desk.door import at_desk
from shanzhi.engines.casework.public import Case
from shanzhi.engines.exchange.public import Notice, of_units, read_by_units
from shanzhi.kernel import clock, paging
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.web.pages import Request

SIZE = 30
_HOME = "/desk/notices/"


def of_actor(actor: Actor, at: datetime) -> QuerySet[Notice]:
    """Notices of the units that the actor reads cases in, of cases that the actor may see now: they bear titles."""
    number = Replace(Replace(OuterRef("link"), Value("/desk/cases/")), Value("/"))
    seen = Case.objects.visible_to(actor).filter(number=number)
    return of_units(units(actor), at=at).filter(Exists(seen))


def units(actor: Actor) -> set[int]:
    """The units in which the actor sits and reads cases."""
    return {g.unit_id for g in actor.grants if g.seat_id and g.unit_id is not None and "case.read" in g.role.verbs}


def unread(actor: Actor, at: datetime) -> QuerySet[Notice]:
    """Those of them that nobody of the unit has read."""
    return of_actor(actor, at).filter(read_at__isnull=True)


@require_http_methods(["GET", "POST"])
@at_desk("case.read")
def notices(request: Request) -> HttpResponse:
    """GET /desk/notices/: newest first, of the last 30 days; POST `until` (an id): those up to it were read."""
    at = clock.now()
    if request.method == "POST":
        until = request.POST.get("until", "")
        if until.isdecimal() and len(until) < 19:
            read_by_units(units(request.actor), until=int(until), at=at)
        return HttpResponseRedirect(_HOME, status=303)
    rows = of_actor(request.actor, at)
    page = paging.page(rows, order=("-at", "-id"), after=request.GET.get("after") or None, size=SIZE)
    context: dict[str, Any] = {
        "notices": page.rows, "at": at, "until": max((n.pk for n in page.rows), default=0),
        "unread": any(n.read_at is None for n in page.rows),
        "next_url": f"{_HOME}?{urlencode({'after': page.next})}" if page.next else "",
        "first_url": _HOME if page.previous else "",
    }  # fmt: skip
    return render(request, "desk/notices.html", context)
