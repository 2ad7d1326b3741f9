"""All roles, in one explicit dict. `docs/roles.md` is made from it."""

from shanzhi.engines.org.roles.administrators import AuditAdmin, SecurityAdmin, SystemAdmin
from shanzhi.engines.org.roles.community import CommunitySecretary, CommunityWorker, GridWorker
from shanzhi.engines.org.roles.government import CountyDispatcher, CountyLeader, DepartmentOfficer, StreetOfficer
from shanzhi.engines.org.roles.outside import ApiProgram, PartnerStaff
from shanzhi.engines.org.roles.resident import FamilyProxy, Resident
from shanzhi.engines.org.roles.verbs import VERBS
from shanzhi.kernel.roles import Role

ROLES: dict[str, type[Role]] = {
    "resident": Resident,
    "family_proxy": FamilyProxy,
    "grid_worker": GridWorker,
    "community_worker": CommunityWorker,
    "community_secretary": CommunitySecretary,
    "street_officer": StreetOfficer,
    "department_officer": DepartmentOfficer,
    "county_dispatcher": CountyDispatcher,
    "county_leader": CountyLeader,
    "partner_staff": PartnerStaff,
    "api_client": ApiProgram,
    "system_admin": SystemAdmin,
    "security_admin": SecurityAdmin,
    "audit_admin": AuditAdmin,
}

#: Of these one account may hold only one at a time (三权分立).
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
#: These come with an account, a mandate or a token; no post carries them.
NOT_FOR_POSTS = frozenset({"resident", "family_proxy", "api_client"})

__all__ = ["ADMINISTRATORS", "NOT_FOR_POSTS", "ROLES", "VERBS"]
