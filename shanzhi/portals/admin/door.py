"""Who gets to which page of administration, and the frame of all of them."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from django.contrib import messages
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import NotFound, Refused
from shanzhi.kernel.roles import Reach
from shanzhi.kernel.ui.components import Crumb
from shanzhi.kernel.web.pages import Page, Request, needs

T = TypeVar("T")


class Section(NamedTuple):
    """One kind of page and the verb that opens it."""

    verb: str
    label: str
    url: str


SECTIONS = (
    Section("unit.edit", "单位", "/desk/admin/units/"),
    Section("policy.edit", "规定", "/desk/admin/policies/"),
    Section("policy.edit", "日历", "/desk/admin/calendar/"),
    Section("grid.draw", "网格", "/desk/admin/grids/"),
    Section("account.create", "账号", "/desk/admin/accounts/"),
    Section("account.lock", "锁定", "/desk/admin/lockouts/"),
    Section("api_client.issue", "令牌", "/desk/admin/clients/"),
    Section("act.read", "留痕", "/desk/admin/record/"),
    Section("act.read", "谁看过", "/desk/admin/looks/"),
    Section("act.verify", "验证", "/desk/admin/chain/"),
    Section("mandate.grant", "代办", "/desk/admin/mandates/"),
    Section("estate.keep", "小区", "/desk/admin/estates/"),
)


def territories(actor: Actor, verb: str) -> list[str]:
    """Prefixes of the places where the actor's seats hold `verb`; residents, who have none, get nothing."""
    return [grant.territory for grant in actor.holding(verb, Reach.TERRITORY) if grant.seat_id and grant.territory]


def sections(actor: Actor) -> list[Section]:
    """What the actor administers, in the order of the menu."""
    return [section for section in SECTIONS if territories(actor, section.verb)]


def at_admin(verb: str) -> Callable[[Page], Page]:
    """Like `needs`, for somebody whose seat holds the verb over a territory; others do not find the page."""

    def guard(page: Page) -> Page:
        @needs(verb)
        @wraps(page)
        def seated(request: Request, *args: object, **kwargs: object) -> HttpResponse:
            if not territories(request.actor, verb):
                raise NotFound
            return page(request, *args, **kwargs)

        return seated

    return guard


def scope(actor: Actor, verb: str, column: str) -> Q:
    """The rows whose place lies where the actor holds `verb`."""
    found = Q(pk__in=[])
    for territory in territories(actor, verb):
        found |= Q(**{f"{column}__within": territory})
    return found


def draw(request: Request, name: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of administration; `name` without folder and ending. The bar has no search for cases."""
    whole = {"sections": SimpleLazyObject(lambda: _crumbs(request)), "find_url": "", **context}
    answer = render(request, f"admin_portal/{name}.html", whole, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _crumbs(request: Request) -> list[Crumb]:
    return [Crumb(each.label, each.url, current=request.path.startswith(each.url)) for each in sections(request.actor)]


def attempt(form: BaseForm, verb: Callable[[], T]) -> T | None:
    """What the verb gives, or None when it refuses; its sentence is then the form's."""
    try:
        return verb()
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None


def done(request: Request, words: str, url: str) -> HttpResponse:
    """Say what was done and go on, so that a reload does nothing twice."""
    messages.success(request, words)
    return HttpResponseRedirect(url)


def or_admin(page: Page) -> Page:
    """The desk's first page, or the administration's for colleagues who administer and handle no case."""

    @wraps(page)
    def either(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        actor = request.actor
        if actor.is_known and not actor.holds("case.read") and sections(actor):
            return HttpResponseRedirect("/desk/admin/")
        return page(request, *args, **kwargs)

    return either


def front(request: Request) -> HttpResponse:
    """GET /desk/admin/: the first page that the actor may see."""

    @needs("")
    def first(request: Request) -> HttpResponse:
        found = sections(request.actor)
        if not found:
            raise NotFound
        return HttpResponseRedirect(found[0].url)

    return first(request)
