"""网格 and 小区: a community drawn, its grids from a GeoJSON file after a preview, its estates."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from shanzhi.engines.territory import public as territory
from shanzhi.kernel import clock, paging
from shanzhi.kernel.codes import covers
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.admin import places, sketch
from shanzhi.portals.admin.door import at_admin, attempt, done, draw, territories
from shanzhi.portals.admin.forms import EstateForm, GridsAgainForm, GridsForm

GRIDS, ESTATES = "grid.draw", "estate.keep"
SIZE = 50


@require_GET
@at_admin(GRIDS)
def grid_places(request: Request) -> HttpResponse:
    """GET /desk/admin/grids/?q=: communities with how many grids each has."""
    return _communities(request, GRIDS, "grids")


@require_GET
@at_admin(ESTATES)
def estate_places(request: Request) -> HttpResponse:
    """GET /desk/admin/estates/?q=: communities with how many estates each has."""
    return _communities(request, ESTATES, "estates")


def _communities(request: Request, verb: str, what: str) -> HttpResponse:
    q = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    held = territories(request.actor, verb)
    known = [each for prefix in held for each in territory.communities_in(prefix)]
    if q:
        known = [each for each in known if q in each.name or q in each.short_name or each.code.startswith(q)]
    after = request.GET.get("after", "")
    page = [each for each in known if each.code > after][: SIZE + 1]
    counts = _counts([each.code for each in page[:SIZE]], what)
    rows = [(each, places.words(each.code), counts.get(each.code, 0)) for each in page[:SIZE]]
    home = f"/desk/admin/{what}/"
    following = {"q": q, "after": page[SIZE - 1].code} if len(page) > SIZE else {}
    context = {
        "rows": rows, "q": q, "what": what, "home": home, "total": len(known),
        "next_url": f"{home}?{urlencode(following)}" if following else "",
        "first_url": f"{home}?{urlencode({'q': q})}" if after else "",
    }  # fmt: skip
    return draw(request, "communities", context)


def _counts(codes: list[str], what: str) -> dict[str, int]:
    """How many grids or estates each community has: one statement."""
    if not codes:
        return {}
    rows = (territory.grids_of if what == "grids" else territory.estates_of)(_common(codes))
    found = rows.filter(community_code__in=codes).order_by().values_list("community_code").annotate(n=Count("id"))
    return dict(found)


def _common(codes: list[str]) -> str:
    """The longest prefix that all codes share."""
    first, last = min(codes), max(codes)
    length = next((n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))
    return first[:length]


@require_http_methods(["GET", "POST"])
@at_admin(GRIDS)
def grids(request: Request, code: str) -> HttpResponse:
    """GET /desk/admin/grids/<community>/; POST act=look (file, datum) previews, act=keep (drawn) stores."""
    place = _community(request, code, GRIDS)
    act = request.POST.get("act", "")
    form = GridsForm(request.POST or None, request.FILES or None) if act == "look" else GridsForm()
    again = GridsAgainForm(request.POST) if act == "keep" else None
    fresh: list[Any] = []
    if act == "look" and form.is_valid():
        fresh = attempt(form, lambda: _look(request, code, form.cleaned_data)) or []
    if again is not None:
        if again.is_valid():
            made = attempt(again, lambda: _draw(request, code, again.cleaned_data["drawn"], territory.Datum.WGS84))
            if made:
                return done(request, f"{place.name}画好了{len(made)}个网格", request.path)
        form = again  # type: ignore[assignment]  # its errors are told where the file's would be
    kept = list(territory.grids_of(code))
    context = {
        "community": place, "where": places.words(code), "grids": kept, "fresh": fresh, "errors": form,
        "form": form if isinstance(form, GridsForm) else GridsForm(), "drawing": _drawing(code, kept, fresh),
        "again": _again(fresh) if fresh else "", "size": (sketch.WIDTH, sketch.HEIGHT),
    }  # fmt: skip
    return draw(request, "grids", context, status=422 if form.errors else 200)


def _look(request: Request, code: str, given: Mapping[str, Any]) -> list[Any]:
    """The grids as they would be kept: every check is made, then nothing is."""
    with transaction.atomic():
        rows = _draw(request, code, given["file"], territory.Datum(given["datum"]) if given["datum"] else None)
        transaction.set_rollback(True)
    return rows


def _draw(request: Request, code: str, geojson: Any, datum: territory.Datum | None) -> list[Any]:
    return list(territory.import_grids(geojson, community=code, by=request.actor, at=clock.now(), datum=datum))


def _again(rows: list[Any]) -> str:
    """The grids in WGS-84 for the second step."""
    features = [
        {
            "type": "Feature", "geometry": row.boundary,
            "properties": {"name": row.name, "kind": row.kind, "holder": row.holder, "code": row.code},
        }
        for row in rows
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _drawing(code: str, kept: list[Any], fresh: list[Any]) -> list[sketch.Piece]:
    outline = [(str(each["properties"]["name"]), "community", each["geometry"]) for each in territory.map_shapes(code)]  # type: ignore[index]
    old = [(grid.name, "grid", grid.boundary) for grid in kept if grid.boundary]
    return sketch.pieces([*outline, *old, *((grid.name, "fresh", grid.boundary) for grid in fresh)])  # type: ignore[list-item]


@require_http_methods(["GET", "POST"])
@at_admin(ESTATES)
def estates(request: Request, code: str) -> HttpResponse:
    """GET, POST /desk/admin/estates/<community>/: the estates of a community and a form for one more."""
    place = _community(request, code, ESTATES)
    form = EstateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _add_estate(request, code, form.cleaned_data))
        if made:
            return done(request, f"{made.name}已经登记，居民写地址时认得它了", request.path)
    found = territory.estates_of(code).annotate(houses=Count("buildings"))
    after = request.GET.get("after") or None
    page = paging.page(found, order=("code",), after=after, size=SIZE)
    context = {
        "community": place, "where": places.words(code), "rows": page.rows, "form": form,
        "next_url": f"?{urlencode({'after': page.next})}" if page.next else "", "first_url": request.path if after else "",
    }  # fmt: skip
    return draw(request, "estates", context, status=422 if form.is_bound else 200)


def _add_estate(request: Request, code: str, given: dict[str, Any]) -> Any:
    aliases = [each.strip() for each in given["aliases"].replace("，", "、").split("、") if each.strip()]
    facts = {name: given[name] for name in ("name", "address", "property_company", "households")}
    return territory.add_estate(code, aliases=aliases, by=request.actor, at=clock.now(), **facts)


def _community(request: Request, code: str, verb: str) -> territory.Place:
    found = territory.place(code)
    mine = any(covers(prefix, code) for prefix in territories(request.actor, verb))
    if found is None or not mine or found.level != 5:
        raise NotFound
    return found
