"""What the desk's frame shows on every page: menu with its count, the range, who sits there, whether offices are open."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shanzhi.engines.territory.public import name_path
from shanzhi.kernel import calendar, clock
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import full
from shanzhi.kernel.ui.components import MenuItem
from shanzhi.kernel.ui.words import clock as hour
from shanzhi.kernel.worktime import ZONE, CalendarUnknown
from shanzhi.portals.admin.door import sections
from shanzhi.portals.desk import places
from shanzhi.portals.desk.groups import waiting

_WEEK = "一二三四五六日"


def context(request: HttpRequest) -> Mapping[str, Any]:
    """For templates of the desk; nothing is asked of the database before a template draws it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {
        "menu": SimpleLazyObject(lambda: menu(request, actor)),
        "place": SimpleLazyObject(lambda: place(actor)),
        "post": SimpleLazyObject(lambda: post(actor)),
        "today": SimpleLazyObject(today),
        "find_url": SimpleLazyObject(lambda: "/desk/search" if actor.holds("case.search") else ""),
    }


def menu(request: HttpRequest, actor: Actor) -> list[MenuItem]:
    """Entries for what the actor may do; a page that has counted already leaves its numbers in `request.desk_waiting`."""
    counted = getattr(request, "desk_waiting", None)
    if counted is None:
        counted = waiting(actor, clock.now()) if actor.holds("case.read") else (0, 0)
    count, unread = counted
    path = request.path
    inbox = path == "/desk/" or path.startswith("/desk/cases/")
    items = [
        ("case.read", MenuItem("收件", "/desk/", "inbox", inbox, count)),
        (
            "case.read",
            MenuItem("消息", "/desk/notices/", "bell", path.startswith("/desk/notices"), unread, phone=False),
        ),
        ("case.read", MenuItem("地图", "/desk/map/", "map", path.startswith("/desk/map"))),
        ("case.resolve", MenuItem("随手拍", "/desk/patrol/", "camera", path.startswith("/desk/patrol"), snap=True)),
        ("case.search", MenuItem("查找", "/desk/search", "search", path.startswith("/desk/search"))),
        ("wall.read", MenuItem("数字", "/centre/", "chart", phone=False)),
    ]
    found = [item for verb, item in items if actor.holds(verb)]
    if sections(actor):
        found.append(MenuItem("管理", "/desk/admin/", "settings", path.startswith("/desk/admin/")))
    return found


def place(actor: Actor) -> list[str]:
    """咸安区, 温泉街道, 金叶社区."""
    territory = places.territory(actor)
    return name_path(full(territory)).split(" / ") if territory else []


def post(actor: Actor) -> str:
    """金叶社区居委会，社区工作者."""
    grant = next((grant for grant in actor.grants if grant.seat_id), None)
    return f"{grant.unit_name}，{grant.post}" if grant else ""


def today() -> dict[str, str]:
    """The day, the hour and whether offices are open: 11月24日周二 9:52, 上班时间."""
    now = clock.now().astimezone(ZONE)
    try:
        state = "上班时间" if calendar.current().is_working(now) else "休息"
    except CalendarUnknown:
        state = ""
    return {"words": f"{now.month}月{now.day}日周{_WEEK[now.weekday()]} {hour(now)}", "state": state}
