"""Organisations outside government, and programs."""

from shanzhi.engines.org.roles.duties import HANDLE, LOOK_AS_PARTY, OWN, TERRITORY, UNIT
from shanzhi.kernel.roles import Role


class PartnerStaff(Role):
    """物业、社会组织、业委会、商户和共建单位的经办人."""

    code = "partner_staff"
    title = "合作单位经办人"
    duty = "签收、联系、办理派给本单位的事，不归本单位的申请退单"
    verbs = {"case.report": OWN, "case.withdraw": OWN, **LOOK_AS_PARTY, **HANDLE}


class ApiProgram(Role):
    """接口用户. What another system does for its unit; never what was told in confidence."""

    code = "api_client"
    title = "接口用户"
    duty = "替本单位的系统登记诉求，读取辖区内的办理过程，回传本单位的办理结果"
    verbs = {
        "case.report": TERRITORY,
        "case.read": UNIT | TERRITORY,
        "case.search": UNIT | TERRITORY,
        "case.comment": UNIT,
        **HANDLE,
    }
