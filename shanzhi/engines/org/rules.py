"""Pure rules of the org engine: no database, no clock."""

import hashlib
import re
import secrets
from datetime import timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from shanzhi.engines.org.roles import ADMINISTRATORS
from shanzhi.kernel.crypto import normal_phone
from shanzhi.kernel.refused import Refused

#: A code sent to a telephone is good this long.
CODE_LIFE = timedelta(minutes=5)
#: How many codes one telephone gets, and one network address (a community hall shares one), in what time.
CODES_A_PHONE = (5, timedelta(hours=1))
CODES_AN_ADDRESS = (60, timedelta(hours=1))
TRIES_AN_ADDRESS = (200, timedelta(hours=1))

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_TOKEN_BYTES = 32
_TOKEN_MARK = "shz_"  # noqa: S105 - what tokens begin with, not one of them


class PhoneNotValid(Refused):
    """Not a mainland mobile number."""

    code = "phone_not_valid"
    message = "手机号应是11位数字，以1开头，请对一下"
    english = "A mainland mobile number has 11 digits and begins with 1"


def mobile(text: str) -> str:
    """Eleven digits, however they were typed (full width, spaces, +86). Raises `PhoneNotValid`."""
    digits = normal_phone(text)
    if not _MOBILE.fullmatch(digits):
        raise PhoneNotValid
    return digits


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def code_hash(phone_index: bytes, code: str) -> bytes:
    """32 bytes that only this installation can compute; bound to the telephone."""
    return salted_hmac("org.phone_code", phone_index.hex() + code, algorithm="sha256").digest()


def code_fits(kept: bytes, phone_index: bytes, code: str) -> bool:
    """Whether `code` is the one whose hash was kept; takes the same time either way."""
    return constant_time_compare(kept.hex(), code_hash(phone_index, code).hex())


def new_token() -> tuple[str, str]:
    """A client's secret (`shz_` and 43 characters, 256 random bits) and the beginning that may be shown."""
    token = _TOKEN_MARK + secrets.token_urlsafe(_TOKEN_BYTES)
    return token, token[:10]


def token_hash(token: str) -> bytes:
    """SHA-256: enough for a secret of 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def stays_apart(held: set[str], wanted: str) -> bool:
    """三权分立: an administrator holds nothing else, and nobody else becomes one (GB/T 22239-2019, level 3)."""
    others = held - {wanted}
    return not others or (wanted not in ADMINISTRATORS and not others & ADMINISTRATORS)
