"""Fixtures of the administrators' pages: a county, one colleague of each role, a client logged in as any of them."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.desk import community, seated

if TYPE_CHECKING:  # conftest files are read before Django is set up
    from shanzhi.engines.org.public import Account

__all__ = ["administrators", "community", "seated"]


@pytest.fixture
def administrators(community: Any) -> "dict[str, Account]":
    """系统, 安全, 审计管理员 of the county, and 刘敏 of the community, by role."""
    from tests import factories as make

    centre = make.make_unit("centre", make.COUNTY, "区指挥中心", slug="centre")
    roles = ("system_admin", "security_admin", "audit_admin")
    found = {role: make.make_staff(role, make.COUNTY, centre) for role in roles}
    return {**found, "community_worker": make.make_staff("community_worker", make.COMMUNITY, community, "刘敏")}
