"""From the names in a row to a territory code, in memory: the areas under one area are read once."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from shanzhi.engines.territory import public as territory
from shanzhi.kernel.codes import covers, full, prefix

_NOISE = re.compile(r"[\s,，.。、·()（）]+")
_COMMUNITY = re.compile(
    r"(?:社区|村|嘎查)?(?:居民委员会|村民委员会|居委会|村委会|工作站|党群服务中心)$|(?:社区|村|嘎查)$"
)
_ABOVE = re.compile(r"(?:街道办事处|街道办|街道|办事处|镇人民政府|乡人民政府|地区|镇|乡|新区|区|县|市|旗)$")


def bare(name: str, ending: re.Pattern[str] = _COMMUNITY) -> str:
    """A name without the word for what it is: 六联社区居委会 and 六联社区 are 六联; 新村 stays 新村.

    >>> bare("六联社区居委会"), bare("新村")
    ('六联', '新村')
    """
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name))
    short = ending.sub("", text)
    return short if len(short) > 1 else text


@dataclass(slots=True)
class Places:
    """The streets and communities under an area, by name."""

    area: str
    counties: set[str] = field(default_factory=set)
    streets: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    communities: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    codes: set[str] = field(default_factory=set)
    _found: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def under(cls, code: str) -> "Places":
        """Read the areas under `code`; empty `codes` when the area is not known."""
        places = cls(prefix(full(code)))
        top = territory.place(code)
        if top is None:
            return places
        places._add(top)
        level = [top]
        while level and level[0].level < 4:
            level = [child for each in level for child in territory.children(each.code)]
            for each in level:
                places._add(each)
        for community in territory.communities_in(places.area):
            places._add(community)
        return places

    def _add(self, place: territory.Place) -> None:
        self.codes.add(place.code)
        if place.level == 5:
            self.communities[bare(place.name)].append(place.code)
        elif place.level == 4:
            self.streets[bare(place.name, _ABOVE)].append(place.code)
        elif place.level == 3:
            self.counties.add(bare(place.name, _ABOVE))

    def find(self, district: str, street: str, community: str) -> tuple[str, str]:
        """(code, "") of the community, or ("", why not); with only a street known, its code and why not finer."""
        key = (district, street, community)
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def _find(self, district: str, street: str, community: str) -> tuple[str, str]:
        if district and self.counties and bare(district, _ABOVE) not in self.counties:
            return "", f"不在导入的地区里：{district}"
        street_codes = self.streets.get(bare(street, _ABOVE), []) if street else []
        found = self.communities.get(bare(community), []) if community else []
        inside = [code for code in found if any(code[:9] == s[:9] for s in street_codes)]
        if len(inside or found) == 1:
            return (inside or found)[0], ""
        if len(found) > 1:
            return "", f"{community} 有 {len(found)} 个，分不清是哪一个，请写明街道"
        told = " ".join(name for name in (street, community) if name)
        why = f"没有这个社区：{told}" if community else "没有写明社区"
        return (street_codes[0] if len(street_codes) == 1 else ""), why

    def holds(self, code: str) -> bool:
        """Whether a 12-digit area, or a 15-digit grid of a community, lies in the area."""
        return code.isascii() and code.isdigit() and covers(self.area, code) and code[:12] in self.codes
