"""代办: who may act for which resident, registered at the community. For community workers."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from shanzhi.engines.org import public as org
from shanzhi.kernel import clock, paging
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.ui.words import mask_phone
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.admin.door import at_admin, attempt, done, draw, scope
from shanzhi.portals.admin.forms import EndForm, MandateForm

VERB, SIZE, HOME = "mandate.grant", 50, "/desk/admin/mandates/"


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def mandates(request: Request) -> HttpResponse:
    """GET /desk/admin/mandates/?over=1: of residents who live here, newest first; POST pk, reason ends one."""
    form = EndForm(request.POST or None)
    seen = org.Mandate.objects.filter(scope(request.actor, VERB, "principal__home_code"))
    if request.method == "POST" and form.is_valid():
        mandate = seen.filter(pk=form.cleaned_data["pk"]).first()
        if mandate is None:
            raise NotFound
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: org.end_mandate(mandate, by=request.actor, at=clock.now(), reason=reason)):
            return done(request, "委托已经终止，代办人不能再替他办", HOME)
    at, over = clock.now(), bool(request.GET.get("over"))
    running = org.running(at)
    found = seen.exclude(running) if over else seen.filter(running)
    after = request.GET.get("after") or None
    page = paging.page(found.select_related("principal", "agent"), order=("-since", "-id"), after=after, size=SIZE)
    keep = {"over": "1"} if over else {}
    context = {
        "rows": [(row, _named(row.principal), _named(row.agent)) for row in page.rows], "over": over, "form": form,
        "next_url": f"{HOME}?{urlencode({**keep, 'after': page.next})}" if page.next else "",
        "first_url": f"{HOME}?{urlencode(keep)}" if after else "",
    }  # fmt: skip
    return draw(request, "mandates", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def new(request: Request) -> HttpResponse:
    """GET, POST /desk/admin/mandates/new/: act=check shows who is meant, act=keep registers."""
    form = MandateForm(request.POST or None)
    shown: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        people = _people(request, form)
        if people and request.POST.get("act") == "keep":
            if attempt(form, lambda: _grant(request, people, form.cleaned_data)):
                return done(request, f"登记好了：{_named(people[1])}可以替{_named(people[0])}办", HOME)
        elif people:
            shown = [("委托人", _named(people[0])), ("代办人", _named(people[1]))]
    return draw(request, "mandate_new", {"form": form, "shown": shown}, status=422 if form.errors else 200)


def _people(request: Request, form: MandateForm) -> tuple[org.Account, org.Account] | None:
    """Principal and agent; an error at the field of whoever is not found or does not live here.

    Names are shown of residents of the actor's own places and of agents who logged in; else nothing is told.
    """
    principal = org.resident_by_phone(form.cleaned_data["principal"])
    agent = org.resident_by_phone(form.cleaned_data["agent"])
    if principal is None:
        form.add_error("principal", "没有这个手机号的居民账号。请本人先用这个手机号登录一次居民端，再来登记")
    elif not request.actor.may(VERB, code=principal.home_code):
        form.add_error("principal", "这位居民没有登记住在您的社区。请他在“我的”里把住的小区填上，或者请他住的社区登记")
    if agent is None:
        form.add_error("agent", "没有这个手机号的居民账号。请代办人先用这个手机号登录一次居民端，再来登记")
    return None if form.errors or principal is None or agent is None else (principal, agent)


def _grant(request: Request, people: tuple[org.Account, org.Account], given: dict[str, Any]) -> org.Mandate:
    facts = {name: given[name] for name in ("scope", "basis", "evidence", "until")}
    return org.grant_mandate(*people, by=request.actor, at=clock.now(), **facts)


def _named(account: org.Account) -> str:
    """张桂英 138****1949."""
    return f"{account.name or '还没填姓名'} {mask_phone(account.phone or '')}".strip()
