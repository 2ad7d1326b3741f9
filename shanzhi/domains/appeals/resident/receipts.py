"""查询码: how someone who stays unknown finds an anonymous report again. Computed, never stored."""

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from shanzhi.engines.casework.public import Case

_HELD = "receipts"
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


def hold(request: HttpRequest, number: str) -> None:
    """This session has shown that it knows the code."""
    held = [each for each in request.session.get(_HELD, []) if each != number]
    request.session[_HELD] = [*held, number][-_MOST:]


def held(request: HttpRequest) -> list[str]:
    """Numbers that this session may read."""
    found: list[str] = request.session.get(_HELD, [])
    return found


def found(number: str) -> Case | None:
    """The anonymous case of that number; nothing else can be read by a code."""
    return Case.objects.filter(number=number, is_anonymous=True, reporter__isnull=True).select_related("unit").first()
