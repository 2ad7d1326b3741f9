"""Several tables in one statement: rows, changes, ids."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.casework.public import Case, Tally
from shanzhi.kernel.models import CalendarDay, Policy
from shanzhi.kernel.writing import Batch
from tests.factories import make_case

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 24, tzinfo=UTC).date()


def _tally(area: str) -> Tally:
    return Tally(on=DAY, area_code=area, intake=1)


def _policy(code: str) -> Policy:
    return Policy(code=code, since=DAY, value={"minutes": 5}, source="示例")


def test_rows_of_several_tables_and_changes_go_in_one_statement() -> None:
    case = make_case()
    case.version, case.step = 9, "accepted"
    rules = [_policy("a.b"), _policy("a.c")]
    batch = Batch()
    batch.add([_tally("421202001010"), _tally("421202001")])
    batch.change(case, ["version", "step"])
    batch.add(rules)
    with CaptureQueriesContext(connection) as captured:
        batch.write()
    assert len(captured) == 1
    assert Tally.objects.filter(on=DAY, area_code="421202001010", intake=1).exists()
    assert Case.objects.values_list("version", "step").get(pk=case.pk) == (9, "accepted")
    assert [Policy.objects.get(pk=rule.pk).value for rule in rules] == [{"minutes": 5}] * 2


def test_two_changes_of_one_row_are_both_carried_out() -> None:
    case = make_case()
    batch = Batch()
    case.version = 5
    batch.change(case, ["version"])
    case.title = "楼道灯"
    batch.change(case, ["title"])
    batch.write()
    assert Case.objects.values_list("version", "title").get(pk=case.pk) == (5, "楼道灯")


def test_an_empty_batch_and_a_batch_written_before_run_nothing() -> None:
    batch = Batch()
    batch.add([])
    batch.add([_tally("421202001010")])
    batch.write()
    with CaptureQueriesContext(connection) as captured:
        batch.write()
    assert len(captured) == 0


def test_what_the_database_refuses_is_refused_whole() -> None:
    batch = Batch()
    batch.add([_tally("421202009009")])
    day = CalendarDay.objects.order_by("date")[0]
    batch.add([CalendarDay(date=day.date, kind=day.kind, source="again")])
    with pytest.raises(IntegrityError), transaction.atomic():
        batch.write()
    assert not Tally.objects.filter(area_code="421202009009").exists()
