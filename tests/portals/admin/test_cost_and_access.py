"""Statements a page costs with one row and with three, and what axe says of each page at desk and phone width."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.org.public import Account, Mandate, Unit, issue_api_client
from shanzhi.engines.territory.models import Estate, Grid
from shanzhi.kernel import acts
from tests import factories as make
from tests.portals.admin.test_system import square
from tests.support.browser import DESK, PHONE, Windows, assert_accessible

HOME = "/desk/admin/"
LISTS = {
    "units/": "system_admin", "policies/": "system_admin", "calendar/": "system_admin", "grids/": "system_admin",
    f"grids/{make.COMMUNITY}/": "system_admin", f"estates/{make.COMMUNITY}/": "community_worker",
    "estates/": "community_worker", "accounts/": "security_admin", "lockouts/": "security_admin", "clients/": "security_admin",
    "record/": "audit_admin", "looks/": "audit_admin", "chain/": "audit_admin", "mandates/": "community_worker",
}  # fmt: skip
#: Session, account, menu badge and the page's own; a list and what belongs to its rows.
MOST = 12


def _rows(number: int, unit: Unit, worker: Account) -> None:
    """One more of everything that a list shows."""
    make.make_unit("merchant", make.COMMUNITY, f"便利店{number}")
    Grid.objects.create(
        code=f"{make.COMMUNITY}00{number}", community_code=make.COMMUNITY, name=f"第{number}网格",
        boundary=square(114.3 + number / 100, 29.8), west=114.3, south=29.8, east=114.4, north=29.9,
    )  # fmt: skip
    Estate.objects.create(code=f"{make.COMMUNITY}E00{number}", community_code=make.COMMUNITY, name=f"小区{number}")
    colleague = make.make_staff("street_officer", make.STREET, make.make_unit("street_office", make.STREET))
    acts.record(
        "account.sign_in_failed", obj=colleague, territory=make.STREET, by=make.actor_of(colleague), at=make.MORNING
    )
    security = make.pretend("security_admin")
    issue_api_client(name=f"系统{number}", unit=unit, territory_code=make.COMMUNITY, by=security, at=make.MORNING)
    case = make.make_case("accepted")
    by = make.actor_of(worker)
    acts.record(
        "case.unmask",
        obj=case,
        territory=case.territory_code,
        by=by,
        at=make.MORNING,
        grant=by.grants[0],
        reason="回访",
    )
    Mandate.objects.create(
        principal=make.make_resident(),
        agent=make.make_resident(),
        scope="all",
        basis="family",
        evidence="户口簿",
        since=make.MORNING,
    )


def _cost(client: Any, page: str) -> int:
    client.get(f"{HOME}{page}")
    with CaptureQueriesContext(connection) as made:
        answer = client.get(f"{HOME}{page}")
    assert answer.status_code == 200
    return len(made)


def test_three_rows_cost_no_more_statements_than_one(administrators, seated, community):
    worker = administrators["community_worker"]
    clients = {role: seated(account) for role, account in administrators.items()}
    _rows(1, community, worker)
    with_one = {page: _cost(clients[role], page) for page, role in LISTS.items()}
    _rows(2, community, worker)
    _rows(3, community, worker)
    with_three = {page: _cost(clients[role], page) for page, role in LISTS.items()}
    assert with_three == with_one
    assert {page: cost for page, cost in with_one.items() if cost > MOST} == {}


FORMS = {
    "units/new/": "system_admin", "accounts/new/": "security_admin", "clients/new/": "security_admin",
    "mandates/new/": "community_worker",
}  # fmt: skip
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "community_worker"])
def test_every_page_is_accessible_and_no_wider_than_its_window(role, size, administrators, community, windows: Windows):
    worker = administrators["community_worker"]
    _rows(1, community, worker)
    acts.seal_pending(at=make.MORNING)
    page = windows.open(account=administrators[role], size=size)
    more = {
        f"units/{community.pk}/": "system_admin", f"policies/{_policy()}/": "system_admin",
        f"accounts/{worker.pk}/": "security_admin", f"accounts/{worker.pk}/seat/?q=花园": "security_admin",
        f"accounts/{worker.pk}/seat/?post={worker.seats.get().post_id}": "security_admin",
        f"clients/new/?unit={community.pk}": "security_admin",
    }  # fmt: skip
    for address, whose in {**LISTS, **FORMS, **more}.items():
        if whose == role:
            page.goto(f"{HOME}{address}")
            assert_accessible(page)
            assert page.evaluate(WIDTH) == 0, address


@pytest.mark.django_db(transaction=True)
def test_without_scripts_a_refused_form_says_what_is_missing_and_a_good_one_works(administrators, windows: Windows):
    page = windows.open(account=administrators["security_admin"], javascript=False)
    page.goto(f"{HOME}accounts/new/")
    page.get_by_label("姓名").fill("王芳")
    page.get_by_role("button", name="建账号").click()
    assert page.get_by_role("link", name="请填“用户名”").is_visible()
    page.get_by_label("用户名").fill("wangfang")
    page.get_by_role("button", name="建账号").click()
    assert page.locator(".admin-secret").is_visible()
    assert Account.objects.filter(username="wangfang").exists()


def _policy() -> int:
    from shanzhi.kernel.models import Policy

    return Policy.objects.get(code="casework.accept").pk
