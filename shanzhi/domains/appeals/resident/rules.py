"""Pure rules of residents' pages: what must be rung up first, what kind of thing was said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shanzhi.engines.casework.public import rules as cases

_FILE = Path(__file__).resolve().parents[3] / "catalogue" / "emergency.yaml"
#: Whoever says that it is over, or asks about rules, is not sent to the telephone.
_OVER = re.compile(r"(?:防|预防|谨防|避免|怕|担心|演练|以前|去年|上个?月)$")
_NATURES = (
    ("report", re.compile(r"举报|揭发|检举|偷税|受贿|贪污|无证经营|非法|黑作坊|传销|赌博")),
    ("consult", re.compile(
        r"咨询|请问|怎么办理|如何办理|怎么办[，。？?！!]*$|需要什么(?:材料|手续|条件)|什么时候(?:能|可以|开|发)|"
        r"哪里(?:可以)?办|能不能办|多少钱|(?:吗|呢)[？?]\s*$"
    )),
    ("suggest", re.compile(r"建议|希望(?:能|可以)?(?:增加|增设|加装|安装|设置|改|多)|能不能(?:增加|增设|加装|设)|要是能")),
    ("complaint", re.compile(r"投诉|扰民|不作为|态度(?:差|恶劣)|乱收费|推诿|强制|不退|拖欠|太吵|吵得|噪[音声]|没人管|不管|欺骗|违规")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Urgent:
    """What a person is told at once: `what`, and `numbers` as (number, what it is for). `repair` names a local line."""

    what: str
    numbers: tuple[tuple[str, str], ...]
    repair: str = ""


@cache
def catalogue() -> Mapping[str, Any]:
    """The file of emergency words."""
    raw: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return raw


def _stands_for_now(text: str, word: str) -> bool:
    start = text.find(word)
    while start >= 0:
        if not _OVER.search(text[:start]):
            return True
        start = text.find(word, start + 1)
    return False


def urgent(text: str) -> Urgent | None:
    """What must be rung up before anything else, by the first emergency word that the text holds; None if there is none.

    >>> urgent("楼道里有煤气味").numbers[0][0]
    '119'
    """
    titles = catalogue()["numbers"]
    for kind in catalogue()["kinds"]:
        if any(_stands_for_now(text, word) for word in kind["words"]):
            return Urgent(kind["what"], tuple((n, titles[n]) for n in kind["dial"]), kind.get("repair", ""))
    return None


_SELF = re.compile(r"(?:我叫|我是|本人|我的名字)[是叫]?[一-鿿]{2,3}(?=$|[^一-鿿]|[，。的住在家])")
_PHONE = re.compile(r"1[3-9](?:[\s-]*[0-9]){9}")


def tells_who(body: str, place: str, *, names: tuple[str, ...] = (), phone: str = "") -> list[str]:
    """What may tell the person who wrote it: doors, their own name, a telephone. In words, [] for nothing.

    >>> tells_who("我是张倩，楼下3栋2单元401室打麻将", "金叶小区", names=("张倩",))
    ['门牌（3栋2单元401室）', '您的姓名']
    """
    doors = dict.fromkeys([*cases.doors(body), *cases.doors(place)])
    found = [f"门牌（{'、'.join(doors)}）"] if doors else []
    if any(len(name) > 1 and name in body for name in names) or _SELF.search(body):
        found.append("您的姓名")
    if (phone and phone in body) or _PHONE.search(body):
        found.append("电话")
    return found


def nature_of(text: str) -> str:
    """咨询, 求助, 投诉, 举报 or 建议 as the words suggest; 求助 when nothing speaks. A suggestion: the person decides.

    >>> nature_of("请问老年证怎么办理？")
    'consult'
    """
    return next((nature for nature, words in _NATURES if words.search(text)), "help")
