"""Reading policies: the value in force for a code, in an area, on a date. Nearest area wins, then the latest date."""

import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from shanzhi.kernel.models import Policy
from shanzhi.kernel.refused import Refused

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"
#: Another process may end a policy; a decision made within this many seconds of it may still use the old row, and
#: pins that row's id, so that it can be explained.
_FRESH_SECONDS = 30.0

_rows: dict[str, list[Policy]] = {}
_read_at = float("-inf")


class PolicyMissing(Refused):
    """No row covers this code, area and date."""

    code = "policy_missing"
    status = 500
    english = "No policy in force"


def invalidate() -> None:
    """Forget what this process has read; the next question reads again."""
    global _read_at  # noqa: PLW0603 - one small cache, guarded by age
    _read_at = float("-inf")


def _load() -> dict[str, list[Policy]]:
    global _rows, _read_at
    if time.monotonic() - _read_at > _FRESH_SECONDS:
        rows: dict[str, list[Policy]] = {}
        for row in Policy.objects.order_by("-since", "-id"):
            rows.setdefault(row.code, []).append(row)
        for group in rows.values():
            group.sort(key=lambda row: len(row.area_prefix), reverse=True)
        _rows, _read_at = rows, time.monotonic()
    return _rows


def value(code: str, *, area: str, at: datetime) -> Policy:
    """The row in force for `code` at the place `area` (a code or prefix) at the moment `at`.

    Raises PolicyMissing, naming the code, when nothing covers it.
    """
    day = timezone.localtime(at).date()
    for row in _load().get(code, ()):
        if area.startswith(row.area_prefix) and row.since <= day and (row.until is None or day < row.until):
            return row
    raise PolicyMissing(f"{day} 没有管用的规定“{code}”，请系统管理员在规定里补上", f"no policy {code} on {day}")


@transaction.atomic
def load_catalogue(folder: Path = CATALOGUE / "policies") -> int:
    """Put the shipped policies in place; rows that exist are left as they are. Returns how many are new.

    A file is a list of {code, value, since, source, area?, until?, sample?}.
    """
    fresh: list[Policy] = []
    for path in sorted(folder.glob("*.yaml")):
        fresh += [_row(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    before = Policy.objects.count()
    Policy.objects.bulk_create(fresh, ignore_conflicts=True)
    invalidate()
    return Policy.objects.count() - before


def _row(entry: dict[str, Any]) -> Policy:
    return Policy(
        code=entry["code"],
        area_prefix=str(entry.get("area", "")),
        since=date.fromisoformat(str(entry["since"])),
        until=date.fromisoformat(str(entry["until"])) if entry.get("until") else None,
        value=entry["value"],
        source=entry["source"],
        is_sample=bool(entry.get("sample", False)),
    )
