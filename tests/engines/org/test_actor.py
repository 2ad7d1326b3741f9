"""Who is asking: one statement, and only what is in force."""

from datetime import timedelta

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY

from shanzhi.engines.org.models import Account, Unit
from shanzhi.engines.org.public import (
    actor_for_session,
    actor_for_token,
    actor_of_session,
    end_seat,
    grant_mandate,
    issue_api_client,
    lock_account,
    revoke_api_client,
)
from shanzhi.kernel.actor import ANONYMOUS
from shanzhi.kernel.clock import now


def test_an_actor_carries_seats_units_prefixes_and_principals_in_one_statement(county, django_assert_num_queries):
    account = county.staff("zheng", name="郑涛")
    county.seat(account, "committee", "grid_worker", "421202002010003")
    county.seat(account, "street", "street_officer")
    elder = county.resident("13800000001", "421202002010")
    worker = county.actor("wang", "committee", "community_worker")
    grant_mandate(elder, account, scope="cases", basis="oral", evidence="两人见证", by=worker, at=county.at)
    with django_assert_num_queries(1):
        actor = actor_for_session(account.pk, at=county.at)
    assert (actor.account_id, actor.name, actor.acting_for) == (account.pk, "郑涛", (elder.pk,))
    assert [(g.role.code, g.territory, g.unit_id, g.post) for g in actor.grants] == [
        ("grid_worker", "421202002010003", county.units["committee"].pk, "grid_worker"),
        ("street_officer", "421202002", county.units["street"].pk, "street_officer"),
        ("family_proxy", "", None, ""),
    ]
    assert actor.grants[1].unit_name == "永安街道办事处"
    assert actor.grants[0].seat_id


def test_a_resident_is_a_resident_where_home_is(county):
    account = county.resident("13800000001", "421202002010")
    (grant,) = actor_for_session(account.pk, at=county.at).grants
    assert (grant.role.code, grant.territory) == ("resident", "421202002010")
    assert actor_for_session(account.pk, at=county.at).name == "居民"


def test_a_staff_account_without_a_seat_may_do_nothing(county):
    actor = actor_for_session(county.staff("wang").pk, at=county.at)
    assert (actor.is_known, actor.grants) == (True, ())


def test_seats_that_ended_or_have_not_begun_and_closed_units_give_nothing(county):
    account = county.staff("wang")
    seat = county.seat(account, "street", "street_officer")
    assert actor_for_session(account.pk, at=county.at - timedelta(seconds=1)).grants == ()
    end_seat(seat, by=county.installer, at=county.at + timedelta(hours=1))
    assert actor_for_session(account.pk, at=county.at + timedelta(minutes=59)).grants
    assert actor_for_session(account.pk, at=county.at + timedelta(hours=1)).grants == ()
    county.seat(account, "committee", "community_worker")
    Unit.objects.filter(slug="committee").update(is_active=False)
    assert actor_for_session(account.pk, at=county.at + timedelta(hours=1)).grants == ()


def test_a_locked_or_unknown_account_is_nobody(county):
    account = county.staff("wang")
    lock_account(account, by=county.installer, at=county.at, reason="离职")
    assert actor_for_session(account.pk, at=county.at) is ANONYMOUS
    assert actor_for_session(0, at=county.at) is ANONYMOUS


def test_a_locked_principal_is_not_acted_for(county):
    worker = county.actor("wang", "committee", "community_worker")
    elder, son = county.resident("13800000001", "421202002010"), county.resident("13800000002")
    grant_mandate(elder, son, scope="all", basis="family", evidence="户口簿", by=worker, at=county.at)
    assert actor_for_session(son.pk, at=county.at).acting_for == (elder.pk,)
    Account.objects.filter(pk=elder.pk).update(is_active=False)
    assert actor_for_session(son.pk, at=county.at).acting_for == ()


@pytest.mark.parametrize("session", [{}, {SESSION_KEY: "x"}, {SESSION_KEY: "999999"}])
def test_a_session_without_a_login_is_nobody(county, session):
    assert actor_of_session(session) is ANONYMOUS


def test_a_session_made_before_the_password_changed_is_nobody(county):
    account = county.staff("wang")
    session = {SESSION_KEY: str(account.pk), HASH_SESSION_KEY: account.get_session_auth_hash()}
    assert actor_of_session(session).account_id == account.pk
    account.set_password("something else entirely")
    account.save()
    assert actor_of_session(session) is ANONYMOUS
    assert actor_of_session({SESSION_KEY: str(account.pk)}) is ANONYMOUS


def test_a_token_makes_a_program_of_its_unit_until_revoked(county, django_assert_num_queries):
    client, token = issue_api_client(
        name="12345热线", unit=county.units["street"], territory_code="421202002000", by=county.installer, at=county.at
    )
    assert token.startswith(client.token_prefix)
    assert token.encode() not in bytes(client.token_hash)
    with django_assert_num_queries(2):  # the first use of a day is noted
        actor = actor_for_token(token, at=county.at)
    with django_assert_num_queries(1):
        assert actor_for_token(token, at=county.at) == actor
    assert (actor.name, actor.channel, actor.account_id) == ("12345热线", "api", None)
    (grant,) = actor.grants
    assert (grant.role.code, grant.territory, grant.unit_id) == ("api_client", "421202002", county.units["street"].pk)
    revoke_api_client(client, by=county.installer, at=county.at + timedelta(minutes=1))
    assert actor_for_token(token, at=county.at + timedelta(minutes=1)) is None
    assert actor_for_token(token + "x", at=county.at) is None
    assert actor_for_token("", at=now()) is None
