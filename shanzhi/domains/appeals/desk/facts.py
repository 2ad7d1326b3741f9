"""What the page of a case shows, worked out of its rows: process, record, clocks, who and where. No database here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.desk import words as say
from shanzhi.domains.appeals.desk.queries import Dossier
from shanzhi.domains.appeals.kind import DECLINE_REASONS
from shanzhi.engines.casework.public import Case, CaseFile, Clock, kinds
from shanzhi.kernel import calendar
from shanzhi.kernel.models import Act
from shanzhi.kernel.ui import words
from shanzhi.kernel.ui.components import Entry, Fact, Photo, Step
from shanzhi.kernel.worktime import NaturalTime, RulerDay, days_for_ruler

#: The cells of the process bar, with the verbs that fill each and the steps at which it is the one to come next.
_CELLS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("反映", ("report",), ()),
    ("受理", ("accept", "decline", "resolve", "withdraw"), ("submitted",)),
    ("派单", ("dispatch",), ("accepted",)),
    ("签收", ("sign",), ("dispatched", "returning")),
    ("联系", ("contact",), ("signed",)),
    ("处置反馈", ("feed_back",), ("handling",)),
    ("核查", ("verify", "conclude"), ("verifying",)),
    ("评价", ("rate", "close"), ("rating",)),
)


#: Titles of acts that are no verbs of the process.
_TITLES = {"unmask": "看了反映人的全号", "missed": "联系过，没联系上"}


def process(book: Dossier, at: datetime) -> list[Step]:
    """Each cell with who and when; the present one with until when."""
    case = book.case
    here = next((n for n, (_, _, steps) in enumerate(_CELLS) if case.step in steps), len(_CELLS))
    late = case.burns_at is not None and case.burns_at < at
    cells = []
    for n, (name, verbs, _) in enumerate(_CELLS):
        act = book.last(*verbs)
        if n == here:
            until = f"{words.spoken(case.burns_at, at)}{'已过' if late else '前'}" if case.burns_at else "没有时限"
            cells.append(Step(name, until, "burn" if late else "here"))
        elif n < here and act is not None:
            cells.append(Step(name, f"{words.spoken(act.at, at)}，{act.actor_name}", "done"))
        else:
            cells.append(Step(name))
    return cells


def record(book: Dossier, at: datetime) -> list[Entry]:
    """The acts as a rail, newest first; the newest is the open node while the case is open."""
    entries = [_entry(act, book, at) for act in reversed(book.acts)]
    if entries and book.case.closed_at is None:
        entries[0] = entries[0]._replace(state="now")
    return entries


def _entry(act: Act, book: Dossier, at: datetime) -> Entry:
    verb = act.verb.removeprefix("case.")
    photos: tuple[Photo, ...] = ()
    if verb == "feed_back":
        moment = act.at
        photos = tuple(photo(book.case, f) for f in book.files if f.added_at == moment and f.stage != "report")
    return Entry(
        title_of(act), act.reason, f"{words.spoken(act.at, at)}，{act.actor_name}", photos=photos, pair=len(photos) > 1
    )


def title_of(act: Act) -> str:
    """One line for what was done: 派给金叶物业."""
    verb, payload = act.verb.removeprefix("case."), act.payload
    if verb == "contact" and not payload.get("reached", True):
        verb = "missed"
    if verb == "dispatch":
        return f"派给{payload.get('unit_name', '')}"
    if verb == "accept":
        name = categories.name(payload.get("category", ""))
        return f"受理，{name}" if name else "受理"
    if verb == "decline":
        return f"不予受理：{DECLINE_REASONS.get(payload.get('reason_code', ''), '')}"
    if verb in {"rate", "rework"}:
        said = say.SATISFACTION.get(payload.get("satisfaction", 0), "")
        return f"评价{said}{'，要求重办' if verb == 'rework' else ''}"
    if verb == "report":
        return f"反映，{say.CHANNELS.get(payload.get('channel', ''), '')}".rstrip("，")
    return _TITLES.get(verb) or kinds.of("appeal").process.terms.get(verb, verb)


@dataclass(frozen=True, slots=True)
class Timer:
    """A clock in words. `left` is 剩… or 超…; `state` is rest, near, burn, met or late."""

    code: str
    label: str
    words: str
    left: str = ""
    state: str = "rest"


def timers(book: Dossier, at: datetime) -> list[Timer]:
    """The last clock of each code, in the order of starting."""
    latest = {clock.code: clock for clock in book.clocks}
    return [_timer(clock, at) for clock in latest.values()]


def _timer(clock: Clock, at: datetime) -> Timer:
    label, due = say.CLOCKS.get(clock.code, clock.code), words.spoken(clock.due_at, at)
    if clock.stopped_at is not None:
        used = words.lasting(_minutes(clock, clock.started_at, clock.stopped_at), _day(clock))
        return Timer(
            clock.code,
            label,
            f"用了{used}" + ("" if clock.was_met else "，超时"),
            state="met" if clock.was_met else "late",
        )
    if clock.paused_at is not None:
        return Timer(clock.code, label, f"{words.spoken(clock.paused_at, at)}停钟，等裁定")
    left = _minutes(clock, at, clock.due_at)
    state = "burn" if clock.due_at < at else "near" if clock.due_at - at < timedelta(hours=4) else "rest"
    return Timer(
        clock.code, label, f"{due}前" if state != "burn" else f"{due}到期", words.left(left, _day(clock)), state
    )


def _minutes(clock: Clock, start: datetime, end: datetime) -> int:
    keeper = calendar.current() if clock.is_working else NaturalTime()
    return keeper.between(start, end)


def _day(clock: Clock) -> int:
    return words.WORKDAY if clock.is_working else 24 * 60


@dataclass(frozen=True, slots=True)
class RulerFacts:
    """The finishing clock as a ruler, with its words."""

    days: list[RulerDay]
    label: str
    near: bool
    left: str
    due: str
    late: bool


def ruler(book: Dossier, at: datetime) -> RulerFacts | None:
    """The ruler of the running finishing clock; None when none runs."""
    clock = next((c for c in reversed(book.clocks) if c.code == "finish" and c.stopped_at is None), None)
    if clock is None:
        return None
    days = days_for_ruler(clock.started_at, clock.due_at, at, calendar.current(), most=10)
    left = calendar.current().between(at, clock.due_at)
    due = words.spoken(clock.due_at, at)
    late = clock.due_at < at
    left_words = words.left(left) if left or not late else "超时"
    return RulerFacts(days, f"办结时限{due}，{left_words}", 0 <= left < words.WORKDAY, left_words, due, late)


def photo(case: Case, file: CaseFile) -> Photo:
    """A picture of the case as the rail and the grids show it."""
    url = f"/desk/cases/{case.number}/files/{file.file_id}/"
    return Photo(f"{url}?small=1", url, f"{file.get_stage_display()}，{words.clock(file.added_at)}")


def where(spot: str, place: str) -> str:
    """金叶小区3栋2单元，金叶社区第4网格; `spot` as far as the reader may know it."""
    last = place.rsplit(" / ", maxsplit=1)[-1] if place else ""
    return "，".join(part for part in (spot, last) if part) or "没有写"


def who(case: Case, *, known: bool, whole: str = "") -> list[Fact]:
    """Who reported, as far as the reader may know; `whole` is the number after it was asked for."""
    if not known:
        why = (
            "保密举报，承办单位看不到反映人"
            if case.is_sealed
            else "匿名"
            if case.is_anonymous
            else "反映人由受理和办理的人联系"
        )
        return [Fact("谁说的", why)]
    name = case.reporter_name or ("匿名" if case.is_anonymous else "没有留名")
    phone = whole or (words.mask_phone(case.reporter_phone) if case.reporter_phone else "没有留电话")
    # 张桂英（张倩代办）: of whom it is, and who rings the bell for them, whose number it is.
    name, _, agent = name.rstrip("）").partition("（")
    agent = agent.removesuffix("代办")
    told = [Fact("谁说的", words.mask_name(name) if case.reporter_name else name)]
    return [*told, *([Fact("代办", words.mask_name(agent))] if agent else []), Fact("电话", phone)]
