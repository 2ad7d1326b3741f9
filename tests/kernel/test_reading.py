"""Rows by a kept statement are the ORM's rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.casework.public import Case
from shanzhi.kernel.models import Act
from shanzhi.kernel.reading import rows
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def test_a_row_has_every_value_that_the_orm_gives_it() -> None:
    made = make_case(phone="13800000001")
    with CaptureQueriesContext(connection) as captured:
        [read] = rows(Case, "id = %s FOR NO KEY UPDATE", [made.pk])
    assert len(captured) == 1
    asked = Case.objects.get(pk=made.pk)
    names = [field.attname for field in Case._meta.concrete_fields]
    assert {name: getattr(read, name) for name in names} == {name: getattr(asked, name) for name in names}
    assert not read._state.adding


def test_json_is_read_as_what_was_written_and_order_is_kept() -> None:
    made = make_case()
    found = rows(Act, "object_type = %s AND object_id = %s ORDER BY id DESC", ["casework.case", made.pk])
    asked = list(Act.objects.filter(object_type="casework.case", object_id=made.pk).order_by("-id"))
    assert found == asked != []
    assert [act.payload for act in found] == [act.payload for act in asked]
