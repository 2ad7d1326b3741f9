"""/cases: report, list, look."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from shanzhi.engines.casework.public import Case, actions, kinds, queries
from shanzhi.engines.org.public import Unit
from shanzhi.kernel import clock
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import prefix
from shanzhi.kernel.fields import normal_phone
from shanzhi.kernel.paging import page
from shanzhi.kernel.refused import NotFound, Refused
from shanzhi.portals.api import shapes
from shanzhi.portals.api.door import caller
from shanzhi.portals.api.placing import Spot, spot_of
from shanzhi.portals.api.repeats import KeyReused, key_of
from shanzhi.portals.api.schemas import (
    CaseIn,
    CaseOut,
    CountsOut,
    Filters,
    PageOut,
    Problem,
    ReceiptOut,
    TimelineOut,
)

router = Router(tags=["cases"])
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)
_NUMBER = re.compile(r"[0-9]{12}-[0-9]{6}-[0-9]{3,9}")
_ACTS = 500


class UnitUnknown(Refused):
    """No unit has that slug."""

    code = "unit_unknown"
    message = "没有这个代号的单位，请对一下"
    english = "Unknown unit"


def visible(actor: Actor, number: str) -> Case:
    """The case of that number, if the actor may see it. Raises NotFound. One statement."""
    found = None
    if _NUMBER.fullmatch(number):
        found = Case.objects.visible_to(actor).select_related("unit").filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def unit_of(slug: str) -> Unit:
    """The unit of a slug. Raises UnitUnknown. One statement."""
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        raise UnitUnknown
    return unit


@router.post("", response={200: ReceiptOut, 201: ReceiptOut, **REFUSALS}, summary="登记一件诉求")
def create(request: HttpRequest, body: CaseIn) -> HttpResponse:
    """Take a report. With an `Idempotency-Key` header a repeated call gives the same receipt (200 instead of 201)."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    key = key_of(request)
    spot = spot_of(body, actor)
    actor.require("case.report", code=spot.territory)
    new = _new(body, spot, caller(actor), key)
    try:
        case = actions.report(new, by=actor, at=clock.now())
    except actions.AlreadyReported:
        return shapes.answer(shapes.receipt(_earlier(new)))
    response = shapes.answer(shapes.receipt(case), 201)
    response["Location"] = f"/api/v1/cases/{case.number}"
    return response


def _new(body: CaseIn, spot: Spot, client: str, key: str) -> actions.NewCase:
    return actions.NewCase(
        kind="appeal", nature=body.nature, body=body.body, title=body.title, territory_code=spot.territory,
        category_code=body.category, place_code=spot.place, place_text=body.address, lon=spot.lon, lat=spot.lat,
        name=body.name, phone=normal_phone(body.phone) if body.phone else "", is_anonymous=body.is_anonymous,
        is_sealed=body.is_sealed, is_public=body.is_public, channel="api",
        source=f"api:{client}" if key else "", source_key=key,
    )  # fmt: skip


def _earlier(new: actions.NewCase) -> Case:
    """The case that this key made before. Raises KeyReused when it was made of something else.

    What a dispatcher may have corrected since (nature, category) is compared only while nobody has touched the case.
    """
    case = Case.objects.get(source=new.source, source_key=new.source_key)
    made = actions.build(new, case.number, case.reported_at)
    names = ["territory_code", "place_code", "place_text", "lon", "lat", "title", "body", "reporter_name"]
    names += ["reporter_phone", "is_anonymous", "is_sealed", "is_public"]
    names += ["nature", "category_code"] if case.version == 1 else []
    if any(getattr(case, name) != getattr(made, name) for name in names):
        raise KeyReused
    return case


@router.get("", response={200: PageOut, **REFUSALS}, summary="列出看得见的诉求")
def listed(request: HttpRequest, filters: Query[Filters]) -> HttpResponse:
    """Newest first, or by what burns; page by `after`. Three statements."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    at, wanted = clock.now(), filters.dict()
    if wanted["unit"]:
        wanted["unit"] = unit_of(wanted["unit"]).pk
    if wanted["area"]:
        wanted["area"] = prefix(wanted["area"])
    found = queries.narrow(Case.objects.visible_to(actor), wanted, at=at, by=actor).values(*queries.LIST)
    order = ("burns_at", "id") if filters.sort == "burns" else ("-reported_at", "-id")
    shown = page(found, order=order, after=filters.after or None, size=filters.size)
    return shapes.answer({"cases": shapes.rows(shown.rows, actor), "next": shown.next, "previous": shown.previous})


@router.get("/{number}", response={200: CaseOut, **REFUSALS}, summary="一件诉求")
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """A case, as far as the client may know it."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return shapes.answer(shapes.case(visible(actor, number), actor))


@router.get("/{number}/timeline", response={200: TimelineOut, **REFUSALS}, summary="办理经过")
def timeline(request: HttpRequest, number: str) -> HttpResponse:
    """The acts, oldest first."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    case = visible(actor, number)
    terms: dict[str, Any] = dict(kinds.of(case.kind).process.terms)
    told = [act for act in queries.timeline(case)[:_ACTS] if act.verb.removeprefix("case.") in terms]
    return shapes.answer({"number": case.number, "entries": [shapes.entry(act, terms) for act in told]})


counts_router = Router(tags=["counts"])


@counts_router.get("", response={200: CountsOut, **REFUSALS}, summary="在办件数")
def counts(request: HttpRequest, filters: Query[Filters]) -> HttpResponse:
    """Open cases among those that the filters leave, by what burns."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    at, wanted = clock.now(), filters.dict()
    if wanted["unit"]:
        wanted["unit"] = unit_of(wanted["unit"]).pk
    if wanted["area"]:
        wanted["area"] = prefix(wanted["area"])
    return shapes.answer(
        queries.inbox_counts(queries.narrow(Case.objects.visible_to(actor), wanted, at=at, by=actor), at=at)
    )
