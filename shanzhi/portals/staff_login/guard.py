"""What a staff session carries, and the middleware that holds it to that.

Three entries in the session, set at login: how long it may lie idle, when it was last used, and what must be done
before anything else. Nothing is asked of the database here.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from shanzhi.kernel import clock

SEEN, MUST = "staff_seen", "staff_must"
PASSWORD, SECOND_FACTOR = "password", "second_factor"
_PAGES = {PASSWORD: "/staff/password/", SECOND_FACTOR: "/staff/2fa/enrol/"}
#: A session is written again only after this part of the idle time, so that reading pages does not write.
_TOUCHES = 15
#: Nobody stays logged in for more than a working day, idle or not.
_LONGEST = 12 * 3600

Handler = Callable[[HttpRequest], HttpResponse]


def begin(session: SessionBase, *, must: list[str], at: datetime) -> None:
    """Make a fresh session one of staff; `must` names duties to be done first, in order."""
    session[SEEN] = int(at.timestamp())
    session[MUST] = must
    session.set_expiry(max(_LONGEST, settings.SHANZHI_STAFF_IDLE))


def done(session: SessionBase, duty: str) -> None:
    """One duty is done."""
    session[MUST] = [other for other in session.get(MUST, ()) if other != duty]


def require(session: SessionBase, duty: str) -> None:
    """A duty comes up in the midst of a session."""
    session[MUST] = [*session.get(MUST, ()), duty]


def middleware(get_response: Handler) -> Handler:
    """Leave idle desks; keep whoever has duties on the pages for them."""

    def guarded(request: HttpRequest) -> HttpResponse:
        session = request.session
        if SEEN not in session:
            return get_response(request)
        if _is_idle(session):
            session.flush()
            return _go(request, "/staff/login/", idle="1", next=_way_back(request))
        must = session.get(MUST)
        if must and not request.path.startswith("/staff/"):
            return _go(request, _PAGES[must[0]])
        return get_response(request)

    return guarded


def _is_idle(session: SessionBase) -> bool:
    now, idle = int(clock.now().timestamp()), settings.SHANZHI_STAFF_IDLE
    away = now - session[SEEN]
    if idle // _TOUCHES < away <= idle:
        session[SEEN] = now
    return bool(away > idle)


def _way_back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" and "HX-Request" not in request.headers else ""


def _go(request: HttpRequest, page: str, **query: str) -> HttpResponse:
    """To another page, also when only a part of the present one was asked for."""
    given = {name: value for name, value in query.items() if value}
    url = f"{page}?{urlencode(given)}" if given else page
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
