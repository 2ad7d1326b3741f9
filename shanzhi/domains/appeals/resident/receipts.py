"""查询码: how someone who stays unknown finds an anonymous report again. Computed, never stored.

What a phone has shown that it may read stands in a signed cookie of its own, never in the session: the row of a session
also says who is logged in, and would lead from the report to the account.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from shanzhi.engines.casework.public import Case

#: Cookie → the only addresses that it is sent to: pages of a case, and its pictures.
_COOKIES = {"receipts": "/cases/", "receipts_files": "/files/"}
_SALT = "appeals.receipts"
#: Seconds; the browser lets it go earlier, when it is closed.
_LIFE = 24 * 3600
_MOST = 10
_DIGITS = 8


def code_of(number: str) -> str:
    """The eight digits that go with a number; only this installation can compute them."""
    digest = salted_hmac("appeals.receipt", number, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**_DIGITS:0{_DIGITS}d}"


def fits(number: str, code: str) -> bool:
    """Whether the code is the number's, however it was grouped."""
    given = "".join(mark for mark in code if mark.isdigit())
    return constant_time_compare(code_of(number), given)


def source_key(token: str) -> str:
    """What an anonymous case keeps of its draft's token: sending twice is found, the token itself is not."""
    return salted_hmac("appeals.anonymous", token, algorithm="sha256").hexdigest()


def hold(request: HttpRequest, response: HttpResponse, number: str) -> None:
    """This phone has shown that it knows the code."""
    numbers = [*(each for each in held(request) if each != number), number][-_MOST:]
    for name, path in _COOKIES.items():
        response.set_signed_cookie(
            name, ".".join(numbers), salt=_SALT, path=path, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def held(request: HttpRequest) -> list[str]:
    """Numbers that this phone may read."""
    for name in _COOKIES:
        text = request.get_signed_cookie(name, default="", salt=_SALT, max_age=_LIFE)
        if text:
            return text.split(".")
    return []


def found(number: str) -> Case | None:
    """The anonymous case of that number; nothing else can be read by a code."""
    return Case.objects.filter(number=number, is_anonymous=True, reporter__isnull=True).select_related("unit").first()
