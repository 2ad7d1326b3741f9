"""Each page × each role: the page, "not found", or the login."""

from typing import Any

import pytest
from django.test import Client

from shanzhi.engines.org.public import NOT_FOR_POSTS, ROLES, Post
from shanzhi.kernel.models import Policy
from shanzhi.kernel.roles import Reach
from tests import factories as make

#: Page → the verb that opens it.
PAGES = {
    "units/": "unit.edit", "units/new/": "unit.edit", "units/{unit}/": "unit.edit", "policies/": "policy.edit",
    "policies/{policy}/": "policy.edit", "calendar/": "policy.edit", "grids/": "grid.draw",
    f"grids/{make.COMMUNITY}/": "grid.draw", "estates/": "estate.keep", f"estates/{make.COMMUNITY}/": "estate.keep",
    "accounts/": "account.create", "accounts/new/": "account.create", "accounts/{account}/": "account.create",
    "accounts/{account}/seat/": "seat.grant", "accounts/{account}/seat/?post={post}": "seat.grant",
    "accounts/{account}/seat/?q=x": "seat.grant", "lockouts/": "account.lock", "clients/": "api_client.issue",
    "clients/new/?unit={unit}": "api_client.issue", "clients/new/": "api_client.issue", "record/": "act.read",
    "looks/": "act.read", "chain/": "act.verify", "mandates/": "mandate.grant", "mandates/new/": "mandate.grant",
}  # fmt: skip
TERRITORY = {
    "grid_worker": make.GRID, "community_worker": make.COMMUNITY, "community_secretary": make.COMMUNITY,
    "street_officer": make.STREET, "partner_staff": make.COMMUNITY,
}  # fmt: skip


@pytest.fixture
def things(community: Any) -> dict[str, int]:
    """Ids for the addresses."""
    worker = make.make_staff("community_worker", make.COMMUNITY, community)
    policy = Policy.objects.filter(area_prefix="").order_by("pk").first()
    assert policy is not None
    return {
        "unit": community.pk,
        "account": worker.pk,
        "policy": policy.pk,
        "post": Post.objects.get(unit=community).pk,
    }


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"family_proxy", "api_client"}))
def test_a_role_gets_the_pages_of_its_verbs_and_does_not_find_the_others(role, things, seated):
    who = make.make_resident() if role in NOT_FOR_POSTS else make.make_staff(role, TERRITORY.get(role, make.COUNTY))
    client, found, wanted = seated(who), {}, {}
    for page, verb in PAGES.items():
        found[page] = client.get(f"/desk/admin/{page.format(**things)}").status_code
        wanted[page] = (
            200 if role not in NOT_FOR_POSTS and ROLES[role].verbs.get(verb, Reach(0)) & Reach.TERRITORY else 404
        )
    assert found == wanted


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_each_administrator_has_pages_that_the_other_two_do_not_find(role):
    own = {page for page, verb in PAGES.items() if verb in ROLES[role].verbs}
    others = {
        page
        for page, verb in PAGES.items()
        for other in ROLES
        if other.endswith("_admin") and other != role and verb in ROLES[other].verbs
    }
    assert own
    assert not own & others


def test_a_visitor_is_sent_to_log_in_and_comes_back(things):
    for page in PAGES:
        address = f"/desk/admin/{page.format(**things)}"
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/staff/login/"), page


def test_the_front_page_and_the_desk_lead_each_to_what_they_administer(administrators, seated):
    first = {
        "system_admin": "units",
        "security_admin": "accounts",
        "audit_admin": "record",
        "community_worker": "mandates",
    }
    for role, account in administrators.items():
        client = seated(account)
        assert client.get("/desk/admin/")["Location"] == f"/desk/admin/{first[role]}/"
        at_desk = client.get("/desk/")
        assert at_desk.status_code == (200 if role == "community_worker" else 302)
    assert seated(make.make_staff("county_leader", make.COUNTY)).get("/desk/admin/").status_code == 404
    assert seated(make.make_resident()).get("/desk/admin/").status_code == 404


def test_the_menu_has_the_entry_for_those_who_administer_only(administrators, seated):
    assert "管理</a>" in seated(administrators["community_worker"]).get("/desk/").content.decode()
    leader = make.make_staff("county_leader", make.COUNTY)
    assert "管理</a>" not in seated(leader).get("/desk/").content.decode()
    page = seated(administrators["audit_admin"]).get("/desk/admin/record/").content.decode()
    assert "找事、找地方" not in page
    assert "/desk/admin/units/" not in page


def test_an_administrator_of_a_street_does_not_find_what_lies_elsewhere(things, seated):
    unit = make.make_unit("street_office", make.OTHER_STREET, "浮山街道办事处")
    elsewhere = seated(make.make_staff("system_admin", make.OTHER_STREET, unit))
    assert elsewhere.get(f"/desk/admin/units/{things['unit']}/").status_code == 404
    assert elsewhere.get(f"/desk/admin/units/{unit.pk}/").status_code == 200
    assert elsewhere.get(f"/desk/admin/grids/{make.COMMUNITY}/").status_code == 404
    security = seated(make.make_staff("security_admin", make.OTHER_STREET, unit))
    assert security.get(f"/desk/admin/accounts/{things['account']}/").status_code == 404
    assert "刘敏" not in security.get("/desk/admin/accounts/").content.decode()
    assert security.get(f"/desk/admin/accounts/{things['account']}/seat/?post={things['post']}").status_code == 404
