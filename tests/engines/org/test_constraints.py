"""What the database itself refuses."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from shanzhi.engines.org.models import Account, ApiClient, Mandate, PhoneCode, Post, Seat, SeatEvent, Unit


def _account(county, **facts):
    return Account.objects.create(**{"created_at": county.at, "password": "!", **facts})


def _seat(county, account, **facts):
    given = {"post": county.post("street", "street_officer"), "territory_code": "421202002000", "since": county.at}
    return Seat.objects.create(account=account, **{**given, **facts})


def test_a_user_name_is_held_once(county, refuses):
    _account(county, username="wang", is_staff=True)
    with refuses("username"):
        _account(county, username="wang", is_staff=True)


def test_a_telephone_opens_one_account(county, refuses):
    _account(county, phone="13800000001", phone_index=b"1" * 16)
    with refuses("phone_index"):
        _account(county, phone="13800000001", phone_index=b"1" * 16)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("account_staff_by_name_resident_by_phone", {"is_staff": True}),
        ("account_staff_by_name_resident_by_phone", {"is_staff": False, "username": "wang"}),
        (
            "account_staff_by_name_resident_by_phone",
            {"is_staff": True, "username": "wang", "phone": "13800000001", "phone_index": b"1" * 16},
        ),
        ("account_username_form", {"is_staff": True, "username": "Wang"}),
        ("account_username_form", {"is_staff": True, "username": "王"}),
        ("account_indexed_phone_is_kept", {"phone_index": b"1" * 16}),
        ("account_mode_known", {"mode": "loud"}),
        ("account_home_code_form", {"home_code": "4212"}),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(county, refuses, constraint, facts):
    with refuses(constraint):
        _account(county, **facts)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("slug", {"slug": "street", "name": "另一个"}),
        ("unit_name_once_in_territory", {"slug": "other", "name": "永安街道办事处"}),
        ("unit_territory_form", {"slug": "other", "name": "另一个", "territory_code": "421202"}),
        ("unit_slug_form", {"slug": "Other One", "name": "另一个"}),
    ],
)
def test_a_unit_that_makes_no_sense_is_refused(county, refuses, constraint, facts):
    with refuses(constraint):
        Unit.objects.create(**{"kind": "street_office", "short_name": "x", "territory_code": "421202002000", **facts})


def test_a_unit_is_not_its_own_parent(county, refuses):
    unit = county.units["street"]
    with refuses("unit_not_own_parent"):
        Unit.objects.filter(pk=unit.pk).update(parent=unit)


def test_a_unit_has_one_post_of_a_title(county, refuses):
    post = county.post("street", "street_officer")
    with refuses("post_title_once_in_unit"):
        Post.objects.create(unit=post.unit, title=post.title, role="grid_worker")


def test_a_role_code_is_a_word(county, refuses):
    with refuses("post_role_form"):
        Post.objects.create(unit=county.units["street"], title="x", role="Drop Table")


def test_nobody_holds_a_post_twice_at_a_time(county, refuses):
    account = county.staff("wang")
    _seat(county, account)
    with refuses("seat_held_once_at_a_time"):
        _seat(county, account, since=county.at + timedelta(days=1))
    with refuses("seat_held_once_at_a_time"):
        _seat(county, account, since=county.at - timedelta(days=1), until=county.at + timedelta(seconds=1))


def test_seats_that_touch_do_not_overlap_and_two_people_may_hold_one_post(county):
    account = county.staff("wang")
    _seat(county, account)
    _seat(county, account, since=county.at - timedelta(days=1), until=county.at)
    _seat(county, county.staff("li"))
    assert Seat.objects.count() == 3


def test_a_seat_ends_after_it_began(county, refuses):
    with refuses("seat_ends_after_it_began"):
        _seat(county, county.staff("wang"), until=county.at)


def test_a_seat_has_a_whole_code(county, refuses):
    with refuses("seat_territory_form"):
        _seat(county, county.staff("wang"), territory_code="421202002")


def test_every_change_of_a_seat_is_kept_even_by_plain_sql_and_cannot_be_altered(county):
    seat = _seat(county, county.staff("wang"))
    Seat.objects.filter(pk=seat.pk).update(until=county.at + timedelta(days=1))
    assert list(SeatEvent.objects.order_by("pgh_id").values_list("pgh_label", "until")) == [
        ("insert", None),
        ("update", county.at + timedelta(days=1)),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        SeatEvent.objects.update(until=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        SeatEvent.objects.all().delete()


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("mandate_ends_after_it_began", {"hours": 0}),
        ("mandate_has_evidence", {"evidence": ""}),
    ],
)
def test_a_mandate_that_makes_no_sense_is_refused(county, refuses, constraint, facts):
    hours = facts.pop("hours", None)
    until = None if hours is None else county.at + timedelta(hours=hours)
    with refuses(constraint):
        _mandate(county, **{"until": until, **facts})


def _mandate(county, **facts):
    given = {
        "principal": county.resident("13800000001"),
        "agent": county.resident("13800000002"),
        "scope": "cases",
        "basis": "family",
        "evidence": "户口簿",
        "since": county.at,
    }
    return Mandate.objects.create(**{**given, **facts})


def test_a_mandate_is_given_to_another(county, refuses):
    with refuses("mandate_not_to_oneself"):
        _mandate(county, agent=county.resident("13800000001"))


def test_the_same_mandate_is_open_once(county, refuses):
    _mandate(county)
    with refuses("mandate_open_once"):
        _mandate(county)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("phone_code_few_attempts", {"attempts": 6}),
        ("phone_code_expires_later", {"minutes": 0}),
        ("phone_code_used_in_time", {"used_after": 5}),
        ("phone_code_used_in_time", {"used_after": -1}),
    ],
)
def test_a_phone_code_that_makes_no_sense_is_refused(county, refuses, constraint, facts):
    used = facts.pop("used_after", None)
    with refuses(constraint):
        PhoneCode.objects.create(
            phone_index=b"1" * 16,
            code_hash=b"2" * 32,
            created_at=county.at,
            expires_at=county.at + timedelta(minutes=facts.pop("minutes", 5)),
            used_at=None if used is None else county.at + timedelta(minutes=used),
            **facts,
        )


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("api_client_ends_after_it_began", {"ends": True}),
        ("api_client_territory_form", {"territory_code": "42"}),
        ("api_client_role_form", {"role": "A B"}),
        ("token_hash", {"token_hash": b"1" * 32}),
        ("api_client_name_once_in_unit", {"name": "热线"}),
    ],
)
def test_an_api_client_that_makes_no_sense_is_refused(county, refuses, constraint, facts):
    given = {"unit": county.units["street"], "territory_code": "421202002000", "since": county.at}
    ApiClient.objects.create(name="热线", token_hash=b"1" * 32, token_prefix="shz_", **given)
    if facts.pop("ends", False):
        facts["until"] = county.at
    with refuses(constraint):
        ApiClient.objects.create(
            **{"name": "另一个", "token_hash": b"2" * 32, "token_prefix": "shz_", **given, **facts}
        )
