"""How far it has come: track, process, rail, ruler, clock, undo, photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from shanzhi.kernel.ui.component import Component, component
from shanzhi.kernel.ui.ruler import Drawing, draw
from shanzhi.kernel.ui.words import minutes_seconds
from shanzhi.kernel.worktime import RulerDay

_LEFT = (
    '<span class="left"><span{}>{}</span><svg class="bar bar-{}" aria-hidden="true">'
    '<rect class="bar-well"/><rect class="bar-fill" width="{}"/></svg></span>'
)
FIVE = ("收到", "联系", "派出", "办理", "请评价")


class Step(NamedTuple):
    """One cell of a process. `state`: done, here, burn or empty for to come."""

    name: str
    words: str = ""
    state: str = ""


class Photo(NamedTuple):
    """A picture with what it shows; `thumb` is what the page loads, `url` what it opens."""

    thumb: str
    url: str
    caption: str


class Entry(NamedTuple):
    """One line of a record. `state`: now, next, burn or empty for done; `pair` puts two photos side by side."""

    title: str
    text: str = ""
    words: str = ""
    state: str = ""
    photos: Sequence[Photo] = ()
    pair: bool = False


@component
@dataclass(frozen=True, kw_only=True)
class Track(Component):
    """Five cells for a resident. `at` is the cell that the matter is in, 1 to 5; 6 when all is done.

    `burn` says overdue in that cell; `words` replaces the word of the cell (超时, 满意).
    """

    name = "track"
    at: int
    burn: bool = False
    words: str = ""
    labels: Sequence[str] = FIVE

    @property
    def cells(self) -> list[Step]:
        """Each cell with its state."""
        last = min(self.at, len(self.labels))
        return [
            Step(self.words if n == last and self.words else label, state=self._state(n))
            for n, label in enumerate(self.labels, 1)
        ]

    def _state(self, n: int) -> str:
        if n < self.at:
            return "done"
        if n > self.at:
            return ""
        return "burn" if self.burn else "here"

    @property
    def spoken(self) -> str:
        """The track in words."""
        if self.at > len(self.labels):
            return f"共{len(self.labels)}步，都办完了"
        late = "，已经超时" if self.burn else ""
        return f"共{len(self.labels)}步，现在第{self.at}步：{self.labels[self.at - 1]}{late}"


@component
@dataclass(frozen=True, kw_only=True)
class Process(Component):
    """The desk's track: every step with who and when."""

    name = "process"
    steps: Sequence[Step]
    label: str = "办理过程"


@component
@dataclass(frozen=True, kw_only=True)
class Rail(Component):
    """The record, newest first. Open node: now; dotted: to come. `level` is the heading level of its titles."""

    name = "rail"
    entries: Sequence[Entry]
    label: str = "经过"


@component
@dataclass(frozen=True, kw_only=True)
class Ruler(Component):
    """The working-time ruler over `RulerDay`s of kernel.worktime.days_for_ruler. `near` on the last day; `label` in words."""

    name = "ruler"
    days: Sequence[RulerDay]
    label: str
    near: bool = False

    @property
    def drawing(self) -> Drawing:
        """Places in per cent of the width."""
        return draw(self.days)


@component
@dataclass(frozen=True, kw_only=True)
class TimeLeft(Component):
    """剩1时10分 with a thin bar of time used, `used` in per cent. Beyond 100 it is full."""

    name = "time-left"
    words: str
    used: float
    level: Literal["rest", "near", "burn"] = "rest"

    @property
    def width(self) -> str:
        """Width of the fill."""
        return f"{max(0.0, min(100.0, self.used)):.1f}%"

    def html(self) -> SafeString:
        """Drawn at once: an inbox shows a hundred."""
        strong = {"burn": ' class="burns"', "near": ' class="nears"'}.get(self.level, "")
        return format_html(_LEFT, mark_safe(strong), self.words, self.level, self.width)  # noqa: S308 - our own words


@component
@dataclass(frozen=True, kw_only=True)
class Undo(Component):
    """Take it back while the time runs. A plain form; countdown.js lets the words and the bar run."""

    name = "undo"
    url: str
    until: datetime
    now: datetime
    within: timedelta = timedelta(minutes=10)
    text: str = "过了这个时间才派出去"
    label: str = "撤回"

    @property
    def seconds(self) -> int:
        """Whole seconds left, at least 0."""
        return max(0, int((self.until - self.now).total_seconds()))

    @property
    def whole(self) -> int:
        """Seconds of the whole period."""
        return int(self.within.total_seconds())

    @property
    def words(self) -> str:
        """9分42秒."""
        return minutes_seconds(self.seconds)

    @property
    def width(self) -> str:
        """Share of time left."""
        return f"{min(100.0, 100 * self.seconds / self.whole):.1f}%"


@component
@dataclass(frozen=True, kw_only=True)
class Photos(Component):
    """Photos in a grid, or before and after side by side."""

    name = "photos"
    photos: Sequence[Photo]
    kind: Literal["grid", "pair"] = "grid"
