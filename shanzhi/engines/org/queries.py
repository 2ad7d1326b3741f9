"""Reads of the org engine: who is asking, in one statement."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.crypto import constant_time_compare

from shanzhi.engines.org.models import Account, ApiClient, Mandate, Seat, Unit
from shanzhi.engines.org.roles import ROLES
from shanzhi.engines.org.rules import mobile, token_hash
from shanzhi.kernel import clock
from shanzhi.kernel.actor import ANONYMOUS, Actor, Grant
from shanzhi.kernel.codes import prefix
from shanzhi.kernel.crypto import phone_index


def running(at: datetime) -> Q:
    """Dated rows in force at `at`: `since` has come, `until` has not."""
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def actor_of_session(session: SessionBase) -> Actor:
    """The actor of a logged-in session; `ANONYMOUS` when it is not, or its password changed since. One statement."""
    try:
        account_id = int(session[SESSION_KEY])
    except (KeyError, ValueError):
        return ANONYMOUS
    return actor_for_session(account_id, auth_hash=session.get(HASH_SESSION_KEY, ""))


def actor_for_session(account_id: int, *, at: datetime | None = None, auth_hash: str | None = None) -> Actor:
    """Account, seats in force, their roles and units, and mandates held, in one statement.

    `ANONYMOUS` when the account is unknown or locked, or when `auth_hash` is given and no longer fits the password.
    """
    moment = at or clock.now()
    account = (
        Account.objects.filter(pk=account_id, is_active=True)
        .defer("phone", "phone_index")
        .annotate(seats_now=ArraySubquery(_seats(moment)), principals=ArraySubquery(_principals(moment)))
        .first()
    )
    if account is None or not _hash_fits(account, auth_hash):
        return ANONYMOUS
    return _actor(account, account.seats_now, tuple(account.principals))


def actor_for_token(token: str, *, at: datetime | None = None) -> tuple[Actor, int, date | None] | None:
    """The program that owns `token`: actor, client id, day of last use; None when there is no such token in force.

    One statement. The actor has no account: it is known by its grant, name and channel.
    """
    client = (
        ApiClient.objects.filter(running(at or clock.now()), token_hash=token_hash(token), unit__is_active=True)
        .select_related("unit")
        .first()
    )
    role = ROLES.get(client.role) if client else None
    if client is None or role is None:
        return None
    grant = Grant(role, prefix(client.territory_code), client.unit_id, None, client.unit.short_name, client.name)
    return Actor(None, client.name, (grant,), channel="api"), client.pk, client.last_used_on


def seats_in_force(at: datetime) -> QuerySet[Seat]:
    """Seats held at `at`, with post, unit and account loaded."""
    return Seat.objects.filter(running(at)).select_related("post__unit", "account")


def resident_by_phone(phone: str) -> Account | None:
    """The resident's account of a telephone number as typed; None when nobody logged in with it. Raises PhoneNotValid."""
    return Account.objects.filter(phone_index=phone_index(mobile(phone)), is_staff=False).first()


def units_within(territory: str) -> QuerySet[Unit]:
    """Units in use whose place lies in the territory (a prefix or a full code)."""
    return Unit.objects.filter(is_active=True, territory_code__within=territory)


def _seats(at: datetime) -> QuerySet[Seat, Any]:
    return (
        Seat.objects.filter(running(at), account_id=OuterRef("pk"), post__unit__is_active=True)
        .order_by("since", "pk")
        .values(
            found=JSONObject(
                seat=F("pk"),
                role=F("post__role"),
                territory=F("territory_code"),
                unit=F("post__unit_id"),
                unit_name=F("post__unit__short_name"),
                post=F("post__title"),
            )
        )
    )


def _principals(at: datetime) -> QuerySet[Mandate, Any]:
    return (
        Mandate.objects.filter(running(at), agent_id=OuterRef("pk"), principal__is_active=True)
        .order_by("principal_id")
        .values("principal_id")
        .distinct()
    )


def _actor(account: Account, seats: list[dict[str, Any]], principals: tuple[int, ...]) -> Actor:
    grants = [
        Grant(
            ROLES[seat["role"]], prefix(seat["territory"]), seat["unit"], seat["seat"], seat["unit_name"], seat["post"]
        )
        for seat in seats
        if seat["role"] in ROLES
    ]
    if not account.is_staff:
        grants.append(Grant(ROLES["resident"], prefix(account.home_code)))
    if principals:
        grants.append(Grant(ROLES["family_proxy"], prefix(account.home_code)))
    return Actor(account.pk, str(account) if account.is_staff else account.name or "居民", tuple(grants), principals)


def _hash_fits(account: Account, given: str | None) -> bool:
    """Whether a session made with this hash is still good; old signing keys count (SECRET_KEY_FALLBACKS)."""
    if given is None:
        return True
    candidates = (account.get_session_auth_hash(), *account.get_session_auth_fallback_hash())
    return any(constant_time_compare(given, candidate) for candidate in candidates)
