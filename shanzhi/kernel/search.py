"""Search in Chinese without an extension.

`shz_bigrams` (SQL, see `kernel.sql`) folds full-width letters and digits, lowers A to Z, and splits text into runs of
letters, of digits and of CJK characters. A CJK run 漏水管 is written 漏 漏水 水管 管, so that consecutive bigrams are
neighbours in the tsvector and the ends of a run stand between it and the next. Everything else separates.

Exact for words of two or more CJK characters: a phrase of bigrams matches exactly the texts that contain the word.
A single character is found by prefix. Numbers and letters match as whole runs (3栋 does not find 13栋).
PostgreSQL keeps 255 positions of one token and 16,383 of a text: only a longer or more repetitive text is found less.

    class Case(models.Model):
        search = GeneratedField(expression=vector("title", "body"), output_field=SearchVectorField(), db_persist=True)
        # Meta.indexes: GinIndex(fields=["search"], name="case_search")

    Case.objects.filter(search=query("三栋 漏水"))
"""

import re
from itertools import pairwise
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func

from shanzhi.kernel import sql

_FOLD = str.maketrans(sql.WIDE, sql.NARROW.lower()) | {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_RUNS = re.compile(f"[a-z]+|[0-9]+|[{sql.CJK}]+")
_FIRST_CJK = "\u3005"
#: A longer question finds no more; each token costs the database one look-up.
MOST_TOKENS = 64


class Tokens(Func):
    """The tsvector of one or more not-null text columns, for a stored generated column."""

    template = "to_tsvector('simple', shz_bigrams(%(expressions)s))"
    arg_joiner = " || ' ' || "

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*expressions, **{"output_field": SearchVectorField(), **extra})


def vector(*columns: Any) -> Tokens:
    """The expression of a stored generated `search` column over these not-null text columns."""
    return Tokens(*columns)


def bigrams(text: str) -> str:
    """What the SQL function makes of `text`, tokens apart by single spaces."""
    return " ".join(token for run in _RUNS.findall(fold(text)) for token in _tokens(run))


def fold(text: str) -> str:
    """Full-width letters and digits to half width, A to Z lowered; nothing else changes."""
    return text.translate(_FOLD)


def query(text: str) -> SearchQuery:
    """A question as typed: words apart by spaces must all occur, each as it stands. Without words it finds nothing."""
    phrases: list[str] = []
    left = MOST_TOKENS
    for word in fold(text).split():
        tokens = _asked(_RUNS.findall(word))[:left]
        left -= len(tokens)
        if tokens:
            phrases.append(" <-> ".join(tokens))
    return SearchQuery(" & ".join(f"({phrase})" for phrase in phrases), config="simple", search_type="raw")


def _tokens(run: str) -> list[str]:
    return [run] if run[0] < _FIRST_CJK else [run[0], *(a + b for a, b in pairwise(run)), run[-1]]


def _asked(runs: list[str]) -> list[str]:
    """The tokens of a phrase. At its ends a run may go on in the text, so the single characters there are left out."""
    if len(runs) == 1 and len(runs[0]) == 1 and runs[0] >= _FIRST_CJK:
        return [f"{runs[0]}:*"]
    asked: list[str] = []
    for at, run in enumerate(runs):
        tokens = _tokens(run)
        if len(tokens) > 1:
            begin = 1 if at == 0 else 0
            end = len(tokens) - 1 if at == len(runs) - 1 else len(tokens)
            tokens = tokens[begin:end]
        asked += tokens
    return asked
