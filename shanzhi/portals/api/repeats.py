"""Calls that may come twice: the first is done, the second gets the same answer, another body under the key is refused."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from shanzhi.kernel.models import IdempotencyKey
from shanzhi.kernel.refused import Refused

_SHAPE = re.compile(r"[\x21-\x7e]{1,80}")
_CLAIM = """
INSERT INTO kernel_idempotencykey (caller, key, fingerprint, status, answer, created_at)
VALUES (%s, %s, %s, 0, 'null', %s) ON CONFLICT (caller, key) DO NOTHING RETURNING id
"""


class KeyWrong(Refused):
    """The header is no key."""

    code = "idempotency_key"
    message = "Idempotency-Key 应是 1 到 80 个可见的 ASCII 字符，建议用 UUID"
    english = "Idempotency-Key must be 1 to 80 visible ASCII characters"


class KeyReused(Refused):
    """The key came before with another request."""

    code = "key_reused"
    status = 409
    message = "这个 Idempotency-Key 已经用在另一个请求上了，请换一个新的"
    english = "This Idempotency-Key was used with a different request"


def key_of(request: HttpRequest) -> str:
    """The caller's key, "" when there is none. Raises KeyWrong."""
    key = request.headers.get("Idempotency-Key", "")
    if key and not _SHAPE.fullmatch(key):
        raise KeyWrong
    return key


def fingerprint(request: HttpRequest, body: Any) -> bytes:
    """32 bytes of what was asked: address and body, in whatever order its members came."""
    words = json.dumps([request.method, request.path, body], sort_keys=True, default=str)
    return hashlib.sha256(words.encode()).digest()


@transaction.atomic
def once(request: HttpRequest, body: Any, *, caller: str, at: datetime, do: Callable[[], Any]) -> Any:
    """The answer of `do()`, or the stored one of an earlier call under the same key. Raises KeyReused.

    Two at a time: the second waits at the unique index until the first has ended. What `do` refuses is not stored. Two
    statements more for a call with a key.
    """
    key = key_of(request)
    if not key:
        return do()
    mark = fingerprint(request, body)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [caller, key, mark, at])
        claimed = cursor.fetchone()
    if claimed is None:
        earlier = IdempotencyKey.objects.get(caller=caller, key=key)
        if bytes(earlier.fingerprint) != mark:
            raise KeyReused
        return earlier.answer
    answer = do()
    IdempotencyKey.objects.filter(pk=claimed[0]).update(status=200, answer=answer)
    return answer
