"""单位: the list, a new one, one with its posts, closing it. For the system administrator."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from shanzhi.engines.org import public as org
from shanzhi.engines.territory.public import name_paths
from shanzhi.kernel import clock, paging
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.admin import places
from shanzhi.portals.admin.door import at_admin, attempt, done, draw, scope, territories
from shanzhi.portals.admin.forms import CloseForm, PostForm, UnitForm, UnitsAsked

VERB, SIZE, HOME = "unit.edit", 50, "/desk/admin/units/"


@require_GET
@at_admin(VERB)
def units(request: Request) -> HttpResponse:
    """GET /desk/admin/units/?area=&q=&kind=&closed=: by territory, a page at a time."""
    form = UnitsAsked(request.GET, areas=places.choices(territories(request.actor, VERB)))
    asked = {name: value for name, value in (form.cleaned_data if form.is_valid() else {}).items() if value}
    found = org.Unit.objects.filter(scope(request.actor, VERB, "territory_code"), is_active=not asked.get("closed"))
    if area := asked.get("area"):
        found = found.filter(territory_code__within=area)
    if words := asked.get("q"):
        found = found.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(slug__icontains=words))
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    after = request.GET.get("after") or None
    page = paging.page(found.annotate(posts_now=Count("posts")), order=("territory_code", "id"), after=after, size=SIZE)
    names = name_paths([unit.territory_code for unit in page.rows])
    rows = [
        (unit, " ".join(names.get(unit.territory_code, unit.territory_code).split(" / ")[-2:])) for unit in page.rows
    ]
    first = f"{HOME}?{urlencode(asked)}" if asked else HOME
    context = {
        "form": form, "rows": rows, "filtered": bool(asked), "first_url": first if after else "",
        "next_url": f"{HOME}?{urlencode({**asked, 'after': page.next})}" if page.next else "",
    }  # fmt: skip
    return draw(request, "units", context)


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def new(request: Request) -> HttpResponse:
    """GET, POST /desk/admin/units/new/."""
    areas = places.choices(territories(request.actor, VERB))
    form = UnitForm(request.POST or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: org.open_unit(**form.cleaned_data, by=request.actor, at=clock.now()))
        if made:
            return done(request, f"{made.name}已经设立。接着给它设岗位", f"{HOME}{made.pk}/")
    return draw(request, "unit_new", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def unit(request: Request, pk: int) -> HttpResponse:
    """GET /desk/admin/units/<pk>/; POST act=post (title, role) or act=close (reason)."""
    found = _visible(request, pk)
    act = request.POST.get("act", "")
    forms: dict[str, Any] = {
        "post": PostForm(request.POST if act == "post" else None),
        "close": CloseForm(request.POST if act == "close" else None),
    }
    form = forms.get(act)
    if form is not None and form.is_valid():
        words = attempt(form, lambda: _act(request, found, act, form.cleaned_data))
        if words:
            return done(request, words, request.path)
    context = {"unit": found, "where": places.words(found.territory_code), "posts": _posts(found), "forms": forms}
    return draw(request, "unit", context, status=422 if form is not None else 200)


def _visible(request: Request, pk: int) -> org.Unit:
    found = org.Unit.objects.filter(scope(request.actor, VERB, "territory_code"), pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _act(request: Request, unit: org.Unit, act: str, given: dict[str, Any]) -> str:
    at = clock.now()
    if act == "post":
        made = org.open_post(unit, title=given["title"], role=given["role"], by=request.actor, at=at)
        return f"岗位“{made.title}”已经设立。谁来任职，由安全管理员登记"
    org.close_unit(unit, by=request.actor, at=at, reason=given["reason"])
    return f"{unit.name}已经停用，以前的记录都还在"


def _posts(unit: org.Unit) -> list[tuple[org.Post, str, int]]:
    """Posts with the role in words and how many hold each now; who they are is the security administrator's to know."""
    held = dict(
        org.seats_in_force(clock.now())
        .filter(post__unit=unit)
        .select_related(None)
        .values_list("post_id")
        .annotate(holders=Count("id"))
        .order_by()
    )
    roles = {code: role.title for code, role in org.ROLES.items()}
    return [(post, roles.get(post.role, post.role), held.get(post.pk, 0)) for post in unit.posts.order_by("id")]
