"""诉求 as a kind of case."""

from collections.abc import Mapping

from shanzhi.domains.appeals import categories
from shanzhi.engines.casework.public import Kind

#: 北京市接诉即办工作条例(2021-09-24) names these five.
NATURES = {"consult": "咨询", "help": "求助", "complaint": "投诉", "report": "举报", "suggest": "建议"}

#: The same regulation, article 11: six kinds of matter that are not dispatched as appeals.
DECLINE_REASONS = {
    "emergency": "属于110、119、120、122紧急事项，请直接拨打",
    "legal_channel": "应通过诉讼、仲裁、纪检监察、行政复议、政府信息公开或信访等法定渠道办理",
    "repeated": "没有新的事实和理由，重复反映同一件事",
    "secret": "涉及国家秘密、商业秘密或个人隐私",
    "not_public": "不属于政府和社区的职责，可以通过市场或社会渠道解决",
    "unlawful": "要求违反法律法规或公序良俗",
}


def finish_minutes(nature: str, category: str, limits: Mapping[str, int]) -> int:
    """Working minutes to finish: the category's class of limit if the policy has it, else the nature's, else default.

    >>> finish_minutes("consult", "", {"default": 2100, "consult": 1260})
    1260
    """
    found = categories.get(category)
    for key in (found.limit if found and found.limit != "default" else "", nature, "default"):
        if key in limits:
            return limits[key]
    raise KeyError("default")


APPEAL = Kind(
    code="appeal",
    label="诉求",
    process_code="appeal",
    natures=NATURES,
    finish_minutes=finish_minutes,
    category_known=lambda code: categories.get(code) is not None,
    sealed_natures=frozenset({"report"}),
    decline_reasons=DECLINE_REASONS,
)
