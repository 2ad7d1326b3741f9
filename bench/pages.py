"""Pages and lists of four desks, each against the statements that it runs, run alone."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponseBase
from django.test import RequestFactory

from bench import api, cast, place
from bench.measure import Figure, against, alone, count, percentile, recording
from shanzhi.engines.casework.public import Case, queries
from shanzhi.engines.org.public import Account, actor_for_session

LIST, WALL = 30.0, 50.0
#: Pages may take so many times what their own SQL takes.
RATIO = 2.0


def figures(rounds: int) -> Iterator[Figure]:
    """Every page of every desk, then the reads below them."""
    handler = WSGIHandler()
    for scope in cast.SCOPES:
        account = Account.objects.get(username=f"bench-{scope.name}")
        headers = {"HTTP_COOKIE": sign_in(account)}
        actor = actor_for_session(account.pk, at=place.NOW)
        for name, path, limit in _paths(scope, actor):
            yield _page(handler, headers, f"{scope.name}: {name}", path, limit, rounds)
        yield from _reads(scope.name, actor, rounds)
    for name, path in api.paths():
        yield _page(handler, api.client(), name, path, LIST, rounds)


def sign_in(account: Account) -> str:
    """A session cookie of the account."""
    from importlib import import_module

    from django.conf import settings

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def call(handler: WSGIHandler, path: str, headers: dict[str, str]) -> HttpResponseBase:
    """One request through the whole stack of the product, without a network."""
    answer = handler.get_response(RequestFactory().get(path, **headers))
    answer.close()
    return answer


def _paths(scope: cast.Scope, actor: Any) -> Iterator[tuple[str, str, float]]:
    day = place.NOW.date()
    yield "inbox", "/desk/", LIST
    yield "inbox, all that is seen", "/desk/?scope=all", LIST
    yield "overdue list", "/desk/?scope=all&group=overdue", LIST
    yield "due today, one category", "/desk/?scope=all&group=due_today&category=01", LIST
    yield "open, category leaf, nature", "/desk/?scope=all&category=0101&nature=help", LIST
    yield "open, channel, since", f"/desk/?scope=all&channel=phone&since={day - timedelta(days=20)}", LIST
    yield "closed", "/desk/?scope=all&state=closed", LIST
    yield "closed, top category", "/desk/?scope=all&state=closed&category=05", LIST
    yield (
        "closed, leaf, month a year ago",
        (
            f"/desk/?scope=all&state=closed&category=0501&since={day - timedelta(days=400)}&until={day - timedelta(days=370)}"
        ),
        LIST,
    )
    yield "closed, nature and channel", "/desk/?scope=all&state=closed&nature=suggest&channel=web", LIST
    if scope.name in {"county", "street"}:
        yield "closed, one community", "/desk/?scope=all&state=closed&area=421299001019", LIST
        yield "closed, one unit", "/desk/?scope=all&state=closed&unit=1003", LIST
        yield "wall", "/centre/", WALL
        yield "wall, live part", "/centre/live/", WALL
    yield "search, common word", f"/desk/search?q={quote('漏水')}", LIST
    yield "search, two words", f"/desk/search?q={quote('路灯 异味')}", LIST
    yield "search, nothing found", f"/desk/search?q={quote('飞碟')}", LIST
    yield "search, telephone", f"/desk/search?q={cast.phone(7)}", LIST
    yield "search, short number", "/desk/search?q=1120-003", LIST
    number = Case.objects.visible_to(actor).order_by("-id").values_list("number", flat=True)[0]
    yield "case page", f"/desk/cases/{number}/", LIST


def _page(handler: WSGIHandler, headers: dict[str, str], name: str, path: str, limit: float, rounds: int) -> Figure:
    def work() -> HttpResponseBase:
        return call(handler, path, headers)

    start = time.perf_counter()
    answer = work()
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    work()
    if time.perf_counter() - start > 2:  # a slow page is known to be slow after three rounds
        rounds = 3
    with recording() as statements:
        work()
    taken, ratio, cpu = against(work, alone(statements), rounds)
    p95 = percentile(taken, 0.95)
    return Figure(
        "pages", name, percentile(taken, 0.5), p95, count(work), ratio, "its own SQL",
        budget=f"p95 ≤ {limit:.0f} ms, ≤ {RATIO:.0f}×", met=p95 <= limit and ratio <= RATIO, cpu=cpu,
    )  # fmt: skip


def _reads(scope: str, actor: Any, rounds: int) -> Iterator[Figure]:
    """Reads that pages share, without a page."""
    seen = Case.objects.visible_to(actor)
    reads: list[tuple[str, Callable[[], object]]] = [
        ("counts of the inbox", lambda: queries.inbox_counts(seen, at=place.NOW)),
        ("open by community", lambda: queries.open_by_community(seen, at=place.NOW)),
        ("newest fifty", lambda: list(seen.order_by("-reported_at", "-id").values(*queries.LIST)[:50])),
        ("overdue fifty", lambda: list(seen.overdue(place.NOW).order_by("burns_at", "id").values(*queries.LIST)[:50])),
    ]
    for name, work in reads:
        work()
        with recording() as statements:
            work()
        taken, ratio, cpu = against(work, alone(statements), rounds)
        yield Figure(
            "reads", f"{scope}: {name}", percentile(taken, 0.5), percentile(taken, 0.95), len(statements), ratio, "its own SQL",
            budget="p95 ≤ 30 ms", met=percentile(taken, 0.95) <= LIST, cpu=cpu,
        )  # fmt: skip
