"""What a system administrator does: units and posts, rules, the calendar, grids and estates."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shanzhi.engines.org.public import Post, Unit
from shanzhi.engines.territory.models import Area, Estate, Grid
from shanzhi.kernel import policy
from shanzhi.kernel.models import Act, CalendarDay, Policy
from tests import factories as make

HOME = "/desk/admin/"
TOMORROW = (make.MORNING + timedelta(days=1)).date().isoformat()


@pytest.fixture
def system(administrators: Any, seated: Any) -> Any:
    """A client of the system administrator."""
    return seated(administrators["system_admin"])


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def square(west: float, south: float, side: float = 0.002) -> dict[str, Any]:
    """A closed square in degrees."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _file(*grids: tuple[str, Any], **more: Any) -> SimpleUploadedFile:
    features = [{"type": "Feature", "properties": {"name": name}, "geometry": shape} for name, shape in grids]
    return SimpleUploadedFile(
        "g.geojson", json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()
    )


def test_a_unit_is_set_up_given_a_post_and_closed(system):
    facts = {"name": "咸安区园林局", "kind": "county_department", "territory_code": make.COUNTY, "slug": "garden"}
    answer = system.post(f"{HOME}units/new/", facts)
    unit = Unit.objects.get(slug="garden")
    assert answer["Location"] == f"{HOME}units/{unit.pk}/"
    system.post(answer["Location"], {"act": "post", "title": "承办人", "role": "department_officer"})
    assert Post.objects.get(unit=unit).title == "承办人"
    assert "请写明原因" in _text(system.post(answer["Location"], {"act": "close", "reason": ""}))
    system.post(answer["Location"], {"act": "close", "reason": "并入住建局"})
    unit.refresh_from_db()
    assert not unit.is_active
    assert system.get(f"{HOME}units/?q=园林").context["rows"] == []
    assert [each for each, _ in system.get(f"{HOME}units/?q=园林&closed=1").context["rows"]] == [unit]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"slug": "园林"}, "代号只能用小写字母"), ({"slug": "centre"}, "已有同名或同代号的单位"),
        ({"territory_code": make.OTHER_COUNTY}, "请从单子里选一个"), ({"name": ""}, "请填“全称”"),
    ],
)  # fmt: skip
def test_a_unit_that_cannot_be_is_refused_in_words_and_not_made(system, wrong, words):
    facts = {
        "name": "咸安区园林局",
        "kind": "county_department",
        "territory_code": make.COUNTY,
        "slug": "garden",
        **wrong,
    }
    answer = system.post(f"{HOME}units/new/", facts)
    assert answer.status_code == 422
    assert words in _text(answer)
    assert not Unit.objects.filter(slug="garden").exists()


def test_a_unit_with_somebody_in_a_post_is_not_closed(system, community):
    answer = system.post(f"{HOME}units/{community.pk}/", {"act": "close", "reason": "x"})
    assert answer.status_code == 422
    assert "还有人在岗" in _text(answer)


def test_units_are_narrowed_by_place_kind_and_words_and_paged(system, monkeypatch):
    for number in range(5):
        make.make_unit("merchant", make.COMMUNITY, f"金叶便利店{number}")
    make.make_unit("merchant", "421202002001", "银泉便利店")
    monkeypatch.setattr("shanzhi.portals.admin.units.SIZE", 2)
    seen, address = [], f"{HOME}units/?area={make.STREET}&kind=merchant&q=便利店"
    while address:
        page = system.get(address)
        seen += [unit.name for unit, _ in page.context["rows"]]
        address = page.context["next_url"]
    assert seen == [f"金叶便利店{number}" for number in range(5)]


def test_a_rule_is_changed_from_a_day_on_and_the_old_row_stays(system):
    row = Policy.objects.get(code="casework.accept")
    address = f"{HOME}policies/{row.pk}/"
    page = _text(system.get(address))
    assert "示例" in page
    answer = system.post(
        address, {"value": '{"minutes": 60, "working": true}', "since": TOMORROW, "source": "会议纪要3号"}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.value["minutes"], str(row.until)) == (120, TOMORROW)
    made = Policy.objects.get(code="casework.accept", until=None)
    assert (made.value["minutes"], made.is_sample) == (60, False)
    text = _text(system.get(f"{HOME}policies/"))
    assert "1小时（上班时间）" in text
    assert "还没开始" in text
    assert Act.objects.get(verb="policy.revise").object_id == made.pk
    policy.invalidate()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": "{minutes: 60}"}, "第1行读不懂"), ({"value": '{"minutes": "60", "working": true}'}, "minutes 要是整数"),
        ({"value": '{"minutes": 60}'}, "少了 working"), ({"value": "NaN"}, "读不懂"), ({"value": "[" * 100_000}, "读不懂"),
        ({"since": make.MORNING.date().isoformat()}, "最早从明天起"), ({"since": "下周"}, "日期写成"), ({"source": ""}, "请填“依据”"),
        ({"area": make.OTHER_COUNTY}, "请从单子里选一个"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_in_words_and_kept_as_it_was(system, wrong, words):
    row = Policy.objects.get(code="casework.accept")
    facts = {"value": '{"minutes": 60, "working": true}', "since": TOMORROW, "source": "会议纪要3号", **wrong}
    answer = system.post(f"{HOME}policies/{row.pk}/", facts)
    assert answer.status_code == 422
    assert words in _text(answer)
    assert Policy.objects.filter(code="casework.accept").count() == 1


def test_a_place_gets_a_rule_of_its_own(system):
    row = Policy.objects.get(code="resident.phone")
    facts = {
        "value": '{"name": "金叶社区", "number": "0715-8000000"}',
        "since": TOMORROW,
        "source": "社区登记",
        "area": make.COMMUNITY,
    }
    assert system.post(f"{HOME}policies/{row.pk}/", facts).status_code == 302
    assert Policy.objects.get(code="resident.phone", area_prefix=make.COMMUNITY).value["name"] == "金叶社区"
    row.refresh_from_db()
    assert row.until is None
    policy.invalidate()


def test_the_calendar_says_which_years_are_known_and_which_is_missing(system):
    CalendarDay.objects.all().delete()
    assert "2026年还没有载入" in _text(system.get(f"{HOME}calendar/"))
    CalendarDay.objects.create(date="2026-10-01", kind="holiday", name="国庆节", source="通知")
    page = _text(system.get(f"{HOME}calendar/"))
    assert "2027年还没有载入" in page
    assert "shanzhi calendar import holidays_2027.csv" in page


def test_grids_are_looked_at_first_and_then_kept(system):
    address = f"{HOME}grids/{make.COMMUNITY}/"
    shapes = ("东", square(114.32, 29.86)), ("西", square(114.31, 29.86))
    page = system.post(address, {"act": "look", "datum": "gcj02", "file": _file(*shapes)})
    assert page.status_code == 200
    assert [grid.name for grid in page.context["fresh"]] == ["西", "东"]
    assert 'class="fresh"' in _text(page)
    assert not Grid.objects.exists()
    assert not Act.objects.filter(verb="grid.draw").exists()
    answer = system.post(address, {"act": "keep", "drawn": page.context["again"]})
    assert answer.status_code == 302
    kept = Grid.objects.get(name="西")
    assert kept.code == f"{make.COMMUNITY}001"
    moved = kept.boundary["coordinates"][0][0][0] - 114.31
    assert -0.01 < moved < -0.001  # GCJ-02 was taken back to WGS-84, once
    assert Act.objects.filter(verb="grid.draw").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_file(("东", square(114.32, 29.86)), ("西", square(114.321, 29.86))), "重叠"),
        (_file(("东", {"type": "Polygon", "coordinates": [[[114.3, 29.8], [114.4, 29.8], [114.4, 29.9]]]})), "至少要有三个不同的点"),
        (_file(("东", {"type": "Polygon", "coordinates": [[[114.3, 29.8], [114.4, 29.8], [114.4, 29.9], [114.3, 29.9]]]})), "没有闭合"),
        (_file(("东", {"type": "Point", "coordinates": [114.3, 29.8]})), "不是面"),
        (_file(("东", square(114.32, 29.86)), crs={"properties": {"name": "EPSG:2383"}}), "读不懂文件的坐标系"),
        (SimpleUploadedFile("g.geojson", b"PK\x03\x04 not json"), "不是 GeoJSON"),
        (SimpleUploadedFile("g.geojson", b"[" * 200_000), "不是 GeoJSON"), (SimpleUploadedFile("g.geojson", b""), "不是 GeoJSON"),
        (SimpleUploadedFile("g.geojson", b"{}"), "文件里没有网格"), (SimpleUploadedFile("g.geojson", b" " * 1_000_001), "不该超过1兆"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_grids_is_refused_in_words(system, content, words):
    content.seek(0)
    answer = system.post(f"{HOME}grids/{make.COMMUNITY}/", {"act": "look", "file": content})
    assert answer.status_code == 422
    assert words in _text(answer)
    assert not Grid.objects.exists()


def test_a_grid_beyond_the_community_s_surveyed_boundary_is_refused_with_square_metres(system):
    Area.objects.filter(code=make.COMMUNITY).update(
        boundary=square(114.32, 29.86), west=114.32, south=29.86, east=114.322, north=29.862
    )
    answer = system.post(
        f"{HOME}grids/{make.COMMUNITY}/", {"act": "look", "file": _file(("东", square(114.321, 29.86)))}
    )
    assert "平方米画到了金叶社区外面" in _text(answer)


def test_the_second_step_believes_nothing_that_was_changed_on_the_way(system):
    address = f"{HOME}grids/{make.COMMUNITY}/"
    for drawn in ("", "{", '{"features": [{"geometry": 1}]}'):
        answer = system.post(address, {"act": "keep", "drawn": drawn})
        assert answer.status_code == 422
    assert not Grid.objects.exists()


def test_an_estate_is_registered_by_the_community_and_not_twice(administrators, seated):
    worker = seated(administrators["community_worker"])
    address = f"{HOME}estates/{make.COMMUNITY}/"
    assert (
        worker.post(address, {"name": "金叶小区", "aliases": "金叶花园、老糖厂", "households": "432"}).status_code
        == 302
    )
    assert Estate.objects.get().aliases == ["金叶花园", "老糖厂"]
    answer = worker.post(address, {"name": "金叶小区"})
    assert answer.status_code == 422
    assert "已经有“金叶小区”" in _text(answer)
    assert worker.get(f"{HOME}estates/{make.OTHER_COMMUNITY}/").status_code == 404
    assert [each.code for each, _, _ in worker.get(f"{HOME}estates/").context["rows"]] == [make.COMMUNITY]


def test_communities_are_found_by_name_and_paged(system, monkeypatch):
    monkeypatch.setattr("shanzhi.portals.admin.grids.SIZE", 1)
    first = system.get(f"{HOME}grids/")
    second = system.get(first.context["next_url"])
    assert first.context["rows"][0][0].code < second.context["rows"][0][0].code
    assert [each.name for each, _, _ in system.get(f"{HOME}grids/?q=金叶").context["rows"]] == ["金叶社区"]


def test_every_rule_that_ships_is_told_in_words(system):
    from shanzhi.portals.admin.words import policy_name, told

    for row in Policy.objects.all():
        assert policy_name(row.code) != row.code, row.code
        assert not any(letter.isascii() and letter.isalpha() for letter in told(row.value)), told(row.value)
