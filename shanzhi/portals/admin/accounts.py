"""账号: finding, making, locking colleagues' accounts, their seats, first passwords. For the security administrator."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from shanzhi.engines.org import public as org
from shanzhi.kernel import clock, paging
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import covers, prefix
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.admin import places
from shanzhi.portals.admin.door import at_admin, attempt, done, draw, scope, territories
from shanzhi.portals.admin.forms import EndForm, LockForm, SeatForm, StaffForm

VERB, SIZE, HOME = "account.create", 50, "/desk/admin/accounts/"
#: No letters or figures that are taken for each other when a password is read out.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@require_GET
@at_admin(VERB)
def accounts(request: Request) -> HttpResponse:
    """GET /desk/admin/accounts/?q=&locked=1: colleagues by user name, with their seats. Three statements at most."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    locked = bool(request.GET.get("locked"))
    found = _within(request.actor).filter(is_active=not locked).defer("phone", "phone_index", "password")
    if q:
        found = found.filter(Q(name__icontains=q) | Q(username__icontains=q.lower()))
    after = request.GET.get("after") or None
    page = paging.page(found, order=("username",), after=after, size=SIZE, never_null=("username",))
    seats: dict[int, list[org.Seat]] = {}
    for seat in org.seats_in_force(clock.now()).filter(account__in=[row.pk for row in page.rows]).order_by("since"):
        seats.setdefault(seat.account_id, []).append(seat)
    asked = {name: value for name, value in (("q", q), ("locked", "1" if locked else "")) if value}
    context = {
        "rows": [(row, seats.get(row.pk, [])) for row in page.rows], "q": q, "locked": locked,
        "next_url": f"{HOME}?{urlencode({**asked, 'after': page.next})}" if page.next else "",
        "first_url": f"{HOME}?{urlencode(asked)}" if after else "",
    }  # fmt: skip
    return draw(request, "accounts", context)


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def new(request: Request) -> HttpResponse:
    """GET, POST /desk/admin/accounts/new/. The first password is in the answer to the POST and nowhere else."""
    held = territories(request.actor, VERB)
    areas = places.choices(held)
    form = StaffForm(request.POST or None, areas=areas, initial={"territory_code": areas[0][0] if areas else ""})
    if request.method == "POST" and form.is_valid():
        given, password = dict(form.cleaned_data), first_password()
        territory = given.pop("territory_code")
        made = attempt(
            form,
            lambda: org.create_staff(**given, territory=territory, password=password, by=request.actor, at=clock.now()),
        )
        if made:
            return draw(request, "secret", _secret(made, password, "账号已经建好"))
    return draw(request, "account_new", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def account(request: Request, pk: int) -> HttpResponse:
    """GET /desk/admin/accounts/<pk>/; POST act = lock | unlock | password | factor | end."""
    found = visible(request, pk)
    act = request.POST.get("act", "")
    form: Any = _FORMS.get(act, Form)(request.POST or None)
    if act == "password" and form.is_valid():
        password = first_password()
        if attempt(form, lambda: _reset(request, found, password)):
            return draw(request, "secret", _secret(found, password, "密码已经重设，他原来的登录都失效了"))
    elif act and form.is_valid():
        words = attempt(form, lambda: _act(request, found, act, form.cleaned_data))
        if words:
            return done(request, words, request.path)
    at = clock.now()
    seats = list(org.Seat.objects.filter(account=found).select_related("post__unit").order_by("-since", "-pk")[:50])
    context = {
        "account": found, "form": form, "bad": act,
        "seats": [(seat, places.words(seat.territory_code), _state(seat, at)) for seat in seats],
        "is_self": found.pk == request.actor.account_id, "lock_form": form if act in {"lock", "unlock"} else LockForm(),
    }  # fmt: skip
    return draw(request, "account", context, status=422 if act else 200)


#: What each act of the page asks for; the others ask for nothing.
_FORMS: dict[str, type[Form]] = {"lock": LockForm, "unlock": LockForm, "end": EndForm}


def _act(request: Request, found: org.Account, act: str, given: dict[str, Any]) -> str:
    by, at = request.actor, clock.now()
    if act == "lock":
        org.lock_account(found, by=by, at=at, reason=given["reason"])
        return f"{found}的账号已经停用，他现在的登录马上失效"
    if act == "unlock":
        org.unlock_account(found, by=by, at=at, reason=given["reason"])
        return f"{found}的账号已经恢复"
    if act == "factor":
        org.reset_second_factor(found, by=by, at=at)
        return f"{found}的动态码已经清掉，下次登录重新绑定"
    seat = org.Seat.objects.filter(account=found, pk=given.get("pk", 0)).first()
    if act != "end" or seat is None:
        raise NotFound
    org.end_seat(seat, by=by, at=at, reason=given["reason"])
    return f"{found}不再任这个岗位，以前办的事还记在他名下"


def _reset(request: Request, found: org.Account, password: str) -> bool:
    org.reset_password(found, password=password, by=request.actor, at=clock.now())
    return True


@require_http_methods(["GET", "POST"])
@at_admin("seat.grant")
def seat(request: Request, pk: int) -> HttpResponse:
    """GET /desk/admin/accounts/<pk>/seat/?q= finds posts, ?post= shows the form; POST grants."""
    found = visible(request, pk)
    chosen = request.POST.get("post") or request.GET.get("post") or ""
    post = _post(request, chosen)
    q = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    form = None
    if post is not None:
        areas = places.choices([prefix(post.unit.territory_code)], grids=True)
        start = {"post": post.pk, "territory_code": post.unit.territory_code}
        form = SeatForm(request.POST or None, areas=areas, initial=start)
        if request.method == "POST" and form.is_valid():
            made = attempt(form, lambda: _grant(request, found, post, form.cleaned_data))
            if made:
                words = f"{found}任{post.unit.short_name}{post.title}，现在就管用"
                return done(request, words, f"{HOME}{found.pk}/")
    context = {
        "account": found, "q": q, "post": post, "form": form, "role": org.ROLES.get(post.role) if post else None,
        "posts": _posts(request.actor, q) if q and post is None else [], "most": MOST_POSTS,
    }  # fmt: skip
    return draw(request, "seat", context, status=422 if form is not None and form.is_bound else 200)


MOST_POSTS = 40


def _posts(actor: Actor, q: str) -> list[tuple[org.Post, str]]:
    """Posts of units in use whose unit or title has the words, with the role's name."""
    found = org.Post.objects.filter(scope(actor, "seat.grant", "unit__territory_code"), unit__is_active=True)
    words = Q(unit__name__icontains=q) | Q(unit__short_name__icontains=q) | Q(title__icontains=q)
    rows = found.filter(words).select_related("unit").order_by("unit__territory_code", "pk")[:MOST_POSTS]
    return [(row, org.ROLES[row.role].title if row.role in org.ROLES else row.role) for row in rows]


def _post(request: Request, chosen: str) -> org.Post | None:
    if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:
        return None
    seen = org.Post.objects.filter(scope(request.actor, "seat.grant", "unit__territory_code"), unit__is_active=True)
    return seen.filter(pk=int(chosen)).select_related("unit").first()


def _grant(request: Request, found: org.Account, post: org.Post, given: dict[str, Any]) -> org.Seat:
    return org.grant_seat(
        found, post=post, territory_code=given["territory_code"], until=given["until"], by=request.actor, at=clock.now()
    )


def visible(request: Request, pk: int) -> org.Account:
    """A colleague's account that falls under the actor."""
    found = org.Account.objects.filter(is_staff=True, pk=pk).defer("phone", "phone_index").first()
    if found is None or not request.actor.may(VERB, code=org.place_of(found)):
        raise NotFound
    return found


def _within(actor: Actor) -> Any:
    """Staff accounts with a seat in the actor's places; where the whole cell is administered, all of them."""
    staff = org.Account.objects.filter(is_staff=True)
    if any(covers(place, settings.SHANZHI_ROOT) for place in territories(actor, VERB)):
        return staff
    return staff.filter(pk__in=org.Seat.objects.filter(scope(actor, VERB, "territory_code")).values("account"))


def _state(seat: org.Seat, at: Any) -> str:
    if seat.until is not None and seat.until <= at:
        return "over"
    return "soon" if seat.since > at else "now"


def first_password() -> str:
    """Three groups of four, 59 bits, easy to read out; it must be changed at the first login."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _secret(account: org.Account, password: str, head: str) -> dict[str, Any]:
    return {
        "head": head, "label": "第一次登录的密码", "secret": password, "back": f"{HOME}{account.pk}/",
        "facts": [("姓名", account.name), ("用户名", account.username)], "back_label": "去给他任职",
        "hint": "只显示这一次，现在就当面告诉本人，不要发在群里。他第一次登录必须换成自己的密码。",
    }  # fmt: skip
