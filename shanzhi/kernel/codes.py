"""Territory codes as text: the significant prefix, the range that it spans, and the `within` lookup.

A statistical code has 12 digits, 2+2+2+3+3 (province, city, county, street, community); levels below the community
extend it (grid +3). A scope is a prefix, written as a range so that a `text_pattern_ops` index serves it and
row-level security does not forbid it.
"""

from typing import Any

from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler

_LEVELS = (2, 4, 6, 9, 12)


def prefix(code: str) -> str:
    """The significant digits: `421202000000` gives `421202`; longer codes and prefixes come back as they are."""
    if len(code) != _LEVELS[-1]:
        return code
    for end in _LEVELS:
        if not code[end:].strip("0"):
            return code[:end]
    return code


def full(code: str) -> str:
    """The 12-digit code of a prefix: `421202` gives `421202000000`."""
    return code.ljust(_LEVELS[-1], "0")


def span(start: str) -> tuple[str, str]:
    """The half-open range [low, high) of the codes that begin with `start` (ASCII, not empty)."""
    if not start:
        raise ValueError("an empty prefix spans everything; name a territory")
    return start, start[:-1] + chr(ord(start[-1]) + 1)


def covers(outer: str, code: str) -> bool:
    """Whether `code` lies in the territory `outer` (a prefix, or a 12-digit code)."""
    return bool(outer) and code.startswith(prefix(outer))


class Within(Lookup):
    """`code__within="421202"`: the code lies in that territory."""

    lookup_name = "within"

    def get_prep_lookup(self) -> Any:
        """Range ends are made in `as_sql`; the right side stays the prefix."""
        return prefix(str(self.rhs))

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """`code ~>=~ low AND code ~<~ high`."""
        column, params = self.process_lhs(compiler, connection)
        low, high = span(str(self.rhs))
        return f"({column} ~>=~ %s AND {column} ~<~ %s)", [*params, low, *params, high]


CharField.register_lookup(Within)
