"""The desk: dense rows, a bar for what is chosen, the menu's entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from shanzhi.kernel.ui.component import Component, component
from shanzhi.kernel.ui.components.core import Tag
from shanzhi.kernel.ui.components.progress import TimeLeft


@dataclass(frozen=True)
class MenuItem:
    """An entry of the rail: two characters, an icon, a count of what waits. `snap` is the middle one on a phone."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int = 0
    burn: bool = False
    snap: bool = False
    phone: bool = True


@component
@dataclass(frozen=True, kw_only=True)
class Rows(Component):
    """The table of an inbox; its body is `{% ui "row" %}` and `{% ui "row-group" %}`. `pick` draws the ticks' column."""

    name = "rows"
    slots = ("body",)
    caption: str
    pick: bool = True
    clock: str = "还剩（上班时间）"


@component
@dataclass(frozen=True, kw_only=True)
class RowGroup(Component):
    """A heading between rows."""

    name = "row-group"
    label: str
    text: str = ""
    burn: bool = False


@component
@dataclass(frozen=True, kw_only=True)
class Row(Component):
    """One case: clock, title and place, category, source, in whose hands, state. On a phone the same row is a small sheet.

    `value` with `pick` is what its tick sends; `read` draws the title light; `on` is the row shown in the pane.
    """

    name = "row"
    takes_attributes = True
    href: str
    title: str
    place: str = ""
    left: str = ""
    used: float = 0
    level: Literal["rest", "near", "burn"] = "rest"
    kind: str = ""
    source: str = ""
    holder: str = ""
    state: str = ""
    state_kind: Literal["rest", "act", "near", "burn", "line"] = "rest"
    read: bool = True
    on: bool = False
    pick: bool = True
    value: str = ""
    picked: bool = False
    id: str = ""

    def html(self) -> SafeString:
        """Drawn at once, not through a template: 50 rows in 2 ms instead of 20."""
        late = self.level == "burn"
        kind = " ".join(w for w, on in (("read", self.read), ("late", late), ("on", self.on)) if on)
        return format_html(
            '<tr class="{}"{}{}{}>{}<td class="clock">{}</td><td class="what"><a href="{}"><b>{}</b><span>{}</span></a></td>'
            '<td class="kind">{}</td><td class="from">{}</td><td class="holder">{}</td><td class="state">{}</td></tr>',
            kind,
            format_html(' id="{}"', self.id) if self.id else "",
            mark_safe(' aria-current="true"') if self.on else "",
            self.attrs,
            self._tick() if self.pick else "",
            TimeLeft(words=self.left, used=self.used, level=self.level).html() if self.left else "",
            self.href,
            self.title,
            self.place,
            self.kind,
            self.source,
            self.holder,
            (Tag(label=self.state, kind=self.state_kind).html() or "") if self.state else "",
        )

    def _tick(self) -> SafeString:
        return format_html(
            '<td class="pick"><input class="tick" type="checkbox" name="pick" value="{}" aria-label="选：{}"{}></td>',
            self.value,
            self.title,
            mark_safe(" checked") if self.picked else "",
        )


@component
@dataclass(frozen=True, kw_only=True)
class BulkBar(Component):
    """What can be done with the chosen rows; shown only while something is chosen. keys.js keeps `[data-count]` right."""

    name = "bulk-bar"
    slots = ("body",)
    words: str = "选了{n}件"


@component
@dataclass(frozen=True, kw_only=True)
class Keys(Component):
    """Hints of keys at the foot of a page: pairs of key and word."""

    name = "keys"
    pairs: Sequence[tuple[str, str]]
