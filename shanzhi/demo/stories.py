"""The story: a few cases of named people, in every state that a page should have something true to show for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shanzhi.demo import pictures
from shanzhi.demo.people import COMMUNITY
from shanzhi.demo.units import Cast
from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.org.public import actor_for_session
from shanzhi.engines.territory import public as territory
from shanzhi.kernel import files
from shanzhi.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Story:
    """Who says what where, how long ago (minutes), and how far it has come."""

    who: str
    body: str
    place: str
    ago: int
    nature: str = "help"
    category: str = ""
    unit: str = ""
    reach: str = "submitted"
    photo: str = ""
    after: str = ""


STORIES = [
    Story("陈芳", "3栋2单元从一楼到四楼的灯都不亮，晚上老人上楼看不见，昨天张婆婆在二楼摔了一跤。",
          "金叶小区3栋", 11, photo="stairs-dark"),
    Story("陈芳", "北门垃圾桶旁边堆了旧家具，好几天没人拉", "金叶小区", 3 * 1440, "help", "0310", f"committee-{COMMUNITY}", "rating",
          "furniture", "cleared"),
    Story("张桂英", "社保卡认证手机上弄不好，能不能上门帮我认证", "金叶小区3栋", 2 * 1440, "help", "1601",
          f"committee-{COMMUNITY}", "handling"),
    Story("张桂英", "楼上装修，中午也打墙，心口不舒服", "金叶小区3栋", 1440, "complaint", "0504", "property-jinye", "signed"),
    Story("陈芳", "滑梯扶手松了，孩子玩的时候晃", "锦绣家园", 9 * 60, "help", "0104", "property-jinye", "dispatched"),
    Story("陈芳", "建议在北门空地建一个电动车车棚", "金叶小区", 5 * 60, "suggest", "1101", f"committee-{COMMUNITY}", "dispatched"),
    Story("张桂英", "电动车推进楼道充电，怕着火", "金叶小区5栋", 6 * 1440, "complaint", "1103", f"committee-{COMMUNITY}", "signed"),
    Story("陈芳", "夜市油烟往楼上灌，关窗也没用", "书香门第7栋", 9 * 1440, "complaint", "0307", "urban", "signed"),
]  # fmt: skip


def play(cast: Cast, *, at: datetime) -> int:
    """Act the stories out by the verbs themselves; how many there are."""
    for story in STORIES:
        _play(story, cast, at)
    return len(STORIES)


def _play(story: Story, cast: Cast, now: datetime) -> None:
    resident = cast.residents[story.who]
    own = actor_for_session(resident.pk, at=now)
    spot = _spot(story.place)
    at = now - timedelta(minutes=story.ago)
    case = actions.report(
        actions.NewCase(
            kind="appeal", nature=story.nature, body=story.body, place_text=story.place, reporter_id=resident.pk,
            name=resident.name, phone=resident.phone or "", channel="wechat", files=_photos(story.photo, own, at), **spot,
        ),
        by=own, at=at,
    )  # fmt: skip
    if story.reach != "submitted":
        _onward(case, story, cast, at, now)


def _photos(name: str, by: Actor, at: datetime) -> list[int]:
    return [files.store(pictures.photo(name), by=by, at=at, purpose="case").pk] if name else []


def _spot(place: str) -> dict[str, Any]:
    """Where the story happens: the estate's point, and the grid that it lies in."""
    code = territory.locate_text(f"金叶社区{place}", within=COMMUNITY)[0].code
    estate = next(e for e in territory.estates_of(COMMUNITY) if code.startswith(e.code))
    found = territory.locate(estate.lon or 0, estate.lat or 0)
    grid = found.grid if found is not None else ""
    return {"place_code": code, "territory_code": grid or COMMUNITY, "lon": estate.lon, "lat": estate.lat}


def _onward(case: Case, story: Story, cast: Cast, at: datetime, now: datetime) -> None:
    liumin, unit = cast.staff["liumin"], cast.units[story.unit]
    worker = cast.handlers[unit.pk]
    pace = (now - at) / 8
    category = story.category
    steps: list[tuple[str, Callable[[Case, Actor, datetime], Case]]] = [
        ("dispatched", lambda c, _w, t: actions.accept(c, by=liumin, at=t, category=category, unit=unit)),
        ("signed", lambda c, w, t: actions.sign(c, by=w, at=t)),
        ("handling", lambda c, w, t: actions.contact(c, by=w, at=t, note="打电话问清了情况，约好时间")),
        (
            "verifying",
            lambda c, w, t: actions.feed_back(
                c, by=w, at=t, result="昨天下午派车拉走了，地面也冲洗了，请您看看", after=_photos(story.after, w, t)
            ),
        ),
        ("rating", lambda c, _w, t: actions.verify(c, by=liumin, at=t)),
    ]
    for number, (step, act) in enumerate(steps, 1):
        case = act(case, worker, at + pace * number)
        if step == story.reach:
            return
