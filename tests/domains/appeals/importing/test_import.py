"""Cases from an older system: none lost, none twice, nothing made up."""

import csv
import gzip
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from shanzhi.domains.appeals import mapping
from shanzhi.domains.appeals.importing import run as running
from shanzhi.domains.appeals.importing.operator import operator
from shanzhi.domains.appeals.importing.run import Import, ImportRefused, Report
from shanzhi.domains.appeals.importing.tables import TableUnreadable
from shanzhi.engines.casework import audit
from shanzhi.engines.casework.public import Case, Clock, Tally, actions
from shanzhi.engines.org.public import installer, open_unit
from shanzhi.kernel.models import Act
from shanzhi.kernel.refused import NotAllowed
from tests.factories import COMMUNITY, COUNTY, MORNING, make_community, make_unit, pretend

pytestmark = pytest.mark.django_db

MAP = """
name: 试验
source: old-town
key: [编号]
missing: ["", "-"]
fields:
  reported_at: {column: 时间, formats: ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y年%m月%d日"], required: true}
  closed_at: {column: 办结时间, formats: ["%Y-%m-%d %H:%M:%S"]}
  accepted_at: {column: 受理时间, formats: ["%Y-%m-%d %H:%M:%S"]}
  step: {column: 状态, values: {已办结: closed, 办理中: handling, 待派: accepted, 待评: rating, 不受理: declined, 新: submitted}}
  nature: {column: 性质, values: {投诉: complaint, 求助: help}, default: help}
  category: {column: 类别, values: {路灯: "0803"}}
  street: {column: 街道}
  community: {column: 社区}
  title: {column: 事项}
  body: {column: 内容}
  unit: {column: 单位}
  in_time: {column: 按时, values: {"是": "yes", "否": "no"}}
  outcome: {column: 结果}
  reporter_phone: {column: 电话}
"""
HEADER = [
    "编号",
    "时间",
    "办结时间",
    "受理时间",
    "状态",
    "性质",
    "类别",
    "街道",
    "社区",
    "事项",
    "内容",
    "单位",
    "按时",
    "结果",
    "电话",
]
ROW = {
    "时间": "2026-11-02 09:00:00",
    "状态": "已办结",
    "社区": "金叶社区",
    "事项": "路灯不亮",
    "性质": "投诉",
    "类别": "路灯",
}


@pytest.fixture(autouse=True)
def _community() -> None:
    make_community()


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Report]:
    """Import rows (dicts over ROW; a key is given when missing) or raw bytes through a mapping."""

    def run(
        *rows: dict[str, str] | bytes, text: str = MAP, name: str = "old.csv", at: datetime = MORNING, **more: Any
    ) -> Report:
        path = tmp_path / name
        if len(rows) == 1 and isinstance(rows[0], bytes):
            path.write_bytes(rows[0])
        else:
            path.write_text("\n".join([",".join(HEADER), *map(line, range(1, 1 + len(rows)), rows)]), encoding="utf-8")
        rejects = more.pop("rejects", tmp_path / "rejects.csv")
        by = more.pop("by", operator(COUNTY))
        return Import(path, mapping.parse(text), more.pop("area", COUNTY), by, at, rejects=rejects, **more).run()

    return run


def line(number: int, row: Any) -> str:
    cells = {"编号": f"N{number}"} | ROW | row
    return ",".join(f'"{cells[name]}"' if "," in cells.get(name, "") else cells.get(name, "") for name in HEADER)


def rejected(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def acts_of(case: Case) -> list[Act]:
    return list(Act.objects.filter(object_type="casework.case", object_id=case.pk).order_by("at", "id"))


def test_an_ended_case_is_archived_and_the_act_names_what_the_source_did_not_know(load: Any) -> None:
    report = load({"按时": "否", "单位": "城管局", "电话": "13900000001"})
    assert (report.read, report.added, report.rejected) == (1, 1, 0)
    case = Case.objects.get()
    assert (case.step, case.category_code, case.nature, case.territory_code) == (
        "closed",
        "0803",
        "complaint",
        COMMUNITY,
    )
    assert (case.source, case.source_key, case.is_public, case.reporter_phone) == (
        "old-town",
        "N1",
        False,
        "13900000001",
    )
    told, ended = acts_of(case)
    assert (told.verb, ended.verb) == ("case.report", "case.archive")
    assert ended.payload["missing"] == ["accepted_at", "closed_at", "outcome"]
    assert (ended.payload["in_time"], ended.payload["unit_name"]) == (False, "城管局")
    assert not Clock.objects.exists()
    assert Tally.objects.filter(category_code="").aggregate(n=Sum("late"))["n"] == 1


def test_known_times_give_clocks_that_stopped_when_the_case_ended(load: Any) -> None:
    load(
        {"受理时间": "2026-11-02 09:30:00", "办结时间": "2026-11-03 16:00:00", "结果": "换了灯"},
        {"办结时间": "2026-11-20 16:00:00"},
    )
    first, late = Case.objects.order_by("id")
    assert {c.code: c.was_met for c in first.clocks.all()} == {"accept": True, "finish": True}
    assert first.outcome == "换了灯"
    assert [a.verb for a in acts_of(first)] == ["case.report", "case.accept", "case.archive"]
    assert {c.code: c.was_met for c in late.clocks.all()} == {"finish": False}
    assert Tally.objects.filter(category_code="").aggregate(n=Sum("late"))["n"] == 1
    assert [audit.difference(case) for case in Case.objects.all()] == ["", ""]


def test_an_open_case_stays_at_its_step_and_its_clocks_run_from_the_import(load: Any) -> None:
    unit = make_unit("county_department", COUNTY, name="城市管理局", slug="urban")
    load(
        {"状态": "办理中", "单位": "城管局"},
        {"状态": "办理中", "单位": "没听说过的公司"},
        {"状态": "待评"},
        {"状态": "新"},
    )
    handling, unknown, rating, fresh = Case.objects.order_by("id")
    assert (handling.step, handling.unit_id) == ("handling", unit.pk)
    assert (unknown.step, unknown.unit_id, acts_of(unknown)[-1].payload["step_as_told"]) == (
        "accepted",
        None,
        "handling",
    )
    assert [c.code for c in handling.clocks.all()] == ["finish"]
    assert [(c.code, c.started_at) for c in rating.clocks.all()] == [("rate", MORNING)]
    assert {c.code for c in fresh.clocks.all()} == {"accept", "finish"}
    assert all(not audit.difference(case) for case in Case.objects.all())
    worker = pretend("department_officer", COUNTY, unit_id=unit.pk)
    assert actions.feed_back(handling, by=worker, at=MORNING + timedelta(hours=1), result="换了灯").step == "verifying"


def test_a_declined_case_ends_as_declined(load: Any) -> None:
    load({"状态": "不受理", "结果": "请到法院"})
    assert (Case.objects.get().step, acts_of(Case.objects.get())[-1].verb) == ("declined", "case.decline")


def test_every_row_is_a_case_or_a_line_with_its_reason(load: Any, tmp_path: Path) -> None:
    report = load(
        {},
        {"时间": "昨天"},
        {"时间": ""},
        {"社区": "不存在社区"},
        {"编号": ""},
        {"编号": "N1"},
        {"时间": "2031-01-01 00:00:00"},
        {"办结时间": "2026-11-01 00:00:00"},
        {"内容": "很" * 2001},
        {"时间": "2026/11/2 8:05"},
        {"时间": "2026年11月2日"},
    )
    assert (report.read, report.added, report.known, report.rejected) == (11, 3, 0, 8)
    lines = rejected(tmp_path)
    assert [row["行号"] for row in lines] == ["3", "4", "6", "7", "5", "8", "9", "10"] or len(lines) == 8
    by_line = {row["行号"]: row for row in lines}
    assert by_line["3"]["列"] == "时间"
    assert by_line["3"]["值"] == "昨天"
    assert "没有这个社区" in by_line["5"]["原因"]
    assert "重复" in by_line["7"]["原因"]
    assert "将来" in by_line["8"]["原因"]
    assert all(row["原因"] for row in lines)


def test_running_it_again_adds_nothing(load: Any) -> None:
    rows = [{}, {"社区": "不存在社区"}, {"状态": "办理中"}]
    first, again = load(*rows), load(*rows)
    assert (first.added, first.rejected) == (2, 1)
    assert (again.added, again.known, again.rejected) == (0, 2, 1)
    assert Case.objects.count() == 2


def test_a_run_that_was_killed_is_completed_by_the_next(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    seen: list[int] = []

    def killed(_bytes: int) -> None:
        seen.append(1)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(*[{}] * 7, progress=killed)
    assert Case.objects.count() == 4
    assert (load(*[{}] * 7).added, Case.objects.count()) == (3, 7)


def test_one_row_that_the_database_refuses_does_not_hold_up_the_others(
    load: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DataError

    written = running.bulk.load

    def picky(histories: Any) -> Any:
        if any(history.new.title == "坏" for history in histories):
            raise DataError
        return written(histories)

    monkeypatch.setattr(running.bulk, "load", picky)
    report = load(*[{}] * 3, {"事项": "坏"}, *[{}] * 3)
    assert (report.added, report.rejected) == (6, 1)


def test_rows_without_a_number_are_known_by_their_words_and_how_often_they_came(load: Any) -> None:
    text = MAP.replace("key: [编号]", "key: row")
    rows = [{"编号": ""}, {"编号": ""}, {"编号": "", "事项": "别的"}]
    assert load(*rows, text=text).added == 3
    again = load(*rows, {"编号": ""}, text=text)
    assert (again.added, again.known) == (1, 3)


def test_units_met_for_the_first_time_are_proposed_and_not_created(load: Any) -> None:
    by = installer(COUNTY)
    open_unit(slug="urban", kind="county_department", name="咸安区城市管理和综合执法局", short_name="区城管局",
              territory_code=COUNTY, by=by, at=MORNING)  # fmt: skip
    report = load({"单位": "城管局"}, {"单位": "教育局"}, {"单位": "教育局"}, {"单位": "区城市管理局"})
    assert Case.objects.filter(unit__slug="urban").count() == 2
    assert [(p.kind, p.name, p.count) for p in report.proposals] == [("单位", "教育局", 2)]


def test_accepted_units_are_opened_once_under_their_name(load: Any) -> None:
    def opener(name: str, kind: str, territory: str, key: str) -> Any:
        return open_unit(
            slug=f"old-{key}", kind=kind, name=name, territory_code=territory, by=installer(COUNTY), at=MORNING
        )

    report = load({"单位": "教育局"}, {"单位": "金叶社区"}, {"单位": "教育局"}, opener=opener)
    assert sorted(report.opened_units) == sorted(["教育局", "金叶社区"])
    assert report.proposals == []
    kinds = dict(Case.objects.values_list("unit__name", "unit__kind"))
    assert kinds == {"教育局": "county_department", "金叶社区": "committee"}


def test_words_that_the_map_does_not_list_are_proposed(load: Any) -> None:
    report = load({"类别": "井盖"}, {"类别": "井盖"})
    assert [(p.kind, p.name, p.count) for p in report.proposals] == [("类别", "井盖", 2)]
    assert Case.objects.filter(category_code="").count() == 2


def test_a_place_that_does_not_match_falls_to_the_code_that_the_map_gives(load: Any) -> None:
    text = MAP + f'  territory_code: {{default: "{COUNTY}"}}\n'
    report = load({"社区": ""}, {"社区": "不存在社区", "街道": "温泉街道"}, text=text)
    assert report.vague == 2
    whole, street = Case.objects.order_by("id")
    assert (whole.territory_code, street.territory_code) == (COUNTY, "421202001000")
    assert acts_of(street)[0].payload["place_as_told"] == {"street": "温泉街道", "community": "不存在社区"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found_out(load: Any, encoding: str) -> None:
    text = "\n".join([",".join(HEADER), line(1, {"内容": "x" * 100}), line(2, {"事项": "龘靐齉"})])
    assert load(text.encode(encoding)).added == 2
    assert Case.objects.filter(title="龘靐齉").exists()


def test_gzip_is_read_and_a_broken_file_is_told_in_words(load: Any) -> None:
    packed = gzip.compress("\n".join([",".join(HEADER), line(1, {})]).encode())
    assert load(packed, name="old.csv.gz").added == 1
    for broken in (packed[:-20], b"", b"PK\x03\x04rest", b"a,b\n1,2\n", b"x,x\n1,2"):
        with pytest.raises((TableUnreadable, ImportRefused)):
            load(broken)


def test_bytes_that_are_no_text_reject_their_row_only(load: Any, tmp_path: Path) -> None:
    good, bad = line(1, {}).encode(), line(2, {"事项": "坏"}).encode().replace("坏".encode(), b"\xff\xff")
    report = load(",".join(HEADER).encode() + b"\n" + good + b"\n" + bad)
    assert (report.added, report.rejected) == (1, 1)
    assert "认不出的字" in rejected(tmp_path)[0]["原因"]


def test_a_row_longer_than_the_heading_is_rejected(load: Any) -> None:
    report = load((",".join(HEADER) + "\n" + line(1, {}) + ",too,many").encode())
    assert (report.added, report.rejected) == (0, 1)


def test_days_before_the_known_calendar_give_an_ended_case_without_clocks_and_no_open_one(
    load: Any, tmp_path: Path
) -> None:
    ended = {"时间": "2015-03-02 09:00:00", "办结时间": "2015-03-03 09:00:00"}
    report = load(ended, {"时间": "2015-03-02 09:00:00", "状态": "办理中"})
    assert (report.added, report.rejected) == (1, 1)
    assert not Clock.objects.exists()
    assert "2015" in rejected(tmp_path)[0]["原因"]


def test_a_dry_run_writes_nothing_and_says_the_same(load: Any) -> None:
    rows = [{}, {"社区": "不存在社区"}]
    dry = load(*rows, dry_run=True)
    assert (dry.added, dry.rejected, Case.objects.count()) == (1, 1, 0)
    assert load(*rows).added == 1


def test_a_map_that_names_what_the_product_does_not_know_is_refused_before_anything_is_written(load: Any) -> None:
    with pytest.raises(ImportRefused, match="9876"):
        load({}, text=MAP.replace('"0803"', '"9876"'))
    with pytest.raises(ImportRefused, match="areas import"):
        load({}, area="110101000000", by=operator("110101"))
    assert not Case.objects.exists()


def test_only_who_may_import_imports(load: Any) -> None:
    with pytest.raises(NotAllowed):
        load({}, by=pretend("grid_worker", COUNTY))


def test_the_whole_of_pingshan_is_taken_and_nothing_twice(shared_folder: Path, tmp_path: Path) -> None:
    from shanzhi.engines.territory.public import import_areas, shipped_areas

    file = shared_folder / "events" / "pingshan_2018_first80.csv"
    file = file if file.exists() else shared_folder / "data" / "events" / "pingshan_2018_first80.csv"
    if not file.exists():
        pytest.skip("the events are not on this machine")
    areas = [path for path in shipped_areas() if "440310" in str(path)]
    import_areas(areas, on=MORNING.date())
    rules = mapping.load(Path(mapping.__file__).parents[2] / "catalogue" / "maps" / "pingshan.yaml")
    facts = (file, rules, "440310000000", operator("440310"), MORNING)
    first = Import(*facts, rejects=tmp_path / "r.csv").run()
    again = Import(*facts, rejects=tmp_path / "r.csv").run()
    assert first.read == first.added + first.rejected == 8_000
    assert first.added >= 7_990
    assert (again.added, again.known) == (0, first.added)
