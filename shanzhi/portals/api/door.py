"""Who is calling: a program of a unit, by its token. Sessions of people are not looked at, so nothing here needs CSRF."""

import hashlib
import re
import time
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from shanzhi.engines.org.public import actor_for_token
from shanzhi.kernel import buckets, clock, policy
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import Refused
from shanzhi.portals.api.problems import TooLarge

MOST_BYTES = 64_000
#: Tokens taken from the shared bucket at once; a process may hold so many unused. One write serves this many calls.
_BLOCK = 20
#: Wrong tokens that one address may try in a minute.
_GUESSES = 30
_SHAPE = re.compile(r"[\x21-\x7e]{10,200}")
#: Seconds for which a token once found good is not looked up again by this process: so long a revoked one may live on.
_LIFE = 1.0
_MOST = 10_000
_left: dict[str, int] = {}
_good: dict[str, tuple[float, Actor, str]] = {}


class NoToken(Refused):
    """No token, or none that is in force."""

    code = "token"
    status = 401
    message = "没有令牌，或者令牌无效、已收回。请在请求头写 Authorization: Bearer 令牌；令牌由安全管理员发放"
    english = "No valid bearer token"


class Bearer(HttpBearer):
    """令牌: `Authorization: Bearer shz_…`, issued to a unit by its security administrator."""

    def __call__(self, request: HttpRequest) -> Any:
        """The actor, also as `request.auth`. Raises TooLarge, NoToken, TooMany."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise TooLarge
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, token.strip() if scheme.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """At most one statement, one more for every `_BLOCK` calls."""
        now = time.monotonic()
        kept = _good.get(token)
        if kept is None or kept[0] < now:
            actor = actor_for_token(token) if _SHAPE.fullmatch(token) else None
            if actor is None:
                _good.pop(token, None)
                _slow_down(request, token)
                raise NoToken
            if len(_good) > _MOST:
                _good.clear()
            kept = _good[token] = (now + _LIFE, actor, caller(actor))
        _limit(kept[1], kept[2])
        return kept[1]


def _slow_down(request: HttpRequest, token: str) -> None:
    if token:
        key = f"api-guess:{request.META.get('REMOTE_ADDR', '')}"
        buckets.take(key, capacity=_GUESSES, per=timedelta(minutes=1), at=clock.now())


def caller(actor: Actor) -> str:
    """A short name of the client that outlives a change of its token: the unit and the client's name within it."""
    grant = actor.grants[0]
    return f"{grant.unit_id}-{hashlib.blake2b(actor.name.encode(), digest_size=6).hexdigest()}"


def _limit(actor: Actor, name: str) -> None:
    """Policy `api.rate`. In blocks, so that a call does not cost a write; before and outside the verb's transaction."""
    left = _left.get(name, 0)
    if left <= 0:
        at = clock.now()
        rule = policy.value("api.rate", area=actor.grants[0].territory, at=at).value
        blocks, per = max(1, rule["calls"] // _BLOCK), timedelta(seconds=rule["seconds"])
        buckets.take(f"api:{name}", capacity=blocks, per=per, at=at)
        left = min(_BLOCK, rule["calls"])
    _left[name] = left - 1


def forget() -> None:
    """Drop what this process holds of tokens and buckets; for tests."""
    _left.clear()
    _good.clear()
