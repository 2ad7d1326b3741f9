"""首页, 消息, 我的, 选社区, 怎么算的: what frames the residents' pages of the domains."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from shanzhi.domains.appeals.resident import places, queries
from shanzhi.domains.appeals.resident.shell import COOKIE, community_of, helper, home_of, is_care, page, short_name
from shanzhi.engines.casework.public import queries as reads
from shanzhi.engines.exchange.public import Message, Notice, read_all
from shanzhi.engines.org.public import Account, set_home
from shanzhi.engines.territory.public import name_path
from shanzhi.kernel import clock, paging, policy
from shanzhi.kernel.codes import prefix
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.ui.words import mask_phone
from shanzhi.kernel.web.pages import Request, needs

_YEAR = 365 * 24 * 3600
_SLIPS, _TOLD, _OUTBOX = 3, 4, 50


@never_cache
@require_GET
def home(request: Request) -> HttpResponse:
    """The front, what waits for the person, what neighbours had done, last month's figures."""
    community, now = community_of(request), clock.now()
    slips: list[queries.Slip] = []
    if request.actor.is_known:
        names = queries.names_of(request.actor)
        rows = queries.waiting_first(queries.mine(request.actor)).values(*queries.SLIP)[:_SLIPS]
        slips = [queries.slip(row, now=now, names=names) for row in rows]
    told = [] if is_care(request) else queries.board(area=_area(community), category="", after=None)[0][:_TOLD]
    path = name_path(community).split(" / ")
    hours = policy.value("casework.contact", area=community, at=now).value["minutes"] // 60
    context: dict[str, Any] = {
        "slips": slips, "told": told, "tab": "home", "above": "".join(path[:-1]), "hours": hours,
        "unread": _unread(request), "figures": None if is_care(request) else last_month(community), "is_home": bool(home_of(request)),
        "waiting": [s for s in slips if s.is_waiting], "mine_words": _mine_words(slips), "help_tel": f"tel:{helper(community).number}",
    }  # fmt: skip
    return page(request, "home", context)


def _mine_words(slips: list[queries.Slip]) -> str:
    """楼道灯不亮：正在办."""
    going = next((s for s in slips if not s.is_waiting), None)
    return f"{going.title}：{'超时了' if going.is_late else going.state}" if going else "看办到哪了"


def _area(community: str) -> str:
    return prefix(community) if community == settings.SHANZHI_ROOT else community


def _unread(request: Request) -> int:
    if not request.actor.is_known:
        return 0
    return Notice.objects.filter(account_id=request.actor.account_id, read_at__isnull=True).count()


def last_month(community: str) -> dict[str, Any]:
    """Sums of the month before this one in the community (the whole county where none is chosen)."""
    first = clock.today().date().replace(day=1)
    start = (first - timedelta(days=1)).replace(day=1)
    rows = reads.board(_area(community), since=start, until=first)
    sums = {name: sum(row[name] or 0 for row in rows) for name in reads.TALLIED}
    return {"month": start.month, "since": start, "until": first, "on_time": sums["closed"] - sums["late"], **sums}


@require_GET
def figures(request: Request) -> HttpResponse:
    """怎么算的: every figure of the front page with its rule."""
    community = community_of(request)
    found = last_month(community)
    rates = {
        "contact": _rate(found["contact_met"], found["contact_due"]),
        "solved": _rate(found["solved"], found["rated"]),
        "satisfied": _rate(found["satisfied"], found["rated"]),
    }
    return page(request, "figures", {"figures": found, "rates": rates, "back_url": "/"})


@require_GET
def personal(request: Request) -> HttpResponse:
    """您的信息怎么用: what article 17 of the 个人信息保护法 asks to be told before anything is collected."""
    return page(request, "personal", {"root_name": short_name(settings.SHANZHI_ROOT) or "本地", "back_url": "/"})


def _rate(part: int, whole: int) -> str:
    """96.8%, or why there is none."""
    return f"{part}件÷{whole}件＝{100 * part / whole:.1f}%" if whole else "上个月没有，不算"


@never_cache
@require_http_methods(["GET", "POST"])
@needs("", login="/login/")
def notices(request: Request) -> HttpResponse:
    """消息: newest first, each one tap from its matter; POST says that all were read."""
    account = request.actor.account_id
    if request.method == "POST" and account is not None:
        read_all(account_id=account, at=clock.now())
        return HttpResponseRedirect("/notices/")
    rows = Notice.objects.filter(account_id=account)
    found = paging.page(rows, order=("-at", "-id"), after=request.GET.get("after"), size=30)
    context = {
        "notices": found.rows,
        "page": found,
        "unread": any(n.read_at is None for n in found.rows),
        "back_url": "/",
    }
    return page(request, "notices", context)


@never_cache
@require_GET
def me(request: Request) -> HttpResponse:
    """我的: who is logged in, where they live, for whom they act, how pages look."""
    owners = request.actor.owners
    accounts = (
        {a.pk: a for a in Account.objects.filter(pk__in=owners).only("name", "phone", "home_code")} if owners else {}
    )
    own = accounts.get(request.actor.account_id or 0)
    context = {
        "account": own, "phone": mask_phone(own.phone) if own and own.phone else "", "tab": "me",
        "principals": [accounts[pk].name or "家人" for pk in request.actor.acting_for if pk in accounts],
        "community": short_name(community_of(request)), "is_home": bool(home_of(request)), "unread": _unread(request),
        "back_url": "/" if is_care(request) else "", "has_outbox": has_outbox(),
    }  # fmt: skip
    return page(request, "me", context)


@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: Request) -> HttpResponse:
    """选社区: remembered on this phone, and with the account when logged in."""
    if request.method == "POST":
        spot = places.picked(request.POST.get("pick", "")[:12])
        if spot is None:
            raise NotFound
        return _remember(request, spot.code)
    street = request.GET.get("street", "")[:9]
    context = {
        "communities": places.communities(street) if street else [], "streets": [] if street else places.streets("/place/"),
        "street_name": name_path(street.ljust(12, "0")).rpartition(" / ")[2] if street.isdigit() else "",
        "back_url": "/place/" if street else "/",
    }  # fmt: skip
    return page(request, "place", context)


def _remember(request: Request, code: str) -> HttpResponse:
    account = request.actor.account_id
    if account is not None and any(g.role.code == "resident" for g in request.actor.grants):
        own = Account.objects.get(pk=account)
        set_home(own, home_code=code, by=request.actor, at=clock.now())
    response = HttpResponseRedirect("/")
    response.set_cookie(COOKIE, code, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def has_outbox() -> bool:
    """The outbox page is for trying the product out, never for production."""
    return settings.MODE in {"demo", "test"}


@never_cache
@require_GET
def outbox(request: Request) -> HttpResponse:
    """发件箱: the last short messages, so that a developer can read a code. Not there in production."""
    if not has_outbox():
        raise NotFound
    show = settings.MODE == "demo"
    rows = Message.objects.order_by("-queued_at", "-id")[:_OUTBOX]
    messages = [(m.phone if show else mask_phone(m.phone), m.text, m.get_state_display(), m.queued_at) for m in rows]
    return page(request, "outbox", {"rows": messages, "back_url": "/"})
