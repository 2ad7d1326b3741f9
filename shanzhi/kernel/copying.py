"""COPY of model instances: the bulk way in, for imports and demos. Columns are converted as the ORM would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def reserve(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh ids of the model's sequence, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001
        )
        return [row[0] for row in cursor.fetchall()]


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that can be written: all but generated ones."""
    return [field for field in model._meta.concrete_fields if not field.generated]  # noqa: SLF001


def copy(model: type[models.Model], rows: Sequence[models.Model]) -> int:
    """COPY the instances, ids included, into the model's table; returns how many."""
    fields = columns(model)
    converted = ([field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields] for row in rows)
    return copy_values(model._meta.db_table, [field.column for field in fields], converted)  # noqa: SLF001


def copy_values(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows of ready values into columns of a table; returns how many."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as pipe:
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the count is the answer
            pipe.write_row(row)
    return count
