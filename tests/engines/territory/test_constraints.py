"""What the database itself refuses."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DataError

from shanzhi.engines.territory.models import Area, Building, Estate, Grid, Home, Succession
from tests.engines.territory.story import ON

pytestmark = pytest.mark.django_db

BOX = {"boundary": {"type": "Polygon"}, "west": 1.0, "south": 1.0, "east": 2.0, "north": 2.0}
AREA: dict[str, Any] = {"code": "421202001010", "level": 5, "name": "金叶社区", "parent_code": "421202001000"}
GRID: dict[str, Any] = {"code": "421202001010001", "community_code": "421202001010", "name": "一", "kind": "basic"}
ESTATE: dict[str, Any] = {"code": "421202001010E001", "community_code": "421202001010", "name": "金叶小区"}
STEP: dict[str, Any] = {
    "old_code": "421202001010", "new_code": "421202001011", "on": ON, "kind": "merge", "basis": "批复",
}  # fmt: skip

WRONG: list[tuple[type[Any], dict[str, Any], dict[str, Any]]] = [
    (Area, AREA, {"code": "42120200101X"}),
    (Area, AREA, {"code": "4212020010"}),
    (Area, AREA, {"level": 6}),
    (Area, AREA, {"level": 0}),
    (Area, AREA, {"name": ""}),
    (Area, AREA, {"parent_code": ""}),
    (Area, AREA, {"level": 1}),
    (Area, AREA, {"since": ON, "until": ON}),
    (Area, AREA, {"lon": 114.0}),
    (Area, AREA, {"lon": 181.0, "lat": 20.0}),
    (Area, AREA, {"boundary": {"type": "Polygon"}}),
    (Area, AREA, {**BOX, "west": 3.0}),
    (Area, AREA, {"west": 1.0}),
    (Grid, GRID, {"code": "421202001011001"}),
    (Grid, GRID, {"code": "421202001010000"}),
    (Grid, GRID, {"code": "421202001010900"}),
    (Grid, GRID, {"code": "421202001010901"}),
    (Grid, GRID, {"kind": "exclusive"}),
    (Grid, GRID, {"kind": "other"}),
    (Grid, GRID, {"name": ""}),
    (Estate, ESTATE, {"code": "421202001010001"}),
    (Estate, ESTATE, {"community_code": "421202001011"}),
    (Estate, ESTATE, {"lat": 29.0}),
    (Estate, ESTATE, {"name": ""}),
    (Succession, STEP, {"new_code": "421202001010"}),
    (Succession, STEP, {"kind": "rename"}),
    (Succession, STEP, {"old_code": "x"}),
]


@pytest.mark.parametrize(("model", "good", "change"), WRONG)
def test_a_row_with_one_wrong_column_is_refused_and_without_it_is_taken(
    model: type[Any], good: dict[str, Any], change: dict[str, Any]
) -> None:
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        model.objects.create(**{**good, **change})
    model.objects.create(**good)


@pytest.mark.parametrize(("model", "good"), [(Area, AREA), (Grid, GRID), (Estate, ESTATE), (Succession, STEP)])
def test_nothing_is_registered_twice(model: type[Any], good: dict[str, Any]) -> None:
    model.objects.create(**good)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**good)


def test_buildings_and_homes_have_shaped_codes_and_are_unique_in_their_house() -> None:
    estate = Estate.objects.create(**ESTATE)
    building = Building.objects.create(code=f"{estate.code}B001", estate=estate, name="1栋", key="1")
    Home.objects.create(code=f"{building.code}H0001", building=building, unit_no="1", room="101")
    for model, row in (
        (Building, {"code": f"{estate.code}B002", "estate": estate, "name": "一号楼", "key": "1"}),
        (Building, {"code": f"{estate.code}-2", "estate": estate, "name": "2栋", "key": "2"}),
        (Building, {"code": f"{estate.code}B003", "estate": estate, "name": "3栋", "key": "3", "units": 0}),
        (Home, {"code": f"{building.code}H0002", "building": building, "unit_no": "1", "room": "101"}),
        (Home, {"code": f"{building.code}X0003", "building": building, "unit_no": "1", "room": "102"}),
        (Home, {"code": f"{building.code}H0004", "building": building, "room": "104", "floor": 200}),
    ):
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            model.objects.create(**row)


def test_a_scope_is_a_range_that_the_index_of_codes_serves() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Area.objects.within("421202").explain()
    assert "territory_area_code" in plan
    assert "Index Cond" in plan
