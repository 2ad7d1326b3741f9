"""Addresses of the API. What is not one of them is a problem too, not a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from shanzhi.kernel.refused import NotFound
from shanzhi.portals.api.api import api
from shanzhi.portals.api.problems import MethodWrong, problem


def _problems(view: Any) -> Callable[..., HttpResponse]:
    """The library's own plain refusal of a method, as a problem."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        told = problem(MethodWrong())
        told["Allow"] = response.headers.get("Allow", "")
        return told

    return wrapped


@csrf_exempt
def nowhere(_request: HttpRequest) -> HttpResponse:
    """No such address."""
    return problem(NotFound("接口里没有这个地址", "No such endpoint"))


def _patterns() -> list[URLPattern | URLResolver]:
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback = _problems(pattern.callback)
    return [path("", (patterns, app, namespace)), re_path(r"", nowhere)]


urlpatterns = _patterns()
