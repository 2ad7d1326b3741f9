"""Accounts: making, locking, passwords, choices."""

import re
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from shanzhi.engines.org.models import Account, Seat
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.acts import record
from shanzhi.kernel.refused import Refused

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,29}")


class UsernameNotPossible(Refused):
    """Taken, or not of the form."""

    code = "username_not_possible"
    message = "用户名要用2到30个小写字母、数字、点、横线，且没有被别人用过"
    english = "A user name has 2 to 30 of a-z 0-9 . _ - and is unique"


class NotOneself(Refused):
    """Nobody locks or resets the account that they act from."""

    code = "not_oneself"
    message = "不能停用、恢复自己的账号，请另一位安全管理员办"
    english = "Not on your own account"


@transaction.atomic
def create_staff(
    *,
    username: str,
    name: str,
    territory: str,
    by: Actor,
    at: datetime,
    password: str = "",
    encoded_password: str = "",
    phone: str | None = None,
    must_change_password: bool = True,
) -> Account:
    """A staff account with a first password, to be changed at the first login. It can do nothing until it has a seat.

    `territory` says under whose security administrator it falls. `encoded_password` is for bulk loading: hash once.
    Raises NotAllowed, UsernameNotPossible.
    """
    grant = by.require("account.create", code=territory)
    if not _USERNAME.fullmatch(username) or Account.objects.filter(username=username).exists():
        raise UsernameNotPossible
    account = Account.objects.create(
        username=username,
        name=name,
        phone=phone,
        password=encoded_password or make_password(password or None),
        is_staff=True,
        must_change_password=must_change_password,
        created_at=at,
    )
    record(
        "account.create", obj=account, territory=territory, by=by, at=at, grant=grant, payload={"username": username}
    )
    return account


def lock_account(account: Account, *, by: Actor, at: datetime, reason: str) -> Account:
    """停用: every session and request of the account is a stranger's from now on. Raises NotAllowed, NotOneself."""
    return _switch(account, active=False, by=by, at=at, reason=reason)


def unlock_account(account: Account, *, by: Actor, at: datetime, reason: str) -> Account:
    """恢复. Raises NotAllowed, NotOneself."""
    return _switch(account, active=True, by=by, at=at, reason=reason)


@transaction.atomic
def _switch(account: Account, *, active: bool, by: Actor, at: datetime, reason: str) -> Account:
    place = place_of(account)
    grant = by.require("account.lock", code=place)
    if account.pk == by.account_id:
        raise NotOneself
    locked = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if locked.is_active is not active:
        locked.is_active = active
        locked.save(update_fields=["is_active"])
        verb = "account.unlock" if active else "account.lock"
        record(verb, obj=locked, territory=place, by=by, at=at, grant=grant, reason=reason)
    return locked


@transaction.atomic
def lift_lockout(account: Account, *, by: Actor, at: datetime) -> None:
    """Put on record that wrong entries of a colleague no longer count; whoever counts them forgets them next.

    Raises NotAllowed, NotOneself.
    """
    place = place_of(account)
    grant = by.require("account.lock", code=place)
    if account.pk == by.account_id or not account.is_staff:
        raise NotOneself
    record("account.lift_lockout", obj=account, territory=place, by=by, at=at, grant=grant)


@transaction.atomic
def reset_password(account: Account, *, password: str, by: Actor, at: datetime) -> None:
    """A new first password for a colleague who forgot theirs; ends their sessions. Raises NotAllowed, NotOneself."""
    place = place_of(account)
    grant = by.require("account.create", code=place)
    if account.pk == by.account_id or not account.is_staff:
        raise NotOneself
    locked = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    locked.password = make_password(password)
    locked.must_change_password = True
    locked.save(update_fields=["password", "must_change_password"])
    record("account.reset_password", obj=locked, territory=place, by=by, at=at, grant=grant)


@transaction.atomic
def reset_second_factor(account: Account, *, by: Actor, at: datetime) -> None:
    """Forget the device and recovery codes of a colleague who lost the phone. Raises NotAllowed, NotOneself."""
    place = place_of(account)
    grant = by.require("account.create", code=place)
    if account.pk == by.account_id or not account.is_staff:
        raise NotOneself
    Authenticator.objects.filter(user=account).delete()
    record("account.reset_second_factor", obj=account, territory=place, by=by, at=at, grant=grant)


@transaction.atomic
def password_changed(account: Account, *, at: datetime) -> None:
    """Note that the account's owner chose a new password: nothing is forced any more."""
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    record("account.change_password", obj=account, territory=place_of(account), by=itself(account), at=at)


def note_sign_in(account: Account, *, at: datetime, way: str, ok: bool = True) -> None:
    """Put a login, or one that failed, on record. `way`: sms, voice, password, password+mfa, socialaccount."""
    verb = "account.sign_in" if ok else "account.sign_in_failed"
    record(verb, obj=account, territory=place_of(account), by=itself(account), at=at, payload={"way": way})


@transaction.atomic
def set_mode(account: Account, *, mode: str, by: Actor, at: datetime) -> None:
    """普通版 or 关怀版, by oneself or by a proxy. Raises NotAllowed."""
    grant = by.require("case.report", owner_ids=[account.pk])
    Account.objects.filter(pk=account.pk).update(mode=Account.Mode(mode))
    record(
        "account.set_mode", obj=account, territory=place_of(account), by=by, at=at, grant=grant, payload={"mode": mode}
    )


@transaction.atomic
def set_home(account: Account, *, home_code: str, by: Actor, at: datetime) -> None:
    """Where a resident lives (12 or 15 digits), told by the resident or a proxy. Raises NotAllowed."""
    grant = by.require("case.report", owner_ids=[account.pk])
    Account.objects.filter(pk=account.pk).update(home_code=home_code)
    record("account.set_home", obj=account, territory=home_code, by=by, at=at, grant=grant)


def itself(account: Account) -> Actor:
    """The account as an actor without authority: what logins and password changes are signed with."""
    return Actor(account.pk, str(account))


def place_of(account: Account) -> str:
    """The code under which an account is administered: where it lives, else its latest seat, else the cell's root."""
    seat = None if account.home_code or not account.is_staff else _latest_seat(account)
    return account.home_code or (seat.territory_code if seat else settings.SHANZHI_ROOT)


def _latest_seat(account: Account) -> Seat | None:
    return Seat.objects.filter(account=account).order_by("-since", "-pk").first()
