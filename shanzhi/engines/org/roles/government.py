"""Street, departments, the county's centre and its leaders."""

from shanzhi.engines.org.roles.duties import HANDLE, LOOK, LOOK_AS_PARTY, OWN, REPORT, TERRITORY, TRIAGE, UNIT
from shanzhi.kernel.roles import Role


class StreetOfficer(Role):
    """街道干部."""

    code = "street_officer"
    title = "街道干部"
    duty = "受理、派单、核查本街道的诉求，办理派给街道的事，看本街道总览"
    verbs = {**REPORT, **LOOK, **TRIAGE, **HANDLE, "case.export": TERRITORY, "wall.read": TERRITORY}


class DepartmentOfficer(Role):
    """区直部门经办人."""

    code = "department_officer"
    title = "部门经办人"
    duty = "签收、联系、办理派给本部门的事，不归本部门的申请退单"
    verbs = {"case.report": OWN, "case.withdraw": OWN, **LOOK_AS_PARTY, **HANDLE, "case.export": UNIT}


class CountyDispatcher(Role):
    """区指挥中心坐席."""

    code = "county_dispatcher"
    title = "区级派单员"
    duty = "受理和派单全区的诉求，裁定退单，核查回访，经办保密举报"
    verbs = {
        **REPORT,
        **LOOK,
        **TRIAGE,
        "case.decide_return": TERRITORY,
        "case.read_sealed": TERRITORY,
        "case.see_reporter": TERRITORY,
        "case.export": TERRITORY,
        "case.import": TERRITORY,
        "wall.read": TERRITORY,
    }


class CountyLeader(Role):
    """区领导."""

    code = "county_leader"
    title = "区领导"
    duty = "看全区总览和每件事的办理过程，不直接经办"
    verbs = {"case.read": TERRITORY, "case.search": TERRITORY, "wall.read": TERRITORY}
