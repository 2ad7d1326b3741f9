"""What pages share: the guard of staff pages, and safe ways back."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import NotFound


class Request(HttpRequest):
    """A request after our middleware."""

    actor: Actor


Page = Callable[..., HttpResponse]


def needs(verb: str, *, login: str = "/staff/login/") -> Callable[[Page], Page]:
    """Let in whoever holds `verb` anywhere; a visitor is sent to log in, anyone else does not find the page."""

    def guard(page: Page) -> Page:
        @wraps(page)
        def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
            if not request.actor.is_known:
                return HttpResponseRedirect(f"{login}?{urlencode({'next': request.get_full_path()})}")
            if verb and not request.actor.holds(verb):
                raise NotFound
            return page(request, *args, **kwargs)

        guarded.needs = verb  # type: ignore[attr-defined]
        return guarded

    return guard


def safe_next(request: HttpRequest, default: str) -> str:
    """The `next` of a form or address, if it stays on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ok = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ok else default
