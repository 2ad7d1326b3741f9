"""Who is asking, and what a refusal looks like."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from shanzhi.kernel.actor import ANONYMOUS, Actor
from shanzhi.kernel.refused import Refused

Handler = Callable[[HttpRequest], HttpResponse]


def resolve(request: HttpRequest) -> Actor:
    """The actor of this request's session; one query, made when first asked."""
    if SESSION_KEY not in request.session:
        return ANONYMOUS
    actor: Actor = import_string(settings.SHANZHI_ACTOR)(request.session)
    return actor


def actor(get_response: Handler) -> Handler:
    """Give each request a lazy `actor`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: resolve(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class refusals:  # noqa: N801 - a middleware reads as a word in settings
    """Show a Refused that no page caught as a page of its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing on the way in or out."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal's sentence, with its status."""
        return refusal(request, exception) if isinstance(exception, Refused) else None


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page that says no, why, and what to do next."""
    context: dict[str, Any] = {"refused": refused}
    name = "errors/404.html" if refused.status == 404 else "errors/refused.html"
    return render(request, name, context, status=refused.status)
