"""Short words of the desk for what cases carry as codes."""

from collections.abc import Mapping

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.kind import NATURES
from shanzhi.engines.casework.public import kinds

CHANNELS = {
    "wechat": "微信", "web": "网上", "phone": "电话", "counter": "窗口", "grid": "网格员", "import": "转来", "api": "系统",
}  # fmt: skip
CLOCKS = {"accept": "受理", "sign": "签收", "contact": "联系本人", "finish": "办结", "rate": "居民评价"}
SATISFACTION = {3: "满意", 2: "基本满意", 1: "不满意"}


def step_label(kind: str, step: str) -> str:
    """The official word of a step: 待签收."""
    return kinds.of(kind).process.steps[step].label


def category_short(code: str) -> str:
    """The most exact name of a category, without its parent; empty for none."""
    found = categories.get(code)
    return found.name if found else ""


def nature(code: str) -> str:
    """咨询、求助、投诉、举报、建议."""
    return NATURES.get(code, "")


def steps() -> Mapping[str, str]:
    """Step → official word, of appeals."""
    return {code: step.label for code, step in kinds.of("appeal").process.steps.items()}


def to_colleague(message: str) -> str:
    """A refusal's fixed words as one says them at the desk: residents are 您, colleagues 你.

    >>> to_colleague("您写的内容还在")
    '你写的内容还在'
    """
    return message.replace("您", "你")
