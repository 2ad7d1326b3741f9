"""The desk: dense rows, a bar for what is chosen, the menu's entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shanzhi.kernel.ui.component import Component, component


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
