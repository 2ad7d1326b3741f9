"""A case as one row of a list: words and levels, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from shanzhi.domains.appeals.desk.words import CHANNELS, category_short, step_label
from shanzhi.engines.casework.public import Case, queries
from shanzhi.engines.territory.public import name_paths
from shanzhi.kernel import calendar
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.ui import words
from shanzhi.kernel.ui.components.desk import Row
from shanzhi.kernel.worktime import CalendarUnknown
from shanzhi.portals.desk.groups import group_of

#: Natural time before a clock's end from which it is said to be near.
NEAR = timedelta(hours=4)
#: Step → permission of whoever has to act now; the state's tag is then 青.
_TURN = {
    "submitted": "case.accept", "accepted": "case.dispatch", "dispatched": "case.sign", "returning": "case.decide_return",
    "signed": "case.contact", "handling": "case.feed_back", "verifying": "case.verify",
}  # fmt: skip


#: How a row brings its pane.
_PANE = {"hx_trigger": "focusin, click target:td", "hx_target": "#pane", "hx_sync": "#pane:replace"}
Level = Literal["rest", "near", "burn"]
Kind = Literal["rest", "act", "near", "burn", "line"]


@dataclass(frozen=True, slots=True)
class Line:
    """What the component `row` draws. `on`: it is the one shown in the pane."""

    case: Case
    group: str
    title: str
    place: str
    left: str
    used: float
    level: Level
    kind: str
    source: str
    holder: str
    state: str
    state_kind: Kind
    unread: bool
    signable: bool
    on: bool = False

    @property
    def href(self) -> str:
        """The page of the case."""
        return f"/desk/cases/{self.case.number}/"

    @property
    def pane(self) -> str:
        """The case's short form beside the list."""
        return f"{self.href}pane/"

    @property
    def read(self) -> bool:
        """Drawn light: nothing waits for the reader."""
        return not self.unread

    @property
    def html(self) -> SafeString:
        """The row with its pane, drawn at once: fifty passages through a template cost more than the rows themselves."""
        return Row(
            href=self.href, title=self.title, place=self.place, left=self.left, used=self.used, level=self.level,
            kind=self.kind, source=self.source, holder=self.holder, state=self.state, state_kind=self.state_kind,
            read=self.read, value=str(self.case.pk), on=self.on, attributes={"hx_get": self.pane, **_PANE},
        ).html()  # fmt: skip


def lines(cases: Iterable[Case], actor: Actor, at: datetime, *, marked: str = "") -> list[Line]:
    """Rows for these cases; `marked` is a text to be highlighted."""
    found = list(cases)
    names = name_paths({case.community_code for case in found if not queries.place_for(actor, case).text})
    return [_line(case, actor, at, names.get(case.community_code, "").rpartition(" / ")[2], marked) for case in found]


def _line(case: Case, actor: Actor, at: datetime, community: str, marked: str) -> Line:
    left, used, level = remaining(case, at)
    turn = _TURN.get(case.step, "")
    my_turn = bool(turn) and actor.may(turn, **case.parties)
    place = queries.place_for(actor, case).text or community
    return Line(
        case, group_of(case, at), _marked(case.title, marked), _marked(place, marked), left, used, level,
        category_short(case.category_code), CHANNELS.get(case.channel, case.channel),
        case.unit.short_name if case.unit else "", step_label(case.kind, case.step), "act" if my_turn else "rest",
        my_turn and case.step in {"submitted", "dispatched"}, my_turn and case.step == "dispatched",
    )  # fmt: skip


def remaining(case: Case, at: datetime) -> tuple[str, float, Level]:
    """(剩1时10分, share of time used in per cent, rest|near|burn) in working time; nothing for a case without a clock."""
    due = case.burns_at
    if due is None or case.closed_at is not None:
        return "", 0.0, "rest"
    level: Level = "burn" if due < at else "near" if due - at < NEAR else "rest"
    try:
        keeper = calendar.current()
        left, whole = keeper.between(at, due), keeper.between(case.reported_at, due)
    except CalendarUnknown:
        return f"{words.spoken(due, at)}前", 0.0, level
    if left == 0:
        return ("刚超时" if due < at else "不到1分"), 100.0, level
    return words.left(left), 100.0 * (whole - left) / whole if whole > 0 else 100.0, level


def _marked(text: str, words_: str) -> str | SafeString:
    """The text with every place where a searched word stands marked."""
    out: str | SafeString = text
    for word in words_.split():
        if word in text:
            before, _, after = text.partition(word)
            out = format_html("{}<mark>{}</mark>{}", before, word, _marked(after, word))
            break
    return out
