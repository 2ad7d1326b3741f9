"""Paging by key, over the calendar and file tables, which have dates, nulls and ties."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shanzhi.kernel.models import StoredFile
from shanzhi.kernel.paging import MOST, Page, PageLost, page

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
BY_KEEPING = ("keep_until", "id")


def make(*keeping: int | None) -> None:
    """One file row for each number of days to keep."""
    StoredFile.objects.bulk_create(
        StoredFile(
            sha256=bytes(32), kind="pdf", mime="application/pdf", size=1, original_name=str(n % 3), path=f"p{n}",
            created_at=AT, keep_until=None if days is None else AT + timedelta(days=days), account_id=days,
        )
        for n, days in enumerate(keeping)
    )  # fmt: skip


def walk(order: tuple[str, ...], size: int) -> tuple[list[int], list[int]]:
    """Every row going forward page by page, and then again going back."""
    forth: list[int] = []
    pages: list[Page[StoredFile]] = []
    token: str | None = None
    while not pages or token:
        got = page(StoredFile.objects.all(), order=order, after=token, size=size)
        pages.append(got)
        forth += [row.pk for row in got.rows]
        token = got.next
    back = [row.pk for row in pages[-1].rows]
    token = pages[-1].previous
    while token:
        got = page(StoredFile.objects.all(), order=order, after=token, size=size)
        back = [row.pk for row in got.rows] + back
        token = got.previous
    return forth, back


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keeping=st.lists(st.none() | st.integers(0, 3), max_size=12),
    order=st.sampled_from(
        [
            ("keep_until", "id"),
            ("-keep_until", "id"),
            ("-keep_until", "-id"),
            ("original_name", "-account_id", "id"),
            ("-original_name", "account_id", "-id"),
        ]
    ),
    size=st.integers(1, 5),
)
def test_walking_forth_and_back_meets_every_row_once_in_order(
    db: None, keeping: list[int | None], order: tuple[str, ...], size: int
) -> None:
    StoredFile.objects.all().delete()
    make(*keeping)
    whole = list(StoredFile.objects.order_by(*order).values_list("pk", flat=True))
    forth, back = walk(order, size)
    assert forth == whole
    assert back == whole


def test_a_page_is_one_statement_and_its_ends_say_that_they_are_ends(db: None, django_assert_num_queries: Any) -> None:
    make(1, 2, 3, 4)
    with django_assert_num_queries(1):
        first = page(StoredFile.objects.all(), order=BY_KEEPING, size=2)
    with django_assert_num_queries(1):
        last = page(StoredFile.objects.all(), order=BY_KEEPING, after=first.next, size=2)
    assert (first.previous, last.next) == (None, None)
    assert first.next
    assert last.previous
    assert [row.account_id for row in (*first.rows, *last.rows)] == [1, 2, 3, 4]


def test_a_row_that_goes_meanwhile_moves_nothing(db: None) -> None:
    make(1, 2, 3, 4)
    first = page(StoredFile.objects.all(), order=BY_KEEPING, size=2)
    StoredFile.objects.filter(account_id__lte=2).delete()
    rest = page(StoredFile.objects.all(), order=BY_KEEPING, after=first.next, size=2)
    assert [row.account_id for row in rest.rows] == [3, 4]


def test_rows_as_dicts_are_paged_too(db: None) -> None:
    make(1, 2, None)
    rows = StoredFile.objects.values("id", "keep_until", "account_id")
    first = page(rows, order=BY_KEEPING, size=1)
    assert [row["account_id"] for row in page(rows, order=BY_KEEPING, after=first.next).rows] == [2, None]


def test_a_column_said_never_to_be_null_gets_an_index_bound(db: None) -> None:
    make(1, 2, 3)
    kept = StoredFile.objects.filter(keep_until__isnull=False)
    first = page(kept, order=BY_KEEPING, size=1)
    rest = page(kept, order=BY_KEEPING, after=first.next, never_null={"keep_until"})
    assert [row.account_id for row in rest.rows] == [2, 3]


def test_a_token_that_was_altered_or_made_for_another_list_is_refused(db: None) -> None:
    make(1, 2, 3)
    token = page(StoredFile.objects.all(), order=BY_KEEPING, size=1).next
    assert token
    for order, bad in [
        (BY_KEEPING, token[:-1] + "!"),
        (("-keep_until", "id"), token),
        (BY_KEEPING, "x"),
        (("id",), token),
    ]:
        with pytest.raises(PageLost, match="第一页"):
            page(StoredFile.objects.all(), order=order, after=bad)


@pytest.mark.parametrize(("asked", "given_"), [(0, 1), (-5, 1), (10**9, MOST)])
def test_the_size_is_kept_within_bounds(db: None, asked: int, given_: int) -> None:
    make(*range(MOST + 5))
    assert len(page(StoredFile.objects.all(), order=BY_KEEPING, size=asked).rows) == given_
