"""The community and its grids."""

from shanzhi.engines.org.roles.duties import HANDLE, LOOK, OWN, REPORT, TERRITORY, TRIAGE, UNIT
from shanzhi.kernel.roles import Role


class GridWorker(Role):
    """网格员. Sees the grid and what the committee is asked to handle; does not triage."""

    code = "grid_worker"
    title = "网格员"
    duty = "巡查本网格，随手上报，替行动不便的居民登记；签收、联系、办理派给本单位的事"
    verbs = {
        **REPORT,
        "case.read": OWN | UNIT | TERRITORY,
        "case.search": OWN | UNIT | TERRITORY,
        "case.sign": UNIT,
        "case.contact": UNIT,
        "case.feed_back": UNIT,
        "case.resolve": TERRITORY,
        "case.comment": OWN | UNIT,
        "case.print": OWN | UNIT,
    }


class CommunityWorker(Role):
    """社区工作者."""

    code = "community_worker"
    title = "社区工作者"
    duty = "受理本社区的诉求，能办的自己办，办不了的派出去，办完核查回访；登记委托代办"
    verbs = {
        **REPORT,
        **LOOK,
        **TRIAGE,
        **HANDLE,
        "case.resolve": TERRITORY,
        "mandate.grant": TERRITORY,
        "estate.keep": TERRITORY,
    }


class CommunitySecretary(Role):
    """社区书记、主任."""

    code = "community_secretary"
    title = "社区书记"
    duty = "做社区工作者能做的事，另看本社区总览、导出台账"
    verbs = {**CommunityWorker.verbs, "case.export": TERRITORY, "wall.read": TERRITORY}
