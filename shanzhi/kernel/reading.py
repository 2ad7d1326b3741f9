"""Whole rows by a statement that the session keeps: what every verb reads before it changes anything.

The ORM would compose such a statement anew each time and the database plan it, which takes longer than carrying it out.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

from shanzhi.kernel.writing import prepared

M = TypeVar("M", bound=models.Model)
_Convert = Callable[[Any], Any]


def rows(model: type[M], condition: str, values: Sequence[Any]) -> list[M]:
    """The rows for which `condition` holds: SQL of ours, `%s` for each value, maybe with ORDER BY or FOR … at its end.

    Search tokens stay in the table until asked for. One statement.
    """
    text, names, special = _shape(model)
    with prepared() as cursor:
        cursor.execute(text + condition, values)
        found = [list(row) for row in cursor.fetchall()]
    for row in found:
        for index, convert in special:
            row[index] = convert(row[index])
    return [model.from_db(connection.alias, names, row) for row in found]


@lru_cache(maxsize=64)
def _shape(model: type[models.Model]) -> tuple[str, list[str], list[tuple[int, _Convert]]]:
    """The beginning of the statement, names of the attributes, and how values become the ORM's, by position."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(_target(field), SearchVectorField)]
    quote = connection.ops.quote_name
    text = f"SELECT {', '.join(quote(str(f.column)) for f in fields)} FROM {quote(model._meta.db_table)} WHERE "  # noqa: S608
    special = [(at, convert) for at, field in enumerate(fields) if (convert := _converter(_target(field)))]
    return text, [field.attname for field in fields], special


def _target(field: Any) -> Any:
    return field.output_field if field.generated else field


def _converter(field: Any) -> _Convert | None:
    if not hasattr(field, "from_db_value"):
        return None
    return lambda value: field.from_db_value(value, None, connection)
