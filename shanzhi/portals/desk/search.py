"""查找: by words, number, telephone or address, among what the reader may see."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shanzhi.domains.appeals.desk.door import at_desk
from shanzhi.engines.casework.public import Case, queries
from shanzhi.kernel import clock, paging
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.desk import rows
from shanzhi.portals.desk.groups import HEAVY

SIZE = 30
MOST = 60


@require_GET
@at_desk("case.search")
def search(request: Request) -> HttpResponse:
    """GET /desk/search?q=: the newest first, a page at a time."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:MOST]
    context = {
        "q": words,
        "lines": [],
        "next_url": "",
        "first_url": "",
        "searched": bool(words),
        "keys": (("/", "找"),),
    }
    if words:
        found = (
            queries.matching(Case.objects.visible_to(request.actor), words, by=request.actor)
            .select_related("unit")
            .defer(*HEAVY)
        )
        page = paging.page(found, order=("-reported_at", "-id"), after=request.GET.get("after") or None, size=SIZE)
        context |= {
            "lines": rows.lines(page.rows, request.actor, clock.now(), marked=words),
            "next_url": f"/desk/search?{urlencode({'q': words, 'after': page.next})}" if page.next else "",
            "first_url": f"/desk/search?{urlencode({'q': words})}" if page.previous else "",
        }
    return render(request, "desk/search.html", context)
