"""What all residents' pages share: which community, whom to ring, plain or care."""

import logging
import re
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import select_template

from shanzhi.engines.territory.public import name_path
from shanzhi.kernel import clock, policy
from shanzhi.kernel.refused import Refused
from shanzhi.kernel.web.pages import Request
from shanzhi.kernel.worktime import CalendarUnknown

_COMMUNITY = re.compile(r"\d{12}")
COOKIE = "place"
_HOTLINE = "12345"
_log = logging.getLogger(__name__)


class Helper(NamedTuple):
    """Somebody to ring."""

    name: str
    number: str


def is_care(request: Request) -> bool:
    """关怀版, by the cookie."""
    return request.COOKIES.get("mode") == "care"


def home_of(request: Request) -> str:
    """The community (12 digits) where the account says that it lives; empty when it does not say."""
    found = (grant.territory for grant in request.actor.grants if grant.role.code == "resident")
    home = next(found, "")[:12]
    return home if _COMMUNITY.fullmatch(home) and home != settings.SHANZHI_ROOT else ""


def community_of(request: Request) -> str:
    """The community whose page this is: the account's home, else what this phone chose, else the installation's own."""
    chosen = request.COOKIES.get(COOKIE, "")
    if not _COMMUNITY.fullmatch(chosen):
        chosen = ""
    return home_of(request) or chosen or settings.SHANZHI_COMMUNITY or settings.SHANZHI_ROOT


def short_name(code: str) -> str:
    """金叶社区; the code's own last name."""
    return name_path(code).rpartition(" / ")[2]


def helper(area: str) -> Helper:
    """Whom to ring there, by policy `resident.phone`."""
    try:
        found = policy.value("resident.phone", area=area, at=clock.now()).value
    except policy.PolicyMissing:
        # No page of a resident fails for want of a number: this one answers everywhere.
        return Helper("12345热线", "12345")
    return Helper(found["name"], found["number"])


def plainly(request: Request, refused: Refused) -> str:
    """What a resident is told of a refusal. A missing calendar is the operator's: they find their sentence in the log."""
    if not isinstance(refused, CalendarUnknown):
        return refused.message
    _log.error("%s", refused.message)
    person = helper(community_of(request))
    local = "" if person.number == _HOTLINE else f"，或者打给{person.name}{person.number}"
    return f"现在网上收不了，请打{_HOTLINE}{local}。您写的都还在，过些天可以再发"


def page(request: Request, name: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Render `appeals/resident/<name>.html`, in care mode its own markup from `care/`."""
    community = community_of(request)
    person = helper(community)
    full = {
        "place_name": short_name(community) or "善治",
        "help_name": person.name,
        "help_phone": person.number,
        "is_care": is_care(request),
        **(context or {}),
    }
    names = [f"appeals/resident/care/{name}.html"] if is_care(request) else []
    template = select_template([*names, f"appeals/resident/{name}.html"])
    response = render(request, template.template.name, full, status=status)
    response["Cache-Control"] = "private, no-cache"
    return response
