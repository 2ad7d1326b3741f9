"""地图: open cases as dots over the outlines of communities, and the same as a list."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shanzhi.domains.appeals.desk.door import at_desk
from shanzhi.engines.casework.public import Case, queries
from shanzhi.engines.territory.public import map_shapes
from shanzhi.kernel import clock
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.desk import places, rows
from shanzhi.portals.desk.groups import HEAVY

MOST, LISTED = 2_000, 100


@require_GET
@at_desk("case.read")
def page(request: Request) -> HttpResponse:
    """GET /desk/map/: the map, and beside it what burns most, for whoever cannot use a map."""
    at = clock.now()
    found = list(_open(request.actor).select_related("unit").defer(*HEAVY).order_by("burns_at", "id")[: LISTED + 1])
    context = {
        "lines": rows.lines(found[:LISTED], request.actor, at), "more": len(found) > LISTED, "most": MOST,
        "listed": LISTED, "tiles": settings.SHANZHI_TILES,
    }  # fmt: skip
    return render(request, "desk/map.html", context)


@require_GET
@at_desk("case.read")
def geojson(request: Request) -> JsonResponse:
    """GET /desk/map/cases.geojson: outlines, then at most 2,000 open visible cases, what burns most first.

    `limited` says that there are more than were sent.
    """
    at = clock.now()
    columns = ("number", "title", "lon", "lat", "burns_at", *queries.PARTIES)
    found = list(_open(request.actor).filter(lon__isnull=False).order_by("burns_at", "id").values(*columns)[: MOST + 1])
    territory = places.territory(request.actor)
    outlines = map_shapes(territory) if len(territory) >= 6 else []
    for shape in outlines:
        shape["properties"]["kind"] = "area"  # type: ignore[index]
    answer = JsonResponse(
        {
            "type": "FeatureCollection",
            "features": [*outlines, *(_dot(row, request.actor, at) for row in found[:MOST])],
            "limited": len(found) > MOST,
        },
        content_type="application/geo+json",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _open(actor: Actor) -> Any:
    return Case.objects.visible_to(actor).open()


def _dot(row: dict[str, Any], actor: Actor, at: datetime) -> dict[str, Any]:
    number, title, burns_at, lon, lat = (row[name] for name in ("number", "title", "burns_at", "lon", "lat"))
    if row["is_sealed"] or row["is_anonymous"]:
        _, _, lon, lat = queries.place_of(actor, row)
    level = "" if burns_at is None else "burn" if burns_at < at else "near" if burns_at - at < rows.NEAR else ""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
        "properties": {
            "kind": "dot", "level": level, "name": f"{title}{'，超时' if level == 'burn' else ''}",
            "url": f"/desk/cases/{number}/",
        },
    }  # fmt: skip
