"""Pure rules of casework: limits, due times, what burns, what may still be withdrawn. No ORM, no clock, no request."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shanzhi.engines.casework.models import Clock
from shanzhi.engines.casework.process import Effect
from shanzhi.kernel.worktime import NaturalTime, WorkCalendar

#: The clock of the resident's rating does not burn on anybody's desk.
_COLD = "rate"


_N = "0-9零〇一二三四五六七八九十百两"
#: Signs of full width that an address may be written with.
_HALF: dict[int, int | str] = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
_HALF |= {0xFF0D: "-", 0xFF03: "#", 0x2014: "-", 0x2013: "-"}
_BUILDING = re.compile(rf"[{_N}A-Za-z]+\s*(?:栋|幢|号楼|座|#)")
#: 2单元, 501室, 5楼, 12号, 3-2-501, 501: from here on a door can be told.
_DOOR = re.compile(
    rf"[{_N}]+\s*(?:单元|门洞|室|房|户|楼|层|号(?!线|楼|门(?!口|前)))|[0-9]+(?:\s*-\s*[0-9]+)+|[0-9]{{3,}}"
)


class Whereabouts(NamedTuple):
    """Where a matter is: words, the finest place's code, the point in WGS-84."""

    text: str
    code: str
    lon: float | None
    lat: float | None


def coarse(where: Whereabouts) -> Whereabouts:
    """The same down to estate and building, without unit, floor, room or door; the point to about a hundred metres.

    >>> coarse(Whereabouts("金叶小区3栋2单元501室", "421202001010E002B003H0007", 114.3256, 29.8524)).text
    '金叶小区3栋'
    """
    point = (None if value is None else round(value, 3) for value in (where.lon, where.lat))
    return Whereabouts(without_door(where.text), where.code[:20], *point)


def without_door(text: str) -> str:
    """An address up to its building; where it names none, up to what may be a door."""
    text = text.translate(_HALF)
    building, door = _BUILDING.search(text), _DOOR.search(text)
    if building is not None and (door is None or building.start() <= door.start()):
        return text[: building.end()]
    return text[: door.start()].rstrip(" ,，、-") if door is not None else text


def doors(text: str) -> list[str]:
    """The doors that a text names, as they are written there: 3栋2单元501室.

    >>> doors("3栋2单元501室半夜打麻将，3栋的灯也不亮")
    ['3栋2单元501室']
    """
    return [match.group() for match in _DOORS.finditer(text)]


_PART = rf"[{_N}A-Za-z]+\s*(?:栋|幢|号楼|座|#|单元)[\s,，、]*"
_ROOM = rf"[{_N}]+\s*(?:室|号房|房间?(?!东|产|子|屋))|[0-9]{{3,4}}(?![0-9年元块个天次人米])|[0-9]{{1,3}}-(?:[0-9]{{1,2}}-)?[0-9]{{3,4}}(?![0-9])"
_DOORS = re.compile(
    rf"(?<![0-9])(?:(?:{_PART})+(?:{_ROOM})|[{_N}]{{2,}}\s*(?:室|号房)|[0-9]{{1,3}}-(?:[0-9]{{1,2}}-)?[0-9]{{3,4}}(?![0-9]))"
)


def timekeeper(calendar: WorkCalendar, *, is_working: bool) -> WorkCalendar | NaturalTime:
    """The clockwork that counts a clock's minutes."""
    return calendar if is_working else NaturalTime()


def start(code: str, limit: Mapping[str, Any], *, at: datetime, calendar: WorkCalendar) -> Clock:
    """A clock that starts at `at`. `limit` is {minutes, working, policy_id}; the case is set by the caller."""
    working = bool(limit["working"])
    due = timekeeper(calendar, is_working=working).add(at, limit["minutes"])
    return Clock(
        code=code, limit_minutes=limit["minutes"], is_working=working, policy_id=limit.get("policy_id"),
        started_at=at, due_at=due,
    )  # fmt: skip


def resumed(clock: Clock, *, at: datetime, calendar: WorkCalendar) -> Clock:
    """The same clock running again: what was left when it was paused is left now."""
    keeper = timekeeper(calendar, is_working=clock.is_working)
    if clock.paused_at is not None:
        if clock.due_at > clock.paused_at:
            clock.due_at = keeper.add(at, keeper.between(clock.paused_at, clock.due_at))
        clock.paused_at = None
    return clock


def turn(clocks: Iterable[Clock], effect: Effect, *, at: datetime, calendar: WorkCalendar) -> list[Clock]:
    """Stop, pause and resume running clocks as a verb's effect says; returns those that changed."""
    changed: list[Clock] = []
    for clock in clocks:
        if clock.stopped_at is not None:
            continue
        if clock.code in effect.stop:
            resumed(clock, at=at, calendar=calendar)
            clock.stopped_at = at
        elif clock.code in effect.pause and clock.paused_at is None:
            clock.paused_at = at
        elif clock.code in effect.resume and clock.paused_at is not None:
            resumed(clock, at=at, calendar=calendar)
        else:
            continue
        changed.append(clock)
    return changed


def burns_at(clocks: Iterable[Clock]) -> datetime | None:
    """The earliest due time among clocks that run on somebody's desk."""
    running = [c.due_at for c in clocks if c.stopped_at is None and c.paused_at is None and c.code != _COLD]
    return min(running, default=None)


def finish_due_at(clocks: Iterable[Clock]) -> datetime | None:
    """When the case is to be finished, by its latest finishing clock."""
    due = [c.due_at for c in clocks if c.code == "finish"]
    return due[-1] if due else None


def withdrawable_until(reported_at: datetime, minutes: int) -> datetime:
    """The moment up to which a report may be taken back."""
    return reported_at + timedelta(minutes=minutes)


def replay(
    acts: Iterable[tuple[str, datetime, Mapping[str, Any]]],
    effects: Mapping[str, Effect],
    *,
    calendar: WorkCalendar,
) -> list[Clock]:
    """The clocks as the acts alone tell them: (verb without `case.`, at, payload), oldest first.

    An act that starts clocks carries their limits in its payload (`limits`: code → {minutes, working}); one that changes
    a limit carries `relimit`. The result must equal the stored clocks; a nightly check and a property test hold it.
    """
    clocks: list[Clock] = []
    for verb, at, payload in acts:
        effect = effects.get(verb, Effect())
        if payload.get("still"):
            continue
        for code, limit in payload.get("relimit", {}).items():
            for clock in clocks:
                if clock.code == code and clock.stopped_at is None:
                    relimit(clock, limit, calendar=calendar)
        turn(clocks, effect, at=at, calendar=calendar)
        clocks += [start(code, limit, at=at, calendar=calendar) for code, limit in payload.get("limits", {}).items()]
    return clocks


def relimit(clock: Clock, limit: Mapping[str, Any], *, calendar: WorkCalendar) -> Clock:
    """The same clock under another limit, counted from its start: the category was corrected."""
    clock.limit_minutes, clock.is_working = limit["minutes"], bool(limit["working"])
    clock.policy_id = limit.get("policy_id")
    clock.due_at = timekeeper(calendar, is_working=clock.is_working).add(clock.started_at, clock.limit_minutes)
    return clock


def contact_counts(
    verb: str, changed: Iterable[tuple[Clock, datetime]], fresh: Iterable[Clock]
) -> Iterator[tuple[datetime, dict[str, int]]]:
    """What a move adds to 响应率, each with the moment on whose day it counts.

    A contact made in time counts on the day it was made; one not made counts on the day it was due, so that it weighs on
    the rate although nobody pressed anything. `changed`
    are clocks with the due time that they had before. A contact that is called off before it is due no longer counts.
    """
    for clock in fresh:
        if clock.code == "contact":
            yield clock.due_at, {"contact_due": 1}
    for clock, before in changed:
        if clock.code != "contact":
            continue
        if clock.due_at != before:
            yield before, {"contact_due": -1}
            yield clock.due_at, {"contact_due": 1}
        if clock.stopped_at is not None and clock.stopped_at <= clock.due_at:
            yield clock.due_at, {"contact_due": -1}
            if verb == "contact":
                yield clock.stopped_at, {"contact_due": 1, "contact_met": 1}


def contact_denied(clocks: Iterable[Clock]) -> datetime | None:
    """The moment of the last contact that was counted as made in time, which the person now says was not made."""
    made = [clock for clock in clocks if clock.code == "contact" and clock.was_met]
    return made[-1].stopped_at if made else None


def finished_late(clocks: Iterable[Clock]) -> bool:
    """Whether any round of the work was finished after its due time."""
    return any(clock.code == "finish" and clock.was_met is False for clock in clocks)
