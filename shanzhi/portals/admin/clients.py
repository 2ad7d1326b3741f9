"""令牌: programs of units and their tokens. For the security administrator."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from shanzhi.engines.org import public as org
from shanzhi.kernel import clock, paging
from shanzhi.kernel.codes import prefix
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.admin import places
from shanzhi.portals.admin.door import at_admin, attempt, done, draw, scope
from shanzhi.portals.admin.forms import ClientForm, EndForm

VERB, SIZE, HOME = "api_client.issue", 50, "/desk/admin/clients/"
MOST_UNITS = 40


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def clients(request: Request) -> HttpResponse:
    """GET /desk/admin/clients/; POST pk, reason takes a token back."""
    form = EndForm(request.POST or None)
    seen = org.ApiClient.objects.filter(scope(request.actor, VERB, "territory_code"))
    if request.method == "POST" and form.is_valid():
        client = seen.filter(pk=form.cleaned_data["pk"]).first()
        if client is None:
            raise NotFound
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: org.revoke_api_client(client, by=request.actor, at=clock.now(), reason=reason)):
            return done(request, f"“{client.name}”的令牌已经收回，马上失效", HOME)
    after = request.GET.get("after") or None
    page = paging.page(seen.select_related("unit"), order=("-since", "-id"), after=after, size=SIZE)
    at = clock.now()
    rows = [
        (row, places.words(row.territory_code), row.since <= at and (row.until is None or row.until > at))
        for row in page.rows
    ]
    context = {
        "rows": rows, "form": form, "next_url": f"{HOME}?{urlencode({'after': page.next})}" if page.next else "",
        "first_url": HOME if after else "",
    }  # fmt: skip
    return draw(request, "clients", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def new(request: Request) -> HttpResponse:
    """GET /desk/admin/clients/new/?q= finds units, ?unit= shows the form; the token is in the answer to the POST only."""
    unit = _unit(request)
    q = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    form = None
    if unit is not None:
        areas = places.choices([prefix(unit.territory_code)])
        form = ClientForm(request.POST or None, areas=areas, initial={"territory_code": unit.territory_code})
        if request.method == "POST" and form.is_valid():
            made = attempt(
                form, lambda: org.issue_api_client(**form.cleaned_data, unit=unit, by=request.actor, at=clock.now())
            )
            if made:
                return draw(request, "secret", _secret(unit, *made))
    context = {"unit": unit, "q": q, "form": form, "units": _units(request, q) if q and unit is None else []}
    return draw(request, "client_new", context, status=422 if form is not None and form.is_bound else 200)


def _units(request: Request, q: str) -> list[org.Unit]:
    seen = org.Unit.objects.filter(scope(request.actor, VERB, "territory_code"), is_active=True)
    return list(
        seen.filter(Q(name__icontains=q) | Q(short_name__icontains=q)).order_by("territory_code", "pk")[:MOST_UNITS]
    )


def _unit(request: Request) -> org.Unit | None:
    chosen = request.GET.get("unit", "")
    if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:
        return None
    seen = org.Unit.objects.filter(scope(request.actor, VERB, "territory_code"), is_active=True)
    return seen.filter(pk=int(chosen)).first()


def _secret(unit: org.Unit, client: org.ApiClient, token: str) -> dict[str, Any]:
    return {
        "head": "令牌已经发出", "label": "令牌", "secret": token, "back": HOME, "back_label": "回令牌单子",
        "facts": [("哪个系统", client.name), ("单位", unit.name), ("能读写", places.words(client.territory_code))],
        "hint": "只显示这一次，系统里只存它的摘要。请现在交给对接的人，装进他们的系统；丢了就收回重发。",
    }  # fmt: skip
