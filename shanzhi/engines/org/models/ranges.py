"""Ranges for exclusion constraints, so that no contrib extension is needed.

PostgreSQL compares plain integers in a GiST exclusion only with `btree_gist`. A one-element range of the integer has a
built-in operator class and means the same.
"""

from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField
from django.db.models import F, Func, Value


def same(field: str) -> Func:
    """The range [id, id]: two of them overlap exactly when the ids are equal."""
    return Func(F(field), F(field), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def period(since: str = "since", until: str = "until") -> Func:
    """The half-open range [since, until); an empty `until` is open."""
    return Func(F(since), F(until), function="tstzrange", output_field=DateTimeRangeField())
