"""The verbs: who may, what is refused, what goes on record."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from shanzhi.engines.org import public as org
from shanzhi.engines.org.actions import forget_codes
from shanzhi.engines.org.actions.accounts import NotOneself, UsernameNotPossible
from shanzhi.engines.org.actions.api_clients import ApiClientNotPossible
from shanzhi.engines.org.actions.mandates import MandateExists, MandateNotPossible
from shanzhi.engines.org.actions.seats import AdministratorsStayApart, SeatNotPossible, SeatOutsideUnit, SeatTaken
from shanzhi.engines.org.actions.units import PostNotPossible, UnitExists, UnitStillStaffed
from shanzhi.engines.org.models import Account, Mandate, PhoneCode, Post, Seat, Unit
from shanzhi.kernel.acts import history
from shanzhi.kernel.refused import NotAllowed


def _verbs(obj):
    return [act.verb for act in history(obj)]


def test_units_and_posts_are_the_system_administrator_s(county):
    system = county.actor("sys", "centre", "system_admin")
    facts = {"slug": "new", "kind": "partner", "name": "新单位", "territory_code": "421202002010", "at": county.at}
    unit = org.open_unit(**facts, by=system)
    post = org.open_post(unit, title="经办人", role="partner_staff", by=system, at=county.at)
    assert (_verbs(unit), _verbs(post)) == (["unit.open"], ["post.open"])
    for role in ("security_admin", "audit_admin", "county_dispatcher"):
        other = county.actor(role, "centre", role)
        with pytest.raises(NotAllowed):
            org.open_unit(**{**facts, "slug": "x", "name": "x"}, by=other)
        with pytest.raises(NotAllowed):
            org.open_post(unit, title="x", role="partner_staff", by=other, at=county.at)
        with pytest.raises(NotAllowed):
            org.close_unit(unit, by=other, at=county.at, reason="x")
    with pytest.raises(NotAllowed):
        org.open_unit(**{**facts, "slug": "far", "territory_code": "440310001001"}, by=system)


@pytest.mark.parametrize("facts", [{"slug": "street"}, {"name": "永安街道办事处", "territory_code": "421202002000"}])
def test_a_unit_of_a_known_name_is_not_opened_again(county, facts):
    given = {"slug": "new", "kind": "partner", "name": "新单位", "territory_code": "421202002010", **facts}
    with pytest.raises(UnitExists):
        org.open_unit(**given, by=county.installer, at=county.at)
    assert Unit.objects.count() == 4


@pytest.mark.parametrize(
    ("title", "role"), [("甲", "resident"), ("甲", "api_client"), ("甲", "king"), ("乙", "grid_worker")]
)
def test_a_post_takes_a_role_that_fits_and_a_title_once(county, title, role):
    unit = county.units["street"]
    org.open_post(unit, title="乙", role="street_officer", by=county.installer, at=county.at)
    with pytest.raises(PostNotPossible):
        org.open_post(unit, title=title, role=role, by=county.installer, at=county.at)
    assert Post.objects.count() == 1


def test_a_unit_closes_when_nobody_is_left(county):
    seat = county.seat(county.staff("wang"), "street", "street_officer")
    with pytest.raises(UnitStillStaffed):
        org.close_unit(county.units["street"], by=county.installer, at=county.at, reason="撤并")
    org.end_seat(seat, by=county.installer, at=county.at + timedelta(days=1))
    org.close_unit(county.units["street"], by=county.installer, at=county.at + timedelta(days=1), reason="撤并")
    assert not Unit.objects.get(slug="street").is_active
    assert _verbs(county.units["street"])[-1] == "unit.close"


def test_seats_are_the_security_administrator_s_and_never_one_s_own(county):
    security = county.actor("sec", "centre", "security_admin")
    worker, post = county.staff("wang"), county.post("street", "street_officer")
    facts = {"post": post, "territory_code": "421202002000", "at": county.at}
    for role in ("system_admin", "audit_admin", "county_leader", "street_officer"):
        with pytest.raises(NotAllowed):
            org.grant_seat(worker, **facts, by=county.actor(role, "centre", role))
    with pytest.raises(SeatNotPossible):
        org.grant_seat(Account.objects.get(pk=security.account_id), **facts, by=security)
    seat = org.grant_seat(worker, **facts, by=security)
    with pytest.raises(NotAllowed):
        org.end_seat(seat, by=county.actor("sys2", "centre", "system_admin"), at=county.at)
    org.end_seat(seat, by=security, at=county.at + timedelta(hours=1), reason="调动")
    org.end_seat(seat, by=security, at=county.at + timedelta(hours=2))
    assert Seat.objects.get(pk=seat.pk).until == county.at + timedelta(hours=1)
    assert _verbs(seat) == ["seat.grant", "seat.end"]


def test_a_seat_refuses_what_makes_no_sense(county):
    worker, post = county.staff("wang"), county.post("street", "street_officer")
    facts = {"post": post, "territory_code": "421202002010", "by": county.installer, "at": county.at}
    org.grant_seat(worker, **facts)
    with pytest.raises(SeatTaken):
        org.grant_seat(worker, **facts)
    with pytest.raises(SeatOutsideUnit):
        org.grant_seat(county.staff("li"), **{**facts, "territory_code": "421202003010"})
    with pytest.raises(SeatNotPossible):
        org.grant_seat(county.resident("13800000001"), **facts)
    org.lock_account(locked := county.staff("zhao"), by=county.installer, at=county.at, reason="x")
    with pytest.raises(SeatNotPossible):
        org.grant_seat(locked, **facts)
    assert Seat.objects.count() == 1


def test_an_administrator_gets_no_second_role_and_nobody_becomes_one_beside_another(county):
    audit, worker = county.staff("audit"), county.staff("wang")
    county.seat(audit, "centre", "audit_admin")
    county.seat(worker, "street", "street_officer")
    for account, unit, role in (
        (audit, "street", "street_officer"),
        (audit, "centre", "security_admin"),
        (worker, "centre", "audit_admin"),
    ):
        with pytest.raises(AdministratorsStayApart):
            county.seat(account, unit, role)


def test_a_first_seat_that_ends_as_it_begins_is_possible(county):
    seat = county.seat(county.staff("wang"), "street", "street_officer")
    ended = org.end_seat(seat, by=county.installer, at=county.at)
    assert ended.until > ended.since


def test_staff_accounts_are_made_by_security_with_names_that_fit(county):
    security = county.actor("sec", "centre", "security_admin")
    facts = {"name": "王芳", "territory": "421202000000", "password": "x", "phone": "13800000009", "at": county.at}
    account = org.create_staff(username="wang.fang", by=security, **facts)
    assert account.must_change_password
    assert account.check_password("x")
    assert Account.objects.get(pk=account.pk).phone == "13800000009"
    for name in ("wang.fang", "王芳", "Wang", "w", "a b"):
        with pytest.raises(UsernameNotPossible):
            org.create_staff(username=name, by=security, **facts)
    with pytest.raises(NotAllowed):
        org.create_staff(username="li", by=county.actor("sys", "centre", "system_admin"), **facts)


def test_locking_is_security_s_reversible_and_never_one_s_own(county):
    security, worker = county.actor("sec", "centre", "security_admin"), county.staff("wang")
    with pytest.raises(NotAllowed):
        org.lock_account(worker, by=county.actor("sys", "centre", "system_admin"), at=county.at, reason="x")
    with pytest.raises(NotOneself):
        org.lock_account(Account.objects.get(pk=security.account_id), by=security, at=county.at, reason="x")
    org.lock_account(worker, by=security, at=county.at, reason="离职")
    org.lock_account(worker, by=security, at=county.at, reason="离职")
    org.unlock_account(worker, by=security, at=county.at, reason="返聘")
    assert Account.objects.get(pk=worker.pk).is_active
    assert _verbs(worker) == ["account.create", "account.lock", "account.unlock"]


def test_a_reset_password_must_be_changed(county):
    security, worker = county.actor("sec", "centre", "security_admin"), county.staff("wang")
    org.reset_password(worker, password="first-password", by=security, at=county.at)
    worker.refresh_from_db()
    assert worker.must_change_password
    assert worker.check_password("first-password")
    with pytest.raises(NotOneself):
        org.reset_password(county.resident("13800000001"), password="x", by=security, at=county.at)


def test_a_mandate_is_given_by_the_person_or_the_community_and_taken_back(county):
    elder, son = county.resident("13800000001", "421202002010"), county.resident("13800000002")
    facts = {"scope": "cases", "basis": "family", "evidence": "户口簿第3页", "at": county.at}
    elsewhere = county.actor("far", "street", "grid_worker", "421202002011")
    for stranger in (org.actor_for_session(son.pk, at=county.at), elsewhere):
        with pytest.raises(NotAllowed):
            org.grant_mandate(elder, son, **facts, by=stranger)
    mandate = org.grant_mandate(elder, son, **facts, by=org.actor_for_session(elder.pk, at=county.at))
    worker = county.actor("wang", "committee", "community_worker")
    with pytest.raises(MandateExists):
        org.grant_mandate(elder, son, **facts, by=worker)
    with pytest.raises(NotAllowed):
        org.end_mandate(mandate, by=org.actor_for_session(son.pk, at=county.at), at=county.at)
    org.end_mandate(mandate, by=worker, at=county.at + timedelta(days=1), reason="本人要求")
    assert Mandate.objects.get(pk=mandate.pk).until == county.at + timedelta(days=1)
    assert _verbs(mandate) == ["mandate.grant", "mandate.end"]


def test_an_agent_cannot_hand_a_mandate_on(county):
    elder, son = county.resident("13800000001", "421202002010"), county.resident("13800000002", "421202002010")
    worker = county.actor("wang", "committee", "community_worker")
    facts = {"scope": "cases", "basis": "family", "evidence": "户口簿", "at": county.at}
    org.grant_mandate(elder, son, **facts, by=worker)
    agent = org.actor_for_session(son.pk, at=county.at)
    with pytest.raises(NotAllowed):
        org.grant_mandate(elder, county.resident("13800000003"), **facts, by=agent)


@pytest.mark.parametrize("wrong", [{"evidence": " "}, {"until_days": 0}, {"to_oneself": True}, {"locked": True}])
def test_a_mandate_refuses_what_makes_no_sense(county, wrong):
    elder, son = county.resident("13800000001", "421202002010"), county.resident("13800000002")
    facts = {"scope": "cases", "basis": "family", "evidence": wrong.get("evidence", "户口簿")}
    if "until_days" in wrong:
        facts["until"] = county.at
    if wrong.get("locked"):
        Account.objects.filter(pk=son.pk).update(is_active=False)
    by = org.actor_for_session(elder.pk, at=county.at)
    with pytest.raises(MandateNotPossible):
        org.grant_mandate(elder, elder if wrong.get("to_oneself") else son, **facts, by=by, at=county.at)
    assert not Mandate.objects.exists()


def test_tokens_are_security_s_inside_the_unit_one_of_a_name(county):
    security = county.actor("sec", "centre", "security_admin")
    facts = {"name": "热线", "unit": county.units["street"], "territory_code": "421202002000", "at": county.at}
    client, _ = org.issue_api_client(**facts, by=security)
    assert _verbs(client) == ["api_client.issue"]
    with pytest.raises(ApiClientNotPossible):
        org.issue_api_client(**facts, by=security)
    with pytest.raises(ApiClientNotPossible):
        org.issue_api_client(**{**facts, "name": "b", "territory_code": "421202000000"}, by=security)
    for role in ("system_admin", "audit_admin", "county_dispatcher"):
        other = county.actor(role, "centre", role)
        with pytest.raises(NotAllowed):
            org.issue_api_client(**{**facts, "name": "c"}, by=other)
        with pytest.raises(NotAllowed):
            org.revoke_api_client(client, by=other, at=county.at)


def test_people_choose_for_themselves_and_for_whom_they_act(county):
    elder, son = county.resident("13800000001", "421202002010"), county.resident("13800000002")
    by = org.actor_for_session(elder.pk, at=county.at)
    org.grant_mandate(elder, son, scope="all", basis="family", evidence="户口簿", by=by, at=county.at)
    agent = org.actor_for_session(son.pk, at=county.at)
    org.set_mode(elder, mode="care", by=agent, at=county.at)
    org.set_home(elder, home_code="421202002010003", by=agent, at=county.at)
    elder.refresh_from_db()
    assert (elder.mode, elder.home_code) == ("care", "421202002010003")
    with pytest.raises(NotAllowed):
        org.set_mode(son, mode="care", by=by, at=county.at)


def test_a_password_is_not_kept_in_any_act(county):
    worker = county.staff("wang")
    org.reset_password(
        worker, password="first-password", by=county.actor("sec", "centre", "security_admin"), at=county.at
    )
    assert "first-password" not in str([(a.payload, a.reason) for a in history(worker)])


def test_a_lost_phone_is_forgotten_by_security_only(county):
    worker = county.staff("wang")
    Authenticator.objects.create(user=worker, type="totp", data={"secret": "x"})
    with pytest.raises(NotAllowed):
        org.reset_second_factor(worker, by=county.actor("sys", "centre", "system_admin"), at=county.at)
    security = county.actor("sec", "centre", "security_admin")
    with pytest.raises(NotOneself):
        org.reset_second_factor(Account.objects.get(pk=security.account_id), by=security, at=county.at)
    org.reset_second_factor(worker, by=security, at=county.at)
    assert not Authenticator.objects.filter(user=worker).exists()
    assert _verbs(worker)[-1] == "account.reset_second_factor"


def test_old_codes_are_forgotten_and_fresh_ones_kept(county):
    def sender(phone, text, *, key, at):
        """Nobody listens."""

    for minutes in (0, 60 * 24 + 10):
        at = county.at + timedelta(minutes=minutes)
        org.send_code("13800000001", way="sms", sender=sender, address="x", at=at)
    assert forget_codes(at=county.at + timedelta(days=1, minutes=10)) == 1
    assert PhoneCode.objects.get().created_at == county.at + timedelta(days=1, minutes=10)


def test_a_lockout_is_lifted_by_security_only_and_on_record(county):
    worker = county.staff("wang")
    with pytest.raises(NotAllowed):
        org.lift_lockout(worker, by=county.actor("sys", "centre", "system_admin"), at=county.at)
    security = county.actor("sec", "centre", "security_admin")
    with pytest.raises(NotOneself):
        org.lift_lockout(Account.objects.get(pk=security.account_id), by=security, at=county.at)
    org.lift_lockout(worker, by=security, at=county.at)
    assert _verbs(worker)[-1] == "account.lift_lockout"


def test_a_resident_is_found_by_the_number_however_it_is_typed_and_staff_are_not(county):
    elder = county.resident("13800000001")
    assert org.resident_by_phone("+86 138 0000 0001") == elder
    county.staff("wang", phone="13800000009")
    assert org.resident_by_phone("13800000009") is None
