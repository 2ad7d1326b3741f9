"""Residents and those who act for them."""

from shanzhi.kernel.roles import Reach, Role

_ONE_S_OWN = {
    "case.report": Reach.OWN,
    "case.read": Reach.OWN,
    "case.search": Reach.OWN,
    "case.rate": Reach.OWN,
    "case.withdraw": Reach.OWN,
    "case.comment": Reach.OWN,
    "case.print": Reach.OWN,
}


class Resident(Role):
    """居民. Every account that is not staff holds it."""

    code = "resident"
    title = "居民"
    duty = "反映自己的事，看办到哪了，评价结果；可以委托别人代办"
    verbs = {**_ONE_S_OWN, "mandate.grant": Reach.OWN}


class FamilyProxy(Role):
    """代办人. Held through a mandate, for the things of those who gave it."""

    code = "family_proxy"
    title = "代办人"
    duty = "凭委托替家人或行动不便的居民反映、跟进和评价"
    verbs = _ONE_S_OWN
