"""One name for one unit, however the older system wrote it.

Older systems write the same office as 坪山区城市管理局, 城市管理局, 区城管局; and the same street office's squad as
综合执法队（坪山街道办事处）, 坪山办事处综合执法队, 坪山街道综合执法队. The rules are those of Chinese administrative naming,
not of one city.
"""

import re
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")
_PARENTHESES = re.compile(r"[（(]([^（）()]*)[）)]")
_STREET_ALONE = re.compile(
    r"^([\u4e00-\u9fff]{2,6}?)(?:街道办事处|街道办|街道|办事处|镇人民政府|镇政府|乡人民政府|乡政府|镇|乡)$"
)
_STREET_FIRST = re.compile(
    r"^([\u4e00-\u9fff]{2,6}?)(?:街道办事处|街道办|街道|办事处|镇人民政府|镇政府|乡人民政府|乡政府)(.+)$"
)
_STREET_SUFFIX = re.compile(r"(?:街道办事处|街道办|街道|办事处|镇|乡)$")
_COUNTY_FIRST = re.compile(r"^[\u4e00-\u9fff]{2,4}[区县](?=.{2,}(?:局|委|办|办公室|大队|中心)$)")
#: 区城管局 → 城管局; but 区委…, 区政府… and 市场…, 市政…, 市容…, 市民… begin with a word, not with a level.
_LEVEL_FIRST = re.compile(r"^(?:区|县|市(?![场政容民]))(?!委|政府)(?=.{2,}(?:局|办|办公室)$)")
_COMMUNITY_END = re.compile(r"(社区|村)(?:工作站|居民委员会|居委会|村民委员会|村委会|党群服务中心|委员会)$")
_COMPANY_END = re.compile(r"(?:股份有限公司|有限责任公司|有限公司)$")
_ALIASES = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"城市管理(?:和|与)?(?:综合|行政)?(?:执法)?局$|城管局$", "城管局"),
        (r"城市管理办(?:公室)?$|城管办(?:公室)?$", "城管办"),
        (r"住房(?:和|与)?(?:城乡)?建设局$|住建局$", "住建局"),
        (r"人力资源(?:(?:和|与)?社会保障)?局$|人社局$", "人社局"),
        (r"卫生(?:和|与)?(?:健康|计划生育)局$|卫健局$|卫计局$", "卫健局"),
        (r"市场监督管理局$|市场监管局$|市监局$", "市场监管局"),
        (r"生态环境局$|环境保护局$|环保局$", "生态环境局"),
        (r"(?:管理)?办公室$", "办"),
    )
)


@dataclass(frozen=True, slots=True)
class UnitName:
    """`street`: stem of the street or town that the office belongs to (坪山), or empty; `core`: what it is there."""

    street: str
    core: str

    def __str__(self) -> str:
        return f"{self.street}街道{self.core}" if self.street else self.core


def street_stem(street: str) -> str:
    """坪山街道, 坪山街道办事处, 坪山办事处 → 坪山.

    >>> street_stem("坪山街道办事处")
    '坪山'
    """
    return _STREET_SUFFIX.sub("", _SPACE.sub("", street))


def parse(name: str) -> UnitName:
    """Take a unit's name apart. Companies and communities are what they are in whatever street they are filed.

    >>> str(parse("综合执法队（坪山街道办事处）")), str(parse("坪山办事处综合执法队")), str(parse("坪山区城市管理局"))
    ('坪山街道综合执法队', '坪山街道综合执法队', '城管局')
    """
    text = _SPACE.sub("", name)
    inside = _PARENTHESES.findall(text)
    text = _PARENTHESES.sub("", text) or text
    street = next((found[1] for note in inside if (found := _STREET_ALONE.match(note))), "")
    first = _STREET_FIRST.match(text)
    if first:
        street, text = first[1], first[2]
    core = _core(text)
    return UnitName("", core) if core.endswith(("社区", "村", "公司")) else UnitName(street, core)


def _core(text: str) -> str:
    text = _COMMUNITY_END.sub(r"\1", text)
    text = _COMPANY_END.sub("公司", text)
    text = _COUNTY_FIRST.sub("", text)
    text = _LEVEL_FIRST.sub("", text)
    for pattern, name in _ALIASES:
        text, changed = pattern.subn(name, text)
        if changed:
            break
    return text
