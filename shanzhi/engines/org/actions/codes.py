"""Codes sent to a telephone, and the resident's account that they open."""

from datetime import datetime, timedelta
from typing import Protocol

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shanzhi.engines.org.actions.accounts import itself, place_of
from shanzhi.engines.org.models import Account, PhoneCode
from shanzhi.engines.org.models.credentials import MOST_ATTEMPTS
from shanzhi.engines.org.rules import (
    CODE_LIFE,
    CODES_A_PHONE,
    CODES_AN_ADDRESS,
    TRIES_AN_ADDRESS,
    code_fits,
    code_hash,
    mobile,
    new_code,
)
from shanzhi.kernel.acts import record
from shanzhi.kernel.buckets import take
from shanzhi.kernel.crypto import phone_index
from shanzhi.kernel.refused import Refused

_WRITTEN = "您的登录验证码是{code}，5分钟内有效。工作人员不会向您要验证码，请不要告诉任何人。"
_SPOKEN = "您的登录验证码是：{slowly}。再说一遍：{slowly}。请不要告诉任何人。"


class Sender(Protocol):
    """What delivers a text to a telephone: SMS, or a voice that reads it out."""

    def __call__(self, phone: str, text: str, /, *, key: str, at: datetime) -> object:
        """Send `text`; the same `key` is sent once."""


class CodeWrong(Refused):
    """Not the digits that were sent."""

    code = "code_wrong"
    message = "验证码不对"
    english = "Wrong code"

    def __init__(self, left: int) -> None:
        super().__init__(f"验证码不对，请对照短信再输，还可以输{left}次", left=left)


class CodeOver(Refused):
    """Expired, used, worn out by wrong entries, or never sent: the same words for all."""

    code = "code_over"
    message = "这个验证码已失效，请重新获取一个"
    english = "The code is no longer good, ask for a new one"


class AccountLocked(Refused):
    """The account was taken out of use."""

    code = "account_locked"
    status = 403
    message = "这个账号已停用，请到社区服务窗口或打电话给社区问一声"
    english = "The account is locked"


def send_code(phone: str, *, way: str, sender: Sender, address: str, at: datetime) -> PhoneCode:
    """Make a code of six digits, keep its hash for five minutes, hand the text to `sender`.

    `address` is the network address that asks. A new code ends the one before. Raises PhoneNotValid, TooMany, and
    what `sender` raises; it is called after the code is kept, outside of any transaction of ours.
    """
    digits = mobile(phone)
    index = phone_index(digits)
    amount, per = CODES_AN_ADDRESS
    take(f"org.code.address:{address}", capacity=amount, per=per, at=at)
    amount, per = CODES_A_PHONE
    take(f"org.code.phone:{index.hex()}", capacity=amount, per=per, at=at)
    code = new_code()
    kept = PhoneCode.objects.create(
        phone_index=index,
        code_hash=code_hash(index, code),
        way=PhoneCode.Way(way),
        created_at=at,
        expires_at=at + CODE_LIFE,
    )
    words = _SPOKEN if kept.way == PhoneCode.Way.VOICE else _WRITTEN
    sender(digits, words.format(code=code, slowly=" ".join(code)), key=f"code:{kept.pk}", at=at)
    return kept


def check_code(phone: str, code: str, *, address: str, at: datetime) -> None:
    """Use up the latest code of the telephone. Raises CodeWrong, CodeOver, TooMany; a wrong entry counts for good."""
    index = phone_index(mobile(phone))
    amount, per = TRIES_AN_ADDRESS
    take(f"org.code.try:{address}", capacity=amount, per=per, at=at)
    left = _try(index, code.strip(), at)
    if left is not None:
        raise CodeWrong(left) if left else CodeOver


@transaction.atomic
def _try(index: bytes, code: str, at: datetime) -> int | None:
    """None when the code fits, else how many tries are left. No refusal in here: it would undo the count."""
    latest = (
        PhoneCode.objects.select_for_update(no_key=True)
        .filter(phone_index=index)
        .order_by("-created_at", "-pk")
        .first()
    )
    if latest is None or latest.used_at or at >= latest.expires_at or latest.attempts >= MOST_ATTEMPTS:
        return 0
    if code_fits(bytes(latest.code_hash), index, code):
        latest.used_at = at
        latest.save(update_fields=["used_at"])
        return None
    latest.attempts += 1
    latest.save(update_fields=["attempts"])
    return MOST_ATTEMPTS - latest.attempts


def forget_codes(*, at: datetime) -> int:
    """Delete codes that expired a day ago; how many. Nobody needs to know when a telephone asked for one."""
    return PhoneCode.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()[0]


@transaction.atomic
def resident_with_phone(phone: str, *, at: datetime) -> Account:
    """The resident's account of a proven telephone; made at the first login. Raises AccountLocked."""
    digits = mobile(phone)
    account, is_new = Account.objects.get_or_create(
        phone_index=phone_index(digits),
        defaults={"phone": digits, "password": make_password(None), "created_at": at},
    )
    if not account.is_active:
        raise AccountLocked
    if is_new:
        record("account.open", obj=account, territory=place_of(account), by=itself(account), at=at)
    return account
