"""锁定: user names that wrong passwords have locked for a while. For the security administrator."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from shanzhi.engines.org import public as org
from shanzhi.kernel import clock
from shanzhi.kernel.models import Act
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.admin import accounts
from shanzhi.portals.admin.door import at_admin, attempt, done, draw, scope
from shanzhi.portals.admin.forms import EndForm

VERB, HOME = "account.lock", "/desk/admin/lockouts/"
SHOWN = 100


def rule() -> tuple[int, int]:
    """(wrong entries, seconds) after which a user name is locked, as the login settings say."""
    rates = ratelimit.parse_rates(settings.ACCOUNT_RATE_LIMITS["login_failed"])
    rate = next(each for each in rates if each.per == "key")
    return int(rate.amount), int(rate.duration)


@require_http_methods(["GET", "POST"])
@at_admin(VERB)
def lockouts(request: Request) -> HttpResponse:
    """GET /desk/admin/lockouts/: who is locked out, and wrong entries of the last day; POST pk lifts one."""
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = accounts.visible(request, form.cleaned_data["pk"])
        if attempt(form, lambda: _lift(request, account)):
            return done(request, f"{account}可以马上再登录", HOME)
    most, seconds = rule()
    context = {"rows": _rows(request, most, seconds), "form": form, "most": most, "minutes": seconds // 60}
    return draw(request, "lockouts", context, status=422 if form.is_bound else 200)


def _lift(request: Request, account: org.Account) -> bool:
    org.lift_lockout(account, by=request.actor, at=clock.now())
    key = get_adapter(request)._get_login_attempts_cache_key(request, username=account.username)  # noqa: SLF001 - its name for it
    ratelimit.clear(request, app="allauth.account", action="login_failed", key=key)
    return True


def _rows(request: Request, most: int, seconds: int) -> list[dict[str, Any]]:
    """Wrong entries of the last day by account, the latest first; two statements.

    Locked: as many since the lock was last lifted, within the period, as the rule allows.
    """
    at = clock.now()
    day = Act.objects.filter(scope(request.actor, VERB, "territory_code"), at__gte=at - timedelta(days=1), at__lte=at)
    failed = day.filter(verb="account.sign_in_failed").values("object_id").order_by()
    found = list(failed.annotate(times=Count("id"), latest=Max("at")).order_by("-latest")[:SHOWN])
    pks = [row["object_id"] for row in found]
    recent: dict[int, list[Any]] = {}
    window = day.filter(object_type="org.account", object_id__in=pks, at__gt=at - timedelta(seconds=seconds))
    events = window.filter(verb__in=("account.sign_in_failed", "account.lift_lockout")).order_by("at", "id")
    for pk, verb, when in events.values_list("object_id", "verb", "at"):
        if verb == "account.lift_lockout":
            recent[pk] = []
        else:
            recent.setdefault(pk, []).append(when)
    people = org.Account.objects.filter(is_staff=True).only("pk", "name", "username").in_bulk(pks)
    return [
        {
            **row,
            "account": people[row["object_id"]],
            "locked_until": _until(recent.get(row["object_id"], []), most, seconds),
        }
        for row in found
        if row["object_id"] in people
    ]


def _until(wrong: list[Any], most: int, seconds: int) -> Any:
    """When the lock ends by itself: the period after the entry that leaves fewer than `most`; None while not locked."""
    return wrong[-most] + timedelta(seconds=seconds) if len(wrong) >= most else None
