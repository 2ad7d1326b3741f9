"""The verbs of the org engine; nothing else writes its tables."""

from shanzhi.engines.org.actions.accounts import (
    create_staff,
    lift_lockout,
    lock_account,
    note_sign_in,
    password_changed,
    reset_password,
    reset_second_factor,
    set_home,
    set_mode,
    unlock_account,
)
from shanzhi.engines.org.actions.api_clients import issue_api_client, note_api_use, revoke_api_client
from shanzhi.engines.org.actions.codes import check_code, forget_codes, resident_with_phone, send_code
from shanzhi.engines.org.actions.mandates import end_mandate, grant_mandate
from shanzhi.engines.org.actions.seats import end_seat, grant_seat
from shanzhi.engines.org.actions.units import close_unit, open_post, open_unit

__all__ = [
    "check_code",
    "close_unit",
    "create_staff",
    "end_mandate",
    "end_seat",
    "forget_codes",
    "grant_mandate",
    "grant_seat",
    "issue_api_client",
    "lift_lockout",
    "lock_account",
    "note_api_use",
    "note_sign_in",
    "open_post",
    "open_unit",
    "password_changed",
    "reset_password",
    "reset_second_factor",
    "resident_with_phone",
    "revoke_api_client",
    "send_code",
    "set_home",
    "set_mode",
    "unlock_account",
]
