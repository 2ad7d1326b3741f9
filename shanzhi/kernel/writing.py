"""Several tables' rows in one statement: what a verb changes goes to the database in one round trip.

A batch is one `WITH a AS (INSERT …), b AS (UPDATE …) INSERT …`. Values are converted as the ORM would. Foreign keys are
checked at commit, so the order of the parts is free; parts do not see each other's rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from shanzhi.kernel.copying import columns


class Batch:
    """Rows to insert and columns to update. `write` sends them; the last rows added are given their ids."""

    def __init__(self) -> None:
        self._rows: list[Sequence[models.Model]] = []
        self._changes: dict[tuple[type[models.Model], Any], tuple[models.Model, dict[str, None]]] = {}

    def add(self, rows: Sequence[models.Model]) -> None:
        """Insert rows of one model, all with an id of their own or all without."""
        if rows:
            self._rows.append(rows)

    def change(self, row: models.Model, names: Sequence[str]) -> None:
        """Update these columns (field names or attribute names) of a stored row, as they are when the batch is written.

        Changes of one row become one update: PostgreSQL would carry out only one of two in a statement.
        """
        _, known = self._changes.setdefault((type(row), row.pk), (row, {}))
        known.update(dict.fromkeys(names))

    def write(self) -> None:
        """Send everything in one statement; nothing when nothing was added."""
        parts = [_change(row, tuple(names)) for row, names in self._changes.values()]
        parts += [_addition(rows) for rows in self._rows]
        if not parts:
            return
        *before, (last, _) = parts
        ctes = ", ".join(f"w{n} AS ({text})" for n, (text, _) in enumerate(before))
        wanting = self._rows[-1] if self._rows and self._rows[-1][0].pk is None else ()
        text = f"{f'WITH {ctes} ' if ctes else ''}{last}{' RETURNING id' if wanting else ''}"
        with prepared() as cursor:
            cursor.execute(text, [value for _, values in parts for value in values])
            for row, (pk,) in zip(wanting, cursor.fetchall() if wanting else (), strict=True):
                row.pk = pk
        self._rows, self._changes = [], {}


class _Prepared(psycopg.RawCursor[Any]):
    """Sends each statement once and its values from then on."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        """Like any cursor's; the statement is kept by the session. A `%s` for each value and no other `%`."""
        return super().execute(_numbered(query), params, **{"prepare": True, **more})


@lru_cache(maxsize=512)
def _numbered(text: str) -> str:
    """`%s, %s` as `$1, $2`: the driver would split a long statement anew each time that it is sent."""
    first, *others = text.split("%s")
    return first + "".join(f"${n}{part}" for n, part in enumerate(others, 1))


def prepared() -> CursorWrapper:
    """A cursor for statements that come again and again with other values: parsed and planned once a session."""
    connection.ensure_connection()
    found: CursorWrapper = connection._prepare_cursor(_Prepared(connection.connection))  # type: ignore[attr-defined]  # noqa: SLF001 - logs, wraps errors
    return found


def _addition(rows: Sequence[models.Model]) -> tuple[str, list[Any]]:
    model, numbered = type(rows[0]), rows[0].pk is not None
    fields = _fields(model, numbered)
    values = [_stored(field, field.pre_save(row, add=True)) for row in rows for field in fields]
    return _insert(model, len(rows), numbered), values


def _change(row: models.Model, names: tuple[str, ...]) -> tuple[str, list[Any]]:
    fields = _named(type(row), names)
    values = [_stored(field, getattr(row, field.attname)) for field in fields]
    return _update(type(row), names), [*values, row.pk]


#: What the driver takes as it is. Numbers are not among them: their type in the statement is the column's, not the value's.
_AS_IT_IS: dict[type[models.Field[Any, Any]], type] = {
    models.CharField: str, models.TextField: str, models.BooleanField: bool,
}  # fmt: skip


def _stored(field: models.Field[Any, Any], value: Any) -> Any:
    if type(value) is _AS_IT_IS.get(type(field)):
        return value
    return field.get_db_prep_save(value, connection)


def once(row: models.Model, unique: str) -> tuple[str, list[Any]]:
    """Statement and values that insert the row and return its id, or return nothing where `unique` has it already."""
    text, values = _addition([row])
    return f"{text} ON CONFLICT ({connection.ops.quote_name(unique)}) DO NOTHING RETURNING id", values


def stored(row: models.Model) -> None:
    """Let Django know that a row written here is in the table."""
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001


@lru_cache(maxsize=64)
def _fields(model: type[models.Model], numbered: bool) -> list[models.Field[Any, Any]]:  # noqa: FBT001 - a cache key
    return [field for field in columns(model) if numbered or not field.primary_key]


@lru_cache(maxsize=256)
def _named(model: type[models.Model], names: tuple[str, ...]) -> list[models.Field[Any, Any]]:
    known = {key: field for field in columns(model) for key in (field.name, field.attname)}
    return [known[name] for name in names]


@lru_cache(maxsize=64)
def _insert(model: type[models.Model], count: int, numbered: bool) -> str:  # noqa: FBT001 - a cache key
    fields, quote = _fields(model, numbered), connection.ops.quote_name
    line = f"({', '.join(['%s'] * len(fields))})"
    names = ", ".join(quote(str(field.column)) for field in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([line] * count)}"  # noqa: S608


@lru_cache(maxsize=256)
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(str(field.column))} = %s" for field in _named(model, names))
    return f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE id = %s"  # noqa: S608
