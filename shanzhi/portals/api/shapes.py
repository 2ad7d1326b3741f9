"""From rows to what the API shows."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from shanzhi.domains.appeals import categories
from shanzhi.engines.casework.public import Case, kinds, queries
from shanzhi.engines.territory.public import name_paths
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.models import Act
from shanzhi.kernel.ui import words


def answer(body: Any, status: int = 200) -> HttpResponse:
    """JSON, written here: what the schemas promise is held by a test and not checked again for each call."""
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in Beijing time."""
    return timezone.localtime(at).isoformat() if at else None


def place(code: str, names: dict[str, str] | None = None) -> dict[str, str]:
    """A territory code with its path of names."""
    return {"code": code, "name": (names if names is not None else name_paths([code])).get(code, "")}


def receipt(case: Case) -> dict[str, Any]:
    """`ReceiptOut`."""
    return {
        "number": case.number, "short_number": case.short_number, "title": case.title,
        "place": place(case.territory_code), "reported_at": moment(case.reported_at),
    }  # fmt: skip


def rows(found: list[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    """`RowOut` of values of `queries.LIST`; one query at most, for names not yet known."""
    names = name_paths({row["community_code"] for row in found})
    return [_row(row | {"place_text": queries.place_of(actor, row).text}, names) for row in found]


def _row(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    plain = ("number", "nature", "step", "title", "place_text", "channel", "reopened", "is_sealed", "version")
    times = ("reported_at", "burns_at", "finish_due_at", "closed_at")
    return {
        **{name: row[name] for name in plain},
        **{name: moment(row[name]) for name in times},
        "step_label": kinds.of(row["kind"]).process.steps[row["step"]].label,
        "category": category(row["category_code"]),
        "place": place(row["community_code"], names),
        "unit": row["unit__short_name"],
    }


def category(code: str) -> dict[str, str]:
    """A category with its name in words."""
    return {"code": code, "name": categories.name(code)}


def case(found: Case, actor: Actor) -> dict[str, Any]:
    """`CaseOut`, as far as the actor may know who reported."""
    facts = {name: getattr(found, name) for name in queries.LIST if "__" not in name}
    names = name_paths([found.territory_code, found.community_code])
    spot = queries.place_for(actor, found)
    unit = found.unit.short_name if found.unit else None
    row = _row(facts | {"unit__short_name": unit, "place_text": spot.text}, names)
    plain = ("short_number", "body", "is_anonymous", "is_public", "outcome")
    return {
        **row,
        **{name: getattr(found, name) for name in plain},
        "place_code": spot.code,
        "lon": spot.lon,
        "lat": spot.lat,
        "place": place(found.territory_code, names),
        "reporter": reporter(found, actor),
    }


def reporter(found: Case, actor: Actor) -> dict[str, Any] | None:
    """Masked for everybody; of who asked to stay unknown only for whoever may see the reporter.

    The whole is asked for with a purpose, which goes on record.
    """
    known = queries.sees_reporter(actor, found)
    if not known and (found.is_anonymous or found.is_sealed or not found.reporter_phone):
        return None
    name = words.mask_name(found.reporter_name) if known and found.reporter_name else None
    return {"name": name, "phone": masked(found.reporter_phone) if found.reporter_phone else "", "is_masked": True}


def masked(phone: str) -> str:
    """13900000001 → 139****0001; of a short number the last two digits stay."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}"


def entry(act: Act, terms: dict[str, str]) -> dict[str, Any]:
    """`EntryOut`."""
    verb = act.verb.removeprefix("case.")
    return {
        "at": moment(act.at), "verb": verb, "label": terms[verb], "by": act.actor_name, "channel": act.channel,
        "reason": act.reason, "step_from": act.payload.get("from"), "step_to": act.payload.get("to"),
    }  # fmt: skip
