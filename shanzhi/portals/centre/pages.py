"""Pages of the command centre: the wall, its live part, and the cases behind a figure."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shanzhi.domains.appeals import categories
from shanzhi.engines.casework.public import Case, kinds, queries
from shanzhi.engines.territory import public as territory
from shanzhi.kernel import calendar as calendars
from shanzhi.kernel import clock
from shanzhi.kernel.codes import full
from shanzhi.kernel.codes import prefix as short
from shanzhi.kernel.paging import page
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.roles import Reach
from shanzhi.kernel.ui.components import Bar
from shanzhi.kernel.web.pages import Request, needs
from shanzhi.portals.centre import shapes
from shanzhi.portals.centre.queries import Wall
from shanzhi.portals.centre.queries import wall as read_wall
from shanzhi.portals.centre.titles import titled

LOW = 92.0
_HEAT_TOP = 6


@needs("wall.read")
def wall(request: Request, code: str = "") -> HttpResponse:
    """The wall of the actor's territory, or of a street or community inside it."""
    return render(request, "centre/wall.html", _context(request, code))


@needs("wall.read")
def live(request: Request, code: str = "") -> HttpResponse:
    """The part of the wall that is drawn anew every ten seconds."""
    return render(request, "centre/live.html", _context(request, code))


def _prefix(request: Request, code: str) -> str:
    """The territory asked for, which must lie in one that the actor has; the actor's own without a code."""
    grants = list(request.actor.holding("wall.read", Reach.TERRITORY))
    if not grants:
        raise NotFound
    if not code:
        return grants[0].territory
    if not any(short(code).startswith(grant.territory) for grant in grants):
        raise NotFound
    return short(code)


def _context(request: Request, code: str) -> dict[str, Any]:
    prefix, at = _prefix(request, code), clock.now()
    found = read_wall(request.actor, prefix, at=at)
    names = territory.name_path(full(prefix)).split(" / ")
    return {
        "wall": found,
        "code": code,
        "root": full(prefix),
        "heading": f"{names[-1]}社区治理监测调度中心" if len(prefix) <= 6 else names[-1],
        "at": at,
        "is_working": calendars.current().is_working(at),
        "hours": _hours(found),
        "rows": _rows(found),
        "sum": _rates(found.total),
        "map": _map(found),
        "labels": shapes.labels(prefix),
        "legend": list(enumerate(shapes.LEGEND)),
        "size": (shapes.WIDTH, shapes.HEIGHT),
        "feed": [_entry(row) for row in found.feed],
        "late": [_entry(row, at) for row in found.late],
        "heat": _heat(found),
        "duty": request.actor,
    }


def _hours(found: Wall) -> dict[str, Any]:
    hour = timezone.localtime(found.at).hour
    return {"labels": [f"{h}点" for h in range(24)], "values": found.hours, "before": found.hours_before, "now": hour}


def _rows(found: Wall) -> list[dict[str, Any]]:
    """A line a street (in a county) or a community (in a street), weakest first."""
    digits = 9 if len(found.prefix) <= 6 else 12
    sums: dict[str, dict[str, int]] = {}
    for area, row in found.month.items():
        line = sums.setdefault(area[:digits], {})
        for name, value in row.items():
            line[name] = line.get(name, 0) + value
    lines = [{"code": full(area), "name": _name(area), **_rates(row)} for area, row in sums.items()]
    return sorted(lines, key=lambda line: (line["solved"] is None, line["solved"] or 0.0))


def _rates(row: dict[str, int]) -> dict[str, Any]:
    """Per cent of contacted in time, solved and satisfied, for reading; None where nothing was due."""

    def share(part: str, whole: str) -> float | None:
        return round(100 * row.get(part, 0) / row[whole], 1) if row.get(whole) else None

    rates = {
        "contacted": share("contact_met", "contact_due"),
        "solved": share("solved", "rated"),
        "satisfied": share("satisfied", "rated"),
    }
    low = {f"low_{name}": value is not None and value < LOW for name, value in rates.items()}
    return {"intake": row.get("intake", 0), **rates, **low}


def _map(found: Wall) -> list[dict[str, Any]]:
    return [
        {
            "outline": outline,
            "level": shapes.level(found.open.get(outline.code, 0)),
            "open": found.open.get(outline.code, 0),
            "late": found.overdue.get(outline.code, 0),
        }
        for outline in shapes.outlines(found.prefix)
    ]


def _entry(row: dict[str, Any], at: datetime | None = None) -> dict[str, Any]:
    names = territory.name_path(row["community_code"]).split(" / ")
    step = kinds.of("appeal").process.steps[row["step"]]
    minutes = calendars.current().between(row["burns_at"], at) if at else 0
    return {**row, "place": " ".join(names[-2:]), "label": step.label, "late_by": minutes, "is_end": step.is_end}


def _heat(found: Wall) -> list[Bar]:
    """Categories of the month, most first."""
    sums: dict[str, int] = {}
    for row in found.heat.values():
        for category, count in row.items():
            sums[category] = sums.get(category, 0) + count
    top = sorted(sums.items(), key=lambda item: -item[1])[:_HEAT_TOP]
    return [Bar(categories.name(code) or "还没分类", count) for code, count in top]


def _name(area: str) -> str:
    return territory.name_path(full(area)).split(" / ")[-1]


BEHIND = {
    "unsolved": "没解决的",
    "discontented": "不满意的",
    "overdue": "超时的",
    "open": "正在办的",
    "month": "本月说进来的",
}


@needs("wall.read")
def behind(request: Request, code: str, which: str) -> HttpResponse:
    """The cases behind a figure: from a rate to its cases in one click, to the case in two."""
    if which not in BEHIND:
        raise NotFound
    prefix, at = _prefix(request, code), clock.now()
    cases = queries.narrow(Case.objects.visible_to(request.actor), {"area": prefix}, at=at)
    month = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    narrowed = {
        "unsolved": cases.filter(ratings__at__gte=month, ratings__is_solved=False).distinct(),
        "discontented": cases.filter(ratings__at__gte=month, ratings__satisfaction=1).distinct(),
        "overdue": cases.overdue(at),
        "open": cases.open(),
        "month": cases.filter(reported_at__gte=month),
    }[which]
    order = ("burns_at", "id") if which in {"overdue", "open"} else ("-reported_at", "-id")
    found = page(narrowed.values(*queries.LIST, "reporter_name"), order=order, after=request.GET.get("after"), size=30)
    rows = [
        {**_entry(titled(row), at if which == "overdue" else None), "category": categories.name(row["category_code"])}
        for row in found.rows
    ]
    names = territory.name_path(full(prefix)).split(" / ")
    return render(
        request, "centre/behind.html",
        {
            "rows": rows, "title": BEHIND[which], "names": names,
            "next_url": f"?after={found.next}" if found.next else "",
            "first_url": request.path if request.GET.get("after") else "",
        },
    )  # fmt: skip
