"""What others may import from the org engine."""

from datetime import datetime

from shanzhi.engines.org import queries
from shanzhi.engines.org.actions import (
    check_code,
    close_unit,
    create_staff,
    end_mandate,
    end_seat,
    grant_mandate,
    grant_seat,
    issue_api_client,
    lift_lockout,
    lock_account,
    note_api_use,
    note_sign_in,
    open_post,
    open_unit,
    password_changed,
    reset_password,
    reset_second_factor,
    resident_with_phone,
    revoke_api_client,
    send_code,
    set_home,
    set_mode,
    unlock_account,
)
from shanzhi.engines.org.actions.accounts import place_of
from shanzhi.engines.org.actions.codes import AccountLocked, CodeOver, CodeWrong, Sender
from shanzhi.engines.org.models import Account, ApiClient, Mandate, Post, Seat, Unit
from shanzhi.engines.org.queries import (
    actor_for_session,
    actor_of_session,
    resident_by_phone,
    running,
    seats_in_force,
    units_within,
)
from shanzhi.engines.org.roles import NOT_FOR_POSTS, ROLES, VERBS
from shanzhi.engines.org.rules import PhoneNotValid, mobile
from shanzhi.kernel import clock
from shanzhi.kernel.actor import Actor, Grant
from shanzhi.kernel.codes import prefix

__all__ = [
    "NOT_FOR_POSTS",
    "ROLES",
    "VERBS",
    "Account",
    "AccountLocked",
    "ApiClient",
    "CodeOver",
    "CodeWrong",
    "Mandate",
    "PhoneNotValid",
    "Post",
    "Seat",
    "Sender",
    "Unit",
    "actor_for_session",
    "actor_for_token",
    "actor_of_session",
    "check_code",
    "close_unit",
    "create_staff",
    "end_mandate",
    "end_seat",
    "grant_mandate",
    "grant_seat",
    "installer",
    "issue_api_client",
    "lift_lockout",
    "lock_account",
    "mobile",
    "note_api_use",
    "note_sign_in",
    "open_post",
    "open_unit",
    "password_changed",
    "place_of",
    "reset_password",
    "reset_second_factor",
    "resident_by_phone",
    "resident_with_phone",
    "revoke_api_client",
    "running",
    "seats_in_force",
    "send_code",
    "set_home",
    "set_mode",
    "units_within",
    "unlock_account",
]


def actor_for_token(token: str, *, at: datetime | None = None) -> Actor | None:
    """The program that owns `token`, None when no such token is in force. One statement, a second one once a day."""
    moment = at or clock.now()
    found = queries.actor_for_token(token, at=moment)
    if found is None:
        return None
    actor, client_id, last_used_on = found
    if last_used_on is None or last_used_on < moment.date():
        note_api_use(client_id, on=moment.date())
    return actor


def installer(root: str) -> Actor:
    """Who sets up an empty cell: the operator at the command line, before the first administrators hold seats."""
    place = prefix(root)
    roles = (ROLES["system_admin"], ROLES["security_admin"], ROLES["community_worker"])
    return Actor(None, "安装程序", tuple(Grant(role, place) for role in roles), channel="import")
