"""Address text."""

import pytest

from shanzhi.engines.territory.rules import address
from shanzhi.engines.territory.rules.address import Address, parse_address

GOLD = "金叶社区金叶小区"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("金叶社区金叶小区3栋2单元501", Address(GOLD, "3", "2", "501")),
        ("金叶社区 金叶小区，３栋２单元５０１室", Address(GOLD, "3", "2", "501")),
        ("金叶社区金叶小区三号楼二单元五〇一室", Address(GOLD, "3", "2", "501")),
        ("金叶社区金叶小区十二幢", Address(GOLD, "12")),
        ("金叶社区金叶小区03幢501门口漏水", Address(GOLD, "3", "", "501")),
        ("金叶社区金叶小区a座1203", Address(GOLD, "A", "", "1203")),
        ("金叶社区金叶小区3-2-501", Address(GOLD, "3", "2", "501")),
        ("金叶社区金叶小区3-501", Address(GOLD, "3", "", "501")),
        ("金叶社区金叶小区3#楼", Address(GOLD, "3")),
        ("长安大道26号旁边有垃圾", Address("长安大道26号旁边有垃圾")),
        ("", Address("")),
    ],
)
def test_an_address_is_taken_apart_however_it_is_written(text: str, parts: Address) -> None:
    assert parse_address(text) == parts


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("两千", "2000"),
        ("五〇一", "501"),
        ("东", "东"),
    ],
)
def test_chinese_numerals_become_digits(said: str, digits: str) -> None:
    assert address.chinese_number(said) == digits


def test_a_building_is_recognised_by_its_number_however_it_is_called() -> None:
    assert {address.building_key(name) for name in ("3栋", "三号楼", "03幢", "３＃", "3座")} == {"3"}
    assert address.building_key("综合楼") == "综合楼"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("东厂社区居委会", "东厂社区"),
        ("双龙居民委员会", "双龙社区"),
        ("新区社区居委会", "新区社区"),
        ("马鞍村村委会", "马鞍村"),
        ("普安村民委员会", "普安村"),
        ("金叶社区", "金叶社区"),
        ("六连生活区", "六连生活区"),
        ("居委会", "居委会"),
    ],
)
def test_a_community_is_called_by_its_short_name(name: str, short: str) -> None:
    assert address.short_name(name) == short


def test_a_bare_name_of_one_character_is_not_used_for_finding() -> None:
    assert address.stem("马村村委会") == "马村"
    assert address.estate_keys("福星城", ["福星惠誉小区"]) == ["福星城", "福星惠誉", "福星惠誉小区"]
