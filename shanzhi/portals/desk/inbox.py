"""收件: one list of what burns, its counts, bulk signing, and the same list as a file."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from shanzhi.domains.appeals import advice
from shanzhi.domains.appeals.desk import words as say
from shanzhi.domains.appeals.desk.door import at_desk
from shanzhi.engines.casework.public import Case, actions
from shanzhi.kernel import clock, paging
from shanzhi.kernel.ui.components import Crumb, StripCell
from shanzhi.kernel.web.pages import Request, safe_next
from shanzhi.portals.desk import groups, rows
from shanzhi.portals.desk.filters import SCOPES, Asked

SIZE = 50
#: At most so many are signed at one press.
MOST_AT_ONCE = 50


@require_GET
@at_desk("case.read")
def inbox(request: Request) -> HttpResponse:
    """GET /desk/: list, counts and the first case. With HX-Request, only what lies between the bars."""
    advice.warm()
    at, asked = clock.now(), Asked(request.GET, request.actor)
    counts = groups.counts(request.actor, asked.values, asked.narrowing, at)
    request.desk_waiting = counts.badge, counts.unread  # type: ignore[attr-defined]
    context = _context(request, asked, counts, at)
    template = "desk/_inbox_swap.html" if request.headers.get("HX-Request") else "desk/inbox.html"
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request, Cookie"
    return answer


def _context(request: Request, asked: Asked, counts: groups.Counts, at: datetime) -> dict[str, Any]:
    page = listed(request, asked, at)
    lines = rows.lines(page.rows, request.actor, at)
    current = request.GET.get("case", "")
    shown = next((line for line in lines if line.case.number == current), lines[0] if lines else None)
    lines = [replace(line, on=True) if line is shown else line for line in lines]
    return {
        "asked": asked, "form": asked.form, "counts": counts, "blocks": _blocks(lines, asked, counts), "shown": shown,
        "strip": _strip(asked, counts), "scopes": [
            Crumb(label, asked.url(scope=code, group=None), asked.values["scope"] == code) for code, label in SCOPES.items()
        ],
        "units": sorted(counts.units.items(), key=lambda item: -item[1][1])[:60],
        "words": _words(asked, counts, lines), "here": asked.url(), "back": urlencode({"next": asked.url()}),
        "filtered": len(asked.values) > 1, "clear_url": asked.url(**dict.fromkeys(asked.values, None)),
        "next_url": asked.url(after=page.next) if page.next else "", "first_url": asked.url() if page.previous else "",
        "export_url": f"/desk/export/?{urlencode(asked.plain)}",
        "all_url": "/desk/?scope=all", "keys": KEYS, "may_export": request.actor.holds("case.export"),
        "kept": [(n, v) for n, v in asked.values.items() if n in {"scope", "group", "state"}],
    }  # fmt: skip


def listed(request: Request, asked: Asked, at: datetime) -> paging.Page[Case]:
    """The rows, what burns first; ended ones newest first. One statement."""
    cases = groups.listed(request.actor, asked.values, asked.narrowing, at)
    if asked.values.get("state") == "closed":
        return paging.page(cases, order=("-reported_at", "-id"), after=asked.after, size=SIZE)
    if asked.values.get("group"):
        return paging.page(cases, order=("burns_at", "id"), after=asked.after, size=SIZE)
    return paging.page(groups.ranked(cases, at), order=("rank", "burns_at", "id"), after=asked.after, size=SIZE)


def _strip(asked: Asked, counts: groups.Counts) -> list[StripCell]:
    chosen = asked.values.get("group")
    return [
        StripCell(g.label, counts.groups[g.code], asked.url(group=None if chosen == g.code else g.code, state=None), g.level,
                  chosen == g.code)
        for g in groups.GROUPS
    ]  # fmt: skip


def _blocks(
    lines: list[rows.Line], asked: Asked, counts: groups.Counts
) -> list[tuple[groups.Group | None, str, list[rows.Line]]]:
    """Runs of rows under their headings: (group, heading, rows). Ended cases have no heading."""
    if asked.values.get("state") == "closed":
        return [(None, "", lines)] if lines else []
    blocks: list[tuple[groups.Group | None, str, list[rows.Line]]] = []
    for group in groups.GROUPS:
        own = [line for line in lines if line.group == group.code]
        if own:
            blocks.append((group, f"{group.label}{counts.groups[group.code]}", own))
    return blocks


def _words(asked: Asked, counts: groups.Counts, lines: list[rows.Line]) -> str:
    if asked.values.get("state") == "closed":
        return "办完的，新的在前"
    group = asked.values.get("group")
    number = counts.groups[group] if group else counts.open
    return f"{number}件，快到期的在前" if lines else ""


@require_POST
@at_desk("case.sign")
def signatures(request: Request) -> HttpResponse:
    """POST /desk/signatures: 签收 of the chosen cases (`pick`: ids). Says which were signed and why others were not."""
    picked = [int(each) for each in request.POST.getlist("pick")[:MOST_AT_ONCE] if each.isdigit() and len(each) < 19]
    cases = list(Case.objects.visible_to(request.actor).filter(pk__in=picked))
    signed, left = actions.sign_many(cases, by=request.actor, at=clock.now())
    if signed:
        messages.success(request, f"签收了{len(signed)}件")
    for case, why in left[:5]:
        messages.warning(request, f"没签成：{case.title}。{say.to_colleague(why)}")
    if len(left) > 5:
        messages.warning(request, f"另有{len(left) - 5}件没签成")
    if not cases:
        messages.warning(request, "先在左边勾上要签收的")
    return HttpResponseRedirect(safe_next(request, "/desk/"), status=303)


@require_GET
@at_desk("")
def keys(request: Request) -> HttpResponse:
    """GET /desk/keys/: every key of the desk."""
    return render(request, "desk/keys.html", {"pairs": KEYS})


#: What the keyboard does, as shown at the foot of the inbox and on the page of keys.
KEYS = (
    ("J", "下一件"), ("K", "上一件"), ("X", "选"), ("S", "签收"), ("A", "受理，照建议派"), ("O", "打开"), ("/", "找"), ("?", "全部快捷键"),
)  # fmt: skip
