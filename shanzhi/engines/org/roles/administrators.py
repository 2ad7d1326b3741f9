"""三权分立: three administrators, none of whom reads a case or does what another does (GB/T 22239-2019, level 3)."""

from shanzhi.engines.org.roles.duties import TERRITORY
from shanzhi.kernel.roles import Role


class SystemAdmin(Role):
    """系统管理员."""

    code = "system_admin"
    title = "系统管理员"
    duty = "设单位、岗位、区划和规则；不管账号，不看诉求内容"
    verbs = {
        "unit.edit": TERRITORY,
        "area.change": TERRITORY,
        "area.draw": TERRITORY,
        "grid.draw": TERRITORY,
        "estate.keep": TERRITORY,
        "policy.edit": TERRITORY,
    }


class SecurityAdmin(Role):
    """安全管理员."""

    code = "security_admin"
    title = "安全管理员"
    duty = "建账号、任免、停用恢复、发放接口令牌；不改规则，不看诉求内容"
    verbs = {
        "account.create": TERRITORY,
        "account.lock": TERRITORY,
        "seat.grant": TERRITORY,
        "seat.end": TERRITORY,
        "api_client.issue": TERRITORY,
    }


class AuditAdmin(Role):
    """审计管理员."""

    code = "audit_admin"
    title = "审计管理员"
    duty = "查谁在何时做了什么、看了什么，验留痕是否被改过；不看诉求内容，不动任何设置"
    verbs = {"act.read": TERRITORY, "act.verify": TERRITORY}
