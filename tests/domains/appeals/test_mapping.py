"""The mapping of an older system's table: what it reads and how it is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shanzhi.domains.appeals import categories, mapping
from shanzhi.domains.appeals.kind import NATURES

GOOD = """
source: old-1
key: [ID]
missing: ["-"]
kinds: [大类, 小类]
fields:
  reported_at: {column: 时间, formats: ["%Y-%m-%d %H:%M", "%Y/%m/%d"], required: true}
  nature: {column: 性质, values: {投诉: complaint}, default: consult}
  category: {columns: [小类, 大类], values: {占道: "2203", 市容: "03"}}
  title: {template: "{大类}：{小类}"}
"""
ROW = {"ID": "7", "时间": "2026-03-02 09:30", "性质": "投诉", "大类": "市容", "小类": "占道"}


def test_a_row_is_read_with_translations_times_and_templates() -> None:
    read = mapping.parse(GOOD).read(ROW)
    assert read.key == "7"
    assert read.values == {
        "reported_at": datetime(2026, 3, 2, 1, 30, tzinfo=UTC), "nature": "complaint", "category": "2203", "title": "市容：占道",
    }  # fmt: skip
    assert (read.kinds, read.unknown, read.problems) == (("市容", "占道"), {}, ())


def test_the_first_column_that_translates_wins_and_what_is_not_listed_is_told() -> None:
    rules = mapping.parse(GOOD)
    assert rules.read(ROW | {"小类": "从没见过"}).values["category"] == "03"
    read = rules.read(ROW | {"小类": "从没见过", "大类": "-", "性质": "怪话"})
    assert "category" not in read.values
    assert read.values["nature"] == "consult"
    assert read.unknown == {"category": "从没见过", "nature": "怪话"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"时间": "昨天"}, "时间认不出：昨天"), ({"时间": "-"}, "缺少 reported_at"), ({"ID": ""}, "缺少编号")],
)
def test_a_row_that_cannot_be_taken_says_why(change: dict[str, str], problem: str) -> None:
    assert problem in mapping.parse(GOOD).read(ROW | change).problems[0]


def test_columns_that_the_table_lacks_are_listed() -> None:
    assert mapping.parse(GOOD).lacking(["ID", "时间", "大类"]) == ["小类", "性质"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "不是合格的 YAML"),
        ("- 1", "对照表应是"),
        (GOOD.replace("key: [ID]", ""), "缺少 key"),
        (GOOD.replace("old-1", "老系统"), "source 应是小写字母"),
        (GOOD.replace("  nature:", "  mood:"), "不认识 mood"),
        (GOOD.replace("default: consult", "fallback: consult"), "不认识 fallback"),
        (GOOD.replace(', formats: ["%Y-%m-%d %H:%M", "%Y/%m/%d"]', ""), "要写 formats"),
        (GOOD.replace("{column: 性质, values", "{column: 性质, template: x, values"), "之一"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_mend(text: str, problem: str) -> None:
    with pytest.raises(mapping.MappingBroken, match=problem):
        mapping.parse(text)


def test_the_shipped_mapping_translates_into_codes_that_exist() -> None:
    rules = mapping.load(Path(mapping.__file__).parents[2] / "catalogue" / "maps" / "pingshan.yaml")
    assert all(categories.get(code) for code in (rules.fields["category"].values or {}).values())
    assert set((rules.fields["nature"].values or {}).values()) <= set(NATURES)
