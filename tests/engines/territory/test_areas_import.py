"""Loading areas: every published shape, every fault with its line, nothing half-loaded, nothing twice."""

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db.models import Q

from shanzhi.engines.territory import public
from shanzhi.engines.territory.actions.areas import AreasRefused
from shanzhi.engines.territory.cli import areas
from shanzhi.engines.territory.codes import parent_of
from shanzhi.engines.territory.csv_areas import FileUnreadable
from shanzhi.engines.territory.models import Area, Succession
from shanzhi.engines.territory.rules.address import short_name
from tests.engines.territory.story import LEVELS, ON

Write = Callable[..., Path]
pytestmark = pytest.mark.django_db

SPLIT = {
    "villages.csv.gz": gzip.compress(
        "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        '441900003001,"东城社区",441900003,44,4419,441900\n'
        '350527000000,"金门县",350527000,35,3505,350527\n'.encode()
    ),
    "streets.csv": 'code,name,areaCode,provinceCode,cityCode\n441900003,"东城街道",441900,44,4419\n350527000,"金门县",350527,35,3505\n',
    "areas.csv": 'code,name,cityCode,provinceCode\n441900,"东莞市",4419,44\n350527,"金门县",3505,35\n',
    "cities.csv": 'code,name,provinceCode\n4419,"东莞市",44\n3505,"泉州市",35\n',
    "provinces.csv": 'code,name\n44,"广东省"\n35,"福建省"\n',
}


def test_five_levels_in_one_file_are_loaded_with_levels_parents_and_short_names(district: str) -> None:
    assert Area.objects.count() == 8
    community = Area.objects.get(code="421202001011")
    assert (community.level, community.parent_code, community.village_kind) == (5, "421202001000", "居委会")
    assert community.short_name == "茶花社区"
    assert Area.objects.get(code=district).parent_code == "421200000000"


def test_one_file_for_each_level_with_short_codes_is_the_same_and_double_listings_are_folded(write: Write) -> None:
    paths = [write(content, name) for name, content in SPLIT.items()]
    report = public.import_areas(paths, on=ON)
    assert (report.read, report.added, report.folded) == (10, 7, 3)
    assert sorted(Area.objects.values_list("code", "level", "parent_code")) == [
        ("350000000000", 1, ""),
        ("350500000000", 2, "350000000000"),
        ("350527000000", 3, "350500000000"),
        ("440000000000", 1, ""),
        ("441900000000", 2, "440000000000"),
        ("441900003000", 4, "441900000000"),
        ("441900003001", 5, "441900003000"),
    ]


def test_the_file_s_name_says_nothing_its_heading_and_content_do(write: Write) -> None:
    shuffled = "name,extra,parent_code,code,level\n湖北省,x,,420000000000,1\n"
    packed = gzip.compress(b"\xef\xbb\xbf" + shuffled.encode())
    assert public.import_areas([write(packed, "no-gz-ending.txt")], on=ON).added == 1


def test_running_it_again_changes_nothing_and_says_so(district: str, write: Write) -> None:
    before = list(Area.objects.order_by("code").values())
    report = public.import_areas([write(LEVELS)], on=date(2027, 1, 1))
    assert (report.changed, report.added, report.unchanged) == (0, 0, 8)
    assert list(Area.objects.order_by("code").values()) == before
    assert not Succession.objects.exists()


def test_several_files_may_repeat_their_province(write: Write) -> None:
    one = write("level,code,name,parent_code\n1,420000000000,湖北省,\n2,421200000000,咸宁市,420000000000\n", "a.csv")
    two = write("level,code,name,parent_code\n1,420000000000,湖北省,\n2,421000000000,荆州市,420000000000\n", "b.csv")
    report = public.import_areas([one, two], on=ON)
    assert (report.added, report.folded) == (3, 0)


FAULTS = [
    ("5,42120200101X,甲社区,421202001000,", "代码格式不对"),
    ("5,4212020010,甲社区,421202001000,", "代码格式不对"),
    ("5,021202001012,甲社区,421202001000,", "代码格式不对"),
    ("5,,甲社区,421202001000,", "代码格式不对"),
    ("6,421202001012,甲社区,421202001000,", "级别应是"),
    ("4,421202001012,甲社区,421202001000,", "级别和代码对不上"),
    ("5,421202001000,甲社区,421202001000,", "级别和代码对不上"),
    ("5,421202001012,,421202001000,", "名称是空的"),
    (f"5,421202001012,{'长' * 65},421202001000,", "名称太长"),
    ("5,421202001012,甲\x07社区,421202001000,", "看不见"),
    ("5,421202001012,甲社区,421202002000,", "上级代码和本代码对不上"),
    ("5,421202001010,金叶社区,421202001000,居委会", "代码重复"),
    ("5,421202001010,另一个,421202001000,居委会", "代码重复"),
    ("5,421202009001,甲社区,421202009000,", "找不到上级 421202009000"),
    ("5", "代码格式不对"),
    ("5,421202001012,甲\\社区\t乙,421202001000,\0", "看不见"),
]


@pytest.mark.parametrize(("line", "fault"), FAULTS)
def test_a_faulty_row_is_listed_with_its_line_and_nothing_is_loaded(line: str, fault: str, write: Write) -> None:
    with pytest.raises(AreasRefused) as refused:
        public.import_areas([write(LEVELS + line + "\n")], on=ON)
    assert [(f.file, f.line) for f in refused.value.faults] == [("areas.csv", 10)]
    assert fault in refused.value.faults[0].message
    assert refused.value.total == 1
    assert not Area.objects.exists()


def test_every_fault_of_every_file_is_listed_at_once(write: Write) -> None:
    split = {name: content for name, content in SPLIT.items() if name != "cities.csv"}
    bad = SPLIT["streets.csv"] + '441900xx4,"乱码街道",441900,44,4419\n'  # type: ignore[operator]
    paths = [write(bad if name == "streets.csv" else content, name) for name, content in split.items()]
    with pytest.raises(AreasRefused) as refused:
        public.import_areas(paths, on=ON)
    said = {(f.file, f.line): f.message for f in refused.value.faults}
    assert said[("streets.csv", 4)].startswith("代码格式不对")
    assert ("areas.csv", 3) in said
    assert not Area.objects.exists()


def test_a_quoted_line_break_does_not_shift_the_line_numbers(write: Write) -> None:
    text = 'level,code,name,parent_code\n1,420000000000,"湖北\n省",\n2,999,坏,420000000000\n'
    with pytest.raises(AreasRefused) as refused:
        public.import_areas([write(text)], on=ON)
    assert [f.line for f in refused.value.faults] == [3, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        ("甲,乙\n1,2\n".encode(), "code 和 name"),
        ("code,name\n44,广东省\n".encode("gb18030"), "UTF-8"),
        (gzip.compress(b"code,name\n44,abc\n" * 999)[:40], "读"),
        (b"\x1f\x8b\x08 not really", "读"),
    ],
)
def test_what_is_no_table_of_areas_is_refused_in_words(content: bytes, words: str, write: Write) -> None:
    with pytest.raises(FileUnreadable, match=words):
        public.import_areas([write(content)], on=ON)
    assert not Area.objects.exists()


def test_a_known_code_with_another_name_is_a_rename_kept_in_the_history(district: str, write: Write) -> None:
    renamed = LEVELS.replace("茶花社区居委会", "银泉社区居委会")
    report = public.import_areas([write(renamed)], on=ON)
    assert (report.renamed, report.added, report.completed) == (1, 0, 0)
    assert Area.objects.get(code="421202001011").short_name == "银泉社区"
    kept = Succession.objects.get()
    assert (kept.old_name, kept.new_name, kept.on, kept.kind) == ("茶花社区居委会", "银泉社区居委会", ON, "rename")
    assert public.import_areas([write(renamed)], on=ON).changed == 0


def test_an_area_that_has_ended_stays_ended(district: str, write: Write) -> None:
    Area.objects.filter(code="421202002001").update(until=ON)
    report = public.import_areas([write(LEVELS)], on=ON)
    assert (report.ended, report.changed) == (1, 0)
    assert Area.objects.get(code="421202002001").until == ON


def test_a_dry_run_counts_and_writes_nothing(write: Write) -> None:
    assert public.import_areas([write(LEVELS)], on=ON, dry_run=True).added == 8
    assert not Area.objects.exists()


def test_the_command_reports_and_fails_with_status_and_lines(write: Write) -> None:
    runner = CliRunner()
    good = runner.invoke(areas, ["import", str(write(LEVELS))])
    assert good.exit_code == 0
    assert "新增 8" in good.output
    assert "没有改动" in runner.invoke(areas, ["import", str(write(LEVELS))]).output
    bad = runner.invoke(areas, ["import", str(write(LEVELS + "5,1,坏,,\n", "bad.csv"))])
    assert bad.exit_code == 1
    assert "bad.csv 第 10 行" in bad.output
    assert "Traceback" not in bad.output
    missing = runner.invoke(areas, ["import", "no-such-file.csv"])
    assert missing.exit_code == 1
    assert "打不开" in missing.output


def test_the_shipped_districts_load_and_every_area_has_its_parent() -> None:
    report = public.import_areas(public.shipped_areas(), on=ON)
    assert report.added == Area.objects.count() == 1805
    codes = dict(Area.objects.values_list("code", "parent_code"))
    assert all(parent == parent_of(code) and (not parent or parent in codes) for code, parent in codes.items())
    assert public.name_path("421202001010") == "咸安区 / 温泉街道 / 金叶社区"
    assert len(public.communities_in("421202")) == 197
    # SQL and Python shorten names alike.
    assert [row for row in Area.objects.filter(~Q(name="")) if row.short_name != short_name(row.name)] == []
