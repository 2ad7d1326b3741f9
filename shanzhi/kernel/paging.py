"""Keyset paging: a page starts after a row, never after a number of rows. One statement a page.

Order names are columns or annotations of the queryset, "-" for descending, the last one unique. Null counts as greater
than everything, as PostgreSQL sorts it, so that a plain index serves. A token names the row it starts from; it is
signed together with model and order, and says nothing of who may see what: that is the queryset's matter.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet

from shanzhi.kernel.refused import Refused

Row = TypeVar("Row")
MOST = 200
_PLAIN: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "UUID": UUID,
}


class PageLost(Refused):
    """The token was altered, or made for another list."""

    code: ClassVar[str] = "page_lost"
    message = "找不到这一页的位置了，请回到列表的第一页"
    english = "The page token is not valid for this list; start from the first page"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in order; `next` and `previous` are tokens for `after`, None where there is no such page."""

    rows: list[Row]
    next: str | None
    previous: str | None


def page(
    queryset: QuerySet[Any, Row],
    *,
    order: Sequence[str],
    after: str | None = None,
    size: int = 20,
    never_null: Collection[str] = (),
) -> Page[Row]:
    """The page of at most `size` rows (1 to 200) that `after` points to, or the first. Raises PageLost.

    `never_null`: nullable columns that this queryset's own filter keeps null out of; saying so lets an index serve.
    """
    size = max(1, min(size, MOST))
    place = f"{queryset.model._meta.label}:{','.join(order)}"
    backward, position = _read(after, place) if after else (False, None)
    steps = [_turned(name) for name in order] if backward else list(order)
    found = queryset.order_by(*steps)
    if position is not None:
        found = found.filter(_beyond(queryset.model, steps, position, never_null))
    rows = list(_narrow(found, size + 1))
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    ahead = bool(rows) and (backward or more)
    behind = bool(rows) and (more if backward else position is not None)
    return Page(
        rows,
        _write(rows[-1], order, place, backward=False) if ahead else None,
        _write(rows[0], order, place, backward=True) if behind else None,
    )


def _narrow(found: QuerySet[Any, Row], count: int) -> QuerySet[Any, Row]:
    """The first `count` rows.

    What is ordered by a computed column has to be sorted whole: then ids are sorted, which a covering index may hold
    entirely, and only the rows of the page are read.
    """
    computed = [step.removeprefix("-") for step in map(str, found.query.order_by)]
    if not any(name in found.query.annotations for name in computed):
        return found[:count]
    return found.filter(pk__in=found.values("pk")[:count])


def _beyond(model: type[Model], order: Sequence[str], position: list[Any], never_null: Collection[str]) -> Q:
    """Rows after `position`. The bound on the first column repeats what follows from the rest, for the index."""
    nullable = {field.name for field in model._meta.concrete_fields if field.null} - set(never_null)
    nullable |= {field.attname for field in model._meta.concrete_fields if field.null} - set(never_null)
    rest = Q(pk__in=[])
    for step, value in reversed(list(zip(order, position, strict=True))):
        rest = _past(step, value, nullable) | (_same(step, value) & rest)
    name, value = order[0].removeprefix("-"), position[0]
    if value is None or name in nullable:
        return rest
    return Q(**{f"{name}__{'lte' if order[0].startswith('-') else 'gte'}": value}) & rest


def _past(step: str, value: Any, nullable: Collection[str]) -> Q:
    name = step.removeprefix("-")
    if step.startswith("-"):
        return Q(**{f"{name}__isnull": False}) if value is None else Q(**{f"{name}__lt": value})
    if value is None:
        return Q(pk__in=[])
    greater = Q(**{f"{name}__gt": value})
    return greater | Q(**{f"{name}__isnull": True}) if name in nullable else greater


def _same(step: str, value: Any) -> Q:
    name = step.removeprefix("-")
    return Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})


def _turned(step: str) -> str:
    return step[1:] if step.startswith("-") else f"-{step}"


def _write(row: Any, order: Sequence[str], place: str, *, backward: bool) -> str:
    names = (step.removeprefix("-") for step in order)
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in names]
    body = json.dumps([int(backward), *map(_plain, values)], ensure_ascii=False, separators=(",", ":"))
    return signing.dumps(body, salt=f"page:{place}", compress=True)


def _read(token: str, place: str) -> tuple[bool, list[Any]]:
    try:
        backward, *values = json.loads(signing.loads(token, salt=f"page:{place}"))
    except signing.BadSignature:
        raise PageLost from None
    return bool(backward), [_PLAIN[value[0]](value[1]) if isinstance(value, list) else value for value in values]


def _plain(value: Any) -> Any:
    name = type(value).__name__
    return [name, str(value)] if name in _PLAIN else value
