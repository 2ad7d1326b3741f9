"""Address text as people write it: full width, Chinese numerals, 栋/幢/号楼/座, 单元, 室."""

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = {
    mark: value
    for value, marks in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for mark in marks
}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_NUMERALS = "".join(_DIGITS) + "".join(_POWERS)
_NUMBER = rf"(?:[0-9]+|[{_NUMERALS}]+)"
_NAME = rf"(?:[A-Z]?[0-9]+[A-Z]?|[A-Z]|[{_NUMERALS}甲乙丙丁]+)"

_BUILDING = re.compile(rf"({_NAME})(?:号楼|号栋|号院楼|栋|幢|座|#楼?|楼栋)")
_UNIT = re.compile(rf"({_NUMBER})单元")
_ROOM = re.compile(rf"({_NUMBER})(?:室|号房|房(?![东产]))|(?<=[栋幢座楼元#])-?([0-9]{{3,4}})(?![0-9号])")
_DASHED = re.compile(r"(?<![0-9A-Z-])([0-9]{1,3}|[A-Z][0-9]?)-(?:([0-9]{1,2})-)?([0-9]{3,4})(?![0-9-])")
_NOISE = re.compile(r"[\s,，.。、·:：;；()（）\[\]【】\"'“”‘’]+")

_COMMITTEES = (
    (re.compile(r"(?:社区)?(?:居民委员会|居委会)$"), "社区"),
    (re.compile(r"(?:社区)$"), "社区"),
    (re.compile(r"村?(?:村民委员会|村委会)$"), "村"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """Parts of an address. `place` is what stands before the building; building, unit and room are "" when absent."""

    place: str
    building: str = ""
    unit: str = ""
    room: str = ""


def normalise(text: str) -> str:
    """Half width, upper case, without blanks and punctuation; what names are compared by."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).upper())


def chinese_number(text: str) -> str:
    """Arabic digits of a Chinese numeral: 十二 is 12, 一百零五 is 105, 五〇一 is 501; other text unchanged."""
    if not text or any(mark not in _NUMERALS for mark in text):
        return text
    if not any(mark in _POWERS for mark in text):
        return "".join(str(_DIGITS[mark]) for mark in text)
    total, digit = 0, 0
    for mark in text:
        if mark in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[mark], 0
        else:
            digit = _DIGITS[mark]
    return str(total + digit)


def _plain(number: str) -> str:
    """Without leading zeros, so that 03栋 is 3栋; a letter stays."""
    arabic = chinese_number(number)
    return arabic.lstrip("0") or arabic


def building_key(name: str) -> str:
    """What a building is recognised by: 3栋, 三号楼, 03幢 and 3# are all "3"; 综合楼 stays 综合楼."""
    text = normalise(name)
    found = _BUILDING.fullmatch(text)
    return _plain(found.group(1)) if found else _plain(text)


def room_key(number: str) -> str:
    """What a room is recognised by within its unit: digits without 室."""
    return _plain(re.sub(r"(?:室|号房|房)$", "", normalise(number)))


def unit_key(number: str) -> str:
    """What a unit is recognised by: digits without 单元."""
    return _plain(normalise(number).removesuffix("单元"))


def short_name(name: str) -> str:
    """How people call a community: 东厂社区居委会 and 东厂居委会 are 东厂社区, 普安村委会 is 普安村; others unchanged."""
    for ending, short in _COMMITTEES:
        if ending.search(name) and not ending.fullmatch(name):
            return ending.sub(short, name)
    return name


def stem(name: str) -> str:
    """A community's or estate's bare name (金叶社区, 金叶小区: 金叶), or the name itself when little would be left."""
    bare = re.sub(r"(?:社区|小区|村)$", "", normalise(short_name(name)))
    return bare if len(bare) >= 2 else normalise(short_name(name))


def estate_keys(name: str, aliases: list[str]) -> list[str]:
    """The texts under which an estate is found: its names, and each without 小区."""
    names = [normalise(each) for each in (name, *aliases)]
    return sorted({key for each in names for key in (each, stem(each)) if len(key) >= 2})


def parse_address(text: str) -> Address:
    """Take an address apart. The text may go on after the room (501门口漏水); what is not found is ""."""
    clean = normalise(text)
    dashed = _DASHED.search(clean)
    if dashed:
        building, unit, room = dashed.groups(default="")
        return Address(clean[: dashed.start()], _plain(building), _plain(unit), _plain(room))
    parts = [_BUILDING.search(clean), _UNIT.search(clean)]
    start = min((found.start() for found in parts if found), default=len(clean))
    room_found = _ROOM.search(clean, min(start + 1, len(clean)))
    building, unit = (_plain(found.group(1)) if found else "" for found in parts)
    room = _plain(room_found.group(1) or room_found.group(2)) if room_found else ""
    return Address(clean[:start], building, unit, room)
