"""COPY of model instances: the bulk way in, for imports and demos. Columns are converted as the ORM would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg import sql


def reserve(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh ids of the model's sequence, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that can be written: all but generated ones."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def copy(model: type[models.Model], rows: Sequence[models.Model]) -> int:
    """COPY the instances, ids included, into the model's table; returns how many. Defaults are those of the instance."""
    fields = columns(model)
    special = [(index, converter) for index, field in enumerate(fields) if (converter := _converter(field))]
    read = attrgetter(*(field.attname for field in fields))

    def converted() -> Iterator[Sequence[Any]]:
        for row in rows:
            values = list(read(row))
            for index, convert in special:
                values[index] = convert(values[index])
            yield values

    return copy_values(model._meta.db_table, [str(field.column) for field in fields], converted())


#: Their Python values are what the driver takes; asking the ORM for each of a million would be most of the work.
_AS_THEY_ARE = (
    models.BigAutoField, models.BigIntegerField, models.BooleanField, models.CharField, models.DateField,
    models.DateTimeField, models.FloatField, models.ForeignKey, models.IntegerField, models.PositiveIntegerField,
    models.PositiveSmallIntegerField, models.TextField,
)  # fmt: skip


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a column's value is made ready; None when it is ready."""
    if type(field) in _AS_THEY_ARE:
        return None
    if type(field) is models.JSONField:
        encoder = field.encoder
        return lambda value: None if value is None else json.dumps(value, cls=encoder, ensure_ascii=False)
    return lambda value: field.get_db_prep_save(value, connection)


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
