"""The page of a case, its verbs as sub-resources, its files and its sheet."""

from datetime import datetime, timedelta
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from shanzhi.domains.appeals import advice as advices
from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.desk import facts, forms, queries, ways
from shanzhi.domains.appeals.desk import words as say
from shanzhi.domains.appeals.desk.door import at_desk
from shanzhi.engines.casework.public import Case, OutOfOrder, actions, sees_reporter
from shanzhi.engines.casework.public import queries as cases
from shanzhi.engines.territory.public import map_shapes, name_path
from shanzhi.kernel import clock, files
from shanzhi.kernel.refused import NotFound, Refused, Stale
from shanzhi.kernel.ui import words
from shanzhi.kernel.ui.components import Fact
from shanzhi.kernel.web.pages import Request, safe_next

#: How long an upload is kept that no case took.
UNCLAIMED = timedelta(days=1)
#: Steps at which a suggestion of category and unit is of use.
_OPEN_QUESTIONS = {"submitted", "accepted"}


@require_GET
@at_desk("case.read")
def case(request: Request, number: str) -> HttpResponse:
    """GET /desk/cases/<number>/."""
    return _page(request, queries.find(request.actor, number))


@require_GET
@at_desk("case.read")
def pane(request: Request, number: str) -> HttpResponse:
    """GET /desk/cases/<number>/pane/: the short form beside the inbox; `next` is where its verbs lead back to."""
    found, at = queries.find(request.actor, number), clock.now()
    context, back = _context(request, found, at), safe_next(request, "/desk/")
    context |= {"next": back, "back": urlencode({"next": back}), "quicks": _quicks(found, context)}
    return render(request, "appeals/desk/pane.html", context)


def _quicks(case: Case, context: dict[str, Any]) -> list[dict[str, Any]]:
    """Verbs that need no word: 签收; 受理 and 派单 as suggested, when the suggestion is sure; 核查通过."""
    slugs = {option.way.slug for option, _ in context["forms"]}
    advice: advices.Advice | None = context["advice"]
    quicks: list[dict[str, Any]] = []
    if "signature" in slugs:
        quicks.append({"slug": "signature", "label": "签收", "key": "s", "fields": []})
    if advice is not None and advice.is_sure and advice.unit is not None:
        unit = ("unit", advice.unit.pk)
        if "acceptance" in slugs:
            fields = [("category", advice.category), ("nature", case.nature), unit]
            quicks.append(
                {"slug": "acceptance", "label": f"受理，派给{advice.unit.short_name}", "key": "a", "fields": fields}
            )
        elif "dispatch" in slugs:
            quicks.append({"slug": "dispatch", "label": f"派给{advice.unit.short_name}", "key": "a", "fields": [unit]})
    if "verification" in slugs:
        quicks.append({"slug": "verification", "label": "核查通过", "key": "v", "fields": [("passed", "yes")]})
    return quicks


@require_GET
@at_desk("case.read")
def place(request: Request, number: str) -> JsonResponse:
    """GET /desk/cases/<number>/place.geojson: the one dot of the case, for its small map."""
    found = queries.find(request.actor, number)
    spot = cases.place_for(request.actor, found)
    if spot.lon is None or spot.lat is None:
        raise NotFound
    point = {"type": "Point", "coordinates": [round(spot.lon, 6), round(spot.lat, 6)]}
    dot = {"type": "Feature", "geometry": point, "properties": {"kind": "dot", "name": spot.text}}
    outline = map_shapes(found.community_code)
    for shape in outline:
        shape["properties"] = {"kind": "area", "name": ""}
    return JsonResponse({"type": "FeatureCollection", "features": [*outline, dot]}, content_type="application/geo+json")


def _context(
    request: Request, case: Case, at: datetime, bound: dict[str, forms.VerbForm] | None = None
) -> dict[str, Any]:
    book = queries.dossier(case)
    options = ways.options(request.actor, book, at)
    open_slugs = {option.way.slug for option in options if not option.why_not}
    choosing = case.step in _OPEN_QUESTIONS and bool({"acceptance", "dispatch"} & open_slugs)
    units = advices.candidates(case) if choosing else []
    advice = advices.advise(case, at, units=units) if choosing else None
    drawn = [
        (option, (bound or {}).get(option.way.slug) or _blank(option.way, case, units, advice))
        for option in options
        if not option.why_not
    ]
    known, spot = sees_reporter(request.actor, case), cases.place_for(request.actor, case)
    return {
        "spot": spot,
        "case": case, "at": at, "options": options, "forms": drawn, "advice": advice, "known": known,
        "main": drawn[0] if drawn else None, "more": drawn[1:], "kept": [], "closed_ways": [o for o in options if o.why_not],
        "process": facts.process(book, at), "record": facts.record(book, at), "ratings": book.ratings,
        "timers": facts.timers(book, at), "ruler": facts.ruler(book, at), "late": queries.burns(case, at),
        "who": facts.who(case, known=known), "where": facts.where(spot.text, name_path(case.territory_code)),
        "said": [facts.photo(case, f) for f in book.pictures("report")],
        "before": [facts.photo(case, f) for f in book.pictures("before")],
        "after": [facts.photo(case, f) for f in book.pictures("after")],
        "category": categories.name(case.category_code), "nature": say.nature(case.nature),
        "channel": say.CHANNELS.get(case.channel, case.channel), "step": say.step_label(case.kind, case.step),
        "unmask": forms.UnmaskForm() if known and case.reporter_phone else None,
        "may_print": request.actor.may("case.print", **case.parties), "back_url": safe_next(request, "/desk/"),
        "satisfaction": say.SATISFACTION,
    }  # fmt: skip


def _blank(way: ways.Way, case: Case, units: list[Any], advice: advices.Advice | None) -> forms.VerbForm:
    initial: dict[str, Any] = {"version": case.version, "nature": case.nature, "category": case.category_code}
    if advice is not None and advice.is_sure:
        initial["category"] = advice.category
        initial["unit"] = str(advice.unit.pk) if advice.unit else ""
    return way.form(initial=initial, units=units, auto_id=f"{way.slug}_%s")


def _page(
    request: Request, found: Case, *, status: int = 200, refused: str = "", bound: dict[str, forms.VerbForm] | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    context = _context(request, found, clock.now(), bound) | {"refused": refused} | more
    _bring_forward(context, bound or {})
    return render(request, "appeals/desk/case.html", context, status=status)


def _bring_forward(context: dict[str, Any], bound: dict[str, forms.VerbForm]) -> None:
    """The form that was tried stands first; one that is no longer in order still shows what was written."""
    for slug, form in bound.items():
        tried = next((pair for pair in context["forms"] if pair[0].way.slug == slug), None)
        if tried is not None:
            context["main"], context["more"] = tried, [pair for pair in context["forms"] if pair is not tried]
        else:
            kept = [
                str(form.data.get(name, "")) for name, field in form.fields.items() if isinstance(field, forms.Words)
            ]
            context["kept"] = [text for text in kept if text]


@require_POST
@at_desk("case.read")
def act(request: Request, number: str, slug: str) -> HttpResponse:
    """POST /desk/cases/<number>/<slug>: one verb. Afterwards a redirect; refused, the page again with what was written."""
    found, way, at = queries.find(request.actor, number), ways.WAYS[slug], clock.now()
    units = advices.candidates(found) if "unit" in way.form.base_fields else []
    form = way.form(request.POST, request.FILES, units=units, auto_id=f"{way.slug}_%s")
    if not form.is_valid():
        return _again(request, found, way, form, "还差一点没填好", 422)
    try:
        way.act(found, request.actor, at, _data(request, found, way, form, at))
    except Refused as refused:
        return _again(request, found, way, form, _explain(refused, found, way, at), refused.status)
    messages.success(request, f"{way.done}：{found.title}")
    return HttpResponseRedirect(safe_next(request, f"/desk/cases/{number}/"), status=303)


def _data(request: Request, found: Case, way: ways.Way, form: forms.VerbForm, at: datetime) -> dict[str, Any]:
    """Cleaned data with uploads kept and, for 受理, what was suggested, so that it goes on record."""
    data = dict(form.cleaned_data)
    for name, field in form.fields.items():
        if isinstance(field, forms.ManyFiles):
            data[name] = [
                files.store(each, by=request.actor, at=at, purpose="case", keep_until=at + UNCLAIMED).pk
                for each in data[name] or []
            ]
    if way.slug == "acceptance":
        data["advice"] = advices.advise(found, at, units=list(form.units.values())).record
    return data


def _explain(refused: Refused, found: Case, way: ways.Way, at: datetime) -> str:
    """Who was first, when somebody else did the same a moment ago."""
    if isinstance(refused, Stale | OutOfOrder) and way.verbs:
        done = queries.who_did(found, way.verbs[0])
        now = Case.objects.filter(pk=found.pk).values_list("step", flat=True).get()
        if done is not None and way.why_not_at(now):
            return f"{done.actor_name}{words.spoken(done.at, at)}已经{way.label}，没有重复，也没有丢。现在是“{say.step_label(found.kind, now)}”"
    return say.to_colleague(refused.message)


def _again(
    request: Request, found: Case, way: ways.Way, form: forms.VerbForm, message: str, status: int
) -> HttpResponse:
    """The page once more: what is written stays, the version is the newest."""
    if request.headers.get("HX-Request"):
        messages.warning(request, f"{message}：{found.title}")
        return HttpResponseRedirect(safe_next(request, f"/desk/cases/{found.number}/"), status=303)
    fresh = queries.find(request.actor, found.number)
    data = request.POST.copy()
    data["version"] = str(fresh.version)
    form.data = data
    return _page(request, fresh, status=status, refused=message, bound={way.slug: form})


@require_POST
@at_desk("case.read")
def reporter(request: Request, number: str) -> HttpResponse:
    """POST /desk/cases/<number>/reporter: the whole telephone number, for a purpose that goes on record."""
    found = queries.find(request.actor, number)
    form = forms.UnmaskForm(request.POST)
    if not form.is_valid():
        return _page(
            request,
            found,
            status=422,
            refused=" ".join(str(e) for errors in form.errors.values() for e in errors),
            unmask=form,
        )
    phone = actions.unmask(found, by=request.actor, at=clock.now(), purpose=form.cleaned_data["purpose"])
    whole = facts.who(found, known=True, whole=phone)
    answer = _page(request, found, who=whole, unmask=None, whole=phone)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@at_desk("case.read")
def file(request: Request, number: str, file_id: int) -> HttpResponseBase:
    """GET /desk/cases/<number>/files/<id>/: a picture or paper of the case; `?small=1` for the thumbnail."""
    found = queries.file_of(request.actor, number, file_id)
    return files.serve(found.file, thumbnail="small" in request.GET, wanted_range=request.headers.get("Range", ""))


@require_GET
@at_desk("case.print")
def sheet(request: Request, number: str) -> HttpResponse:
    """GET /desk/cases/<number>/sheet/: one A4 page of the case, as far as the reader may see it."""
    found, at = queries.find(request.actor, number), clock.now()
    if not request.actor.may("case.print", **found.parties):
        raise NotFound
    book = queries.dossier(found)
    address = request.build_absolute_uri(f"/desk/cases/{number}/")
    picture = segno.make(address, error="m").svg_inline(scale=3, border=1, svgclass="qr", lineclass=None)
    rows = [
        *facts.who(found, known=sees_reporter(request.actor, found)),
        Fact("在哪", facts.where(cases.place_for(request.actor, found).text, name_path(found.territory_code))),
        Fact("类别", f"{say.nature(found.nature)}，{categories.name(found.category_code) or '还没定'}"),
        Fact("来源", f"{say.CHANNELS.get(found.channel, found.channel)}，{words.full(found.reported_at)}"),
        Fact("主办", found.unit.name if found.unit else "还没派"),
        Fact("状态", say.step_label(found.kind, found.step)),
        Fact("办结时限", words.full(found.finish_due_at) if found.finish_due_at else "没有"),
    ]
    context = {
        "case": found, "rows": rows, "acts": [(facts.title_of(a), a) for a in book.acts], "address": address, "at": at,
        "qr": mark_safe(picture), "ratings": book.ratings, "satisfaction": say.SATISFACTION,  # noqa: S308 - segno's own SVG
        "back_url": f"/desk/cases/{number}/",
    }  # fmt: skip
    return render(request, "appeals/desk/sheet.html", context)
