"""Rules, acts and what they are about, in words."""

import re
from collections.abc import Mapping
from typing import Any

from shanzhi.domains.appeals.desk.words import CHANNELS, steps
from shanzhi.domains.appeals.kind import NATURES
from shanzhi.engines.org.public import ROLES, VERBS

_POLICIES = {
    "casework.accept": "受理时限", "casework.sign": "签收时限", "casework.contact": "联系诉求人时限", "casework.rate": "评价期限",
    "casework.finish": "办结时限（工作分钟）", "casework.withdraw": "提交后可撤回", "casework.near": "多近算快到期",
    "casework.rework": "不满意重办次数", "appeals.advice": "建议先填上的把握", "resident.phone": "居民看到的联系电话",
    "resident.repair": "抢修电话", "api.rate": "接口多久能用多少次",
}  # fmt: skip
_NAMES = {
    "minutes": "分钟", "default": "一般", "consult": "咨询", "help": "求助", "urgent": "应急", "complex": "疑难", "rounds": "次数",
    "confidence": "把握", "name": "名称", "number": "号码", "calls": "次数", "seconds": "秒", "working": "按上班时间",
}  # fmt: skip
_MORE_VERBS = {
    "account.open": "居民第一次登录", "account.sign_in": "登录", "account.sign_in_failed": "登录没成功",
    "account.change_password": "改密码", "account.reset_password": "给同事重设密码",
    "account.reset_second_factor": "给同事重设动态码", "account.lift_lockout": "解除登录锁定", "account.unlock": "恢复账号",
    "account.set_mode": "换显示方式", "account.set_home": "登记居住地", "account.lock": "停用账号",
    "unit.open": "设单位", "unit.close": "停用单位", "post.open": "设岗位", "api_client.revoke": "收回令牌",
    "api_client.issue": "发令牌", "mandate.grant": "登记代办", "mandate.end": "终止代办", "policy.revise": "改规定",
    "policy.localise": "给一个地方单独规定", "calendar.load": "载入工作日历", "case.unmask": "看反映人电话",
    "case.reopen": "重办", "case.rework": "不满意重办", "case.close": "办结", "case.conclude": "核查办结", "case.grant_return": "同意退单",
    "case.refuse_return": "不同意退单", "case.archive": "归档旧事项", "case.remind": "提醒", "act.verify": "验证留痕",
}  # fmt: skip
_NOT_DONE = {"case.read", "case.read_sealed", "case.see_reporter", "case.search", "wall.read", "act.read", "unit.edit"}
#: Every verb that the record may hold, with its name.
VERB_WORDS = {**{code: name for code, name in VERBS.items() if code not in _NOT_DONE | {"policy.edit"}}, **_MORE_VERBS}
_OBJECTS = {
    "casework.case": "事项", "org.account": "账号", "org.unit": "单位", "org.post": "岗位", "org.seat": "任职", "org.mandate": "委托",
    "org.apiclient": "令牌", "territory.area": "区划", "territory.estate": "小区", "territory.building": "楼栋",
    "kernel.policy": "规定", "kernel.calendarday": "日历", "kernel.seal": "封",
}  # fmt: skip
#: What of a payload is fit for an auditor: what changed hands or state, never what somebody said.
_SHOWN = {
    "from": "从", "to": "到", "category": "类别", "nature": "性质", "unit_name": "单位", "unit": "单位编号", "channel": "来源",
    "files": "附件", "way": "方式", "role": "角色", "post": "岗位", "scope": "范围", "basis": "依据", "code": "代号", "since": "从哪天",
    "was": "接着第几条", "beside": "在第几条旁边", "value": "新的值", "reason_code": "理由", "is_solved": "解决", "satisfaction": "满意",
    "was_contacted": "联系过", "reached": "联系上", "seals": "封", "acts": "记录", "breaks": "断裂", "homes": "房屋", "grids": "网格",
    "buildings": "楼栋", "added": "新增", "changed": "改动", "on": "日期", "split": "拆成", "merge": "并自", "rename": "更名",
    "transfer": "划转", "account": "账号", "is_sketch": "示意", "sketched": "示意", "username": "用户名", "mode": "方式",
}  # fmt: skip
_WAYS = {
    "password": "密码", "password+mfa": "密码和动态码", "sms": "短信验证码", "voice": "语音验证码", "socialaccount": "外部身份",
    "cases": "反映和跟进诉求", "all": "全部社区事项", "family": "近亲属代办", "guardian": "监护人", "written": "书面委托",
    "oral": "当面口头委托", "plain": "普通版", "care": "关怀版",
}  # fmt: skip
_NUMBERS = re.compile(r"\d{6,}[\dXx]?")
_LONGEST = 120


def policy_name(code: str) -> str:
    """签收时限; the code itself for a policy that has no name here."""
    return _POLICIES.get(code, code)


def told(value: Any) -> str:
    """A policy's value as one says it.

    >>> told({"minutes": 120, "working": True}), told({"minutes": 1440, "working": False}), told({"rounds": 2})
    ('2小时（上班时间）', '24小时', '次数 2')
    """
    if isinstance(value, Mapping):
        if set(value) in ({"minutes"}, {"minutes", "working"}) and isinstance(value["minutes"], int):
            return _span(value["minutes"]) + ("（上班时间）" if value.get("working") else "")
        order = list(_NAMES)
        keys = sorted(value, key=lambda key: order.index(key) if key in order else len(order))
        return "，".join(f"{_NAMES.get(key, key)} {told(value[key])}" for key in keys) or "还没登记"
    if isinstance(value, list):
        return "、".join(told(each) for each in value) or "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _span(minutes: int) -> str:
    """10分钟, 24小时, 7天."""
    if minutes % 1440 == 0 and minutes > 1440:
        return f"{minutes // 1440}天"
    return f"{minutes // 60}小时" if minutes % 60 == 0 and minutes else f"{minutes}分钟"


def verb_name(verb: str) -> str:
    """签收; the code itself for a verb that has no name here."""
    return VERB_WORDS.get(verb, verb)


def object_name(object_type: str, object_id: int) -> str:
    """事项 123: what was acted on, without what it says."""
    return f"{_OBJECTS.get(object_type, object_type)} {object_id}"


def payload_words(payload: Mapping[str, Any]) -> tuple[str, int]:
    """What of a payload an auditor reads, and how many entries are held back."""
    filled = {key: value for key, value in payload.items() if value not in ("", [], {}, None)}
    shown = [f"{name} {_plain(filled[key], key)}" for key, name in _SHOWN.items() if key in filled]
    held_back = sum(1 for key in payload if key not in _SHOWN)
    return "；".join(shown), held_back


def reason_words(verb: str, reason: str) -> str:
    """The reason of an act where it is the administration's own; what is said in a case stays with the case.

    Long numbers are hidden: somebody may have typed a telephone.
    """
    if verb.startswith("case.") and verb != "case.unmask":
        return "写了，属于事项内容，这里不显示" if reason else ""
    return _NUMBERS.sub(lambda found: "*" * len(found.group()), reason)[:_LONGEST]


def _plain(value: Any, key: str) -> str:
    if key == "role" and value in ROLES:
        return ROLES[value].title
    known = {"channel": CHANNELS, "nature": NATURES, "from": steps(), "to": steps()}.get(key, _WAYS)
    text = known.get(value, "") if isinstance(value, str) else ""
    text = text or told(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
