"""What goes on the public board holds no telephone, identity number, door, plate or name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.domains.appeals.resident.redact import redact

_WORDS = st.text(alphabet="楼道灯坏了，。没人管 请来看看！停车堵路；水漏", max_size=20)
_PHONES = st.integers(13_000_000_000, 19_999_999_999).map(str)
_NUMBERS = st.builds("{}{}".format, st.integers(10**16, 10**17 - 1), st.sampled_from("0123456789Xx"))
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def _spread(digits: str, gap: str) -> str:
    return gap.join(digits)


@given(_WORDS, _PHONES, st.sampled_from(["", " ", "-", "．", "  "]), st.booleans(), _WORDS)
def test_no_telephone_survives_however_it_is_written(before: str, phone: str, gap: str, full: bool, after: str) -> None:
    written = _spread(phone, gap if gap != "．" else ".")
    text = redact(before + (written.translate(_FULL) if full else written) + after)
    assert phone not in re.sub(r"\D", "", text)
    assert not re.search(r"[0-9０-９]{7}", re.sub(r"[\s\-.]", "", text))


@given(_WORDS, _NUMBERS, _WORDS)
def test_no_identity_number_survives(before: str, number: str, after: str) -> None:
    assert number[:17] not in redact(before + number + after)


@given(st.text(max_size=200))
def test_taking_out_twice_is_taking_out_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(
    st.integers(1, 40),
    st.integers(1, 6),
    st.integers(101, 3399),
    st.sampled_from(["{}栋{}单元{}室", "{}栋{}单元{}", "{}号楼{}单元{}号", "{}-{}-{}", "{}幢 {}单元 {}房"]),
)
def test_no_door_survives(building: int, unit: int, room: int, shape: str) -> None:
    text = redact("漏水的是" + shape.format(building, unit, room) + "，请来看")
    assert str(room) not in text
    assert "单元" not in text


@given(
    st.integers(1, 40),
    st.integers(1, 6),
    st.integers(101, 3399),
    st.sampled_from(
        ["{}栋{}单元{}", "{}栋{}单元{}室", "{}号楼{}单元{}号", "{}-{}-{}", "{}幢", "{}座{}单元", "{}栋{}单元{}，"]
    ),
    st.sampled_from(["张伟", "李建国", "王芳", "陈小明", "周丽"]),
    st.sampled_from(["", "，电话不接", "家漏水", "天天吵", "晚上打麻将", "把车停在路口", "的车", "又养狗"]),
)
def test_no_name_after_a_door_survives(building: int, unit: int, room: int, shape: str, name: str, tail: str) -> None:
    text = redact("漏水的是" + shape.format(building, unit, room) + name + tail)
    assert name not in text
    assert redact(text) == text


@pytest.mark.parametrize(
    "written",
    [
        "3栋路灯不亮", "5号楼高空抛物", "二楼平台漏水", "3栋严重漏水", "1栋车棚乱停电动车", "3栋从楼上扔垃圾", "24号和25号停水",
        "8号楼卫生没人做", "3栋安装电梯", "2号楼都没水", "12栋应该修一下", "3栋水管爆了", "1栋楼道堆物", "16号停电到现在",
        "二楼空调滴水", "3栋管道堵了", "3号楼左边的路", "3栋古树倒了", "6栋和7栋之间", "22号晚上施工", "3栋阴沟堵了",
    ],
)  # fmt: skip
def test_ordinary_words_after_a_building_stay(written: str) -> None:
    assert redact(written) == written


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("张婆婆在二楼摔了一跤", "某婆婆在二楼摔了一跤"),
        ("我叫李建国，来反映", "我叫某某，来反映"),
        ("联系人：刘敏", "联系人某某"),
        ("3栋2单元601张伟", "3栋某某"),
        ("5楼李建国家漏水", "5楼某某家漏水"),
        ("鄂L12345占了消防通道", "（车牌已隐去）占了消防通道"),
        ("书台街12号门口井盖响", "书台街某号门口井盖响"),
        ("加我微信wxid_abc123", "加我（联系方式已隐去）"),
        ("邮箱a.b@c.com.cn", "邮箱（邮箱已隐去）"),
        ("电话13812…", "电话…"),
        ("12号楼电梯坏了", "12号楼电梯坏了"),
        ("每天早上6点施工，花了20000元", "每天早上6点施工，花了20000元"),
        ("小区路灯2026年11月24日坏的", "小区路灯2026年11月24日坏的"),
        ("邻居周末吵闹", "邻居周末吵闹"),
    ],
)
def test_personal_words_go_and_others_stay(written: str, shown: str) -> None:
    assert redact(written) == shown


def test_a_known_name_goes_wherever_it_stands() -> None:
    assert "欧阳修竹" not in redact("请转告欧阳修竹一声", ("欧阳修竹",))
