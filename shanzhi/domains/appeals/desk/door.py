"""Who gets to a desk: people with a seat. Residents hold `case.read` too, for their own things, and have their own pages."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase

from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.web.pages import Page, Request, needs


def at_desk(verb: str) -> Callable[[Callable[..., HttpResponseBase]], Page]:
    """Like `needs`, for somebody in a seat; others do not find the page."""

    def guard(page: Callable[..., HttpResponseBase]) -> Page:
        @wraps(page)
        def seated(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
            if not any(grant.seat_id for grant in request.actor.grants):
                raise NotFound
            return page(request, *args, **kwargs)

        return needs(verb)(seated)  # type: ignore[arg-type]

    return guard
