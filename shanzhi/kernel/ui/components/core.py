"""Buttons, tags, notes, and the words that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from shanzhi.kernel.ui.component import Component, component

#: How keys are printed where their name is long.
KEYS = {"escape": "Esc", "enter": "↵", " ": "空格"}


class Fact(NamedTuple):
    """One line of a list of facts; `url` with `act` adds a link at its end."""

    label: str
    value: object
    url: str = ""
    act: str = ""


@dataclass(frozen=True)
class Crumb:
    """A link with a word; `current` marks the one that is shown."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@component
@dataclass(frozen=True, kw_only=True)
class Button(Component):
    """What can be done. `act` once a page or pane; `burn` only for what cannot be taken back.

    `refused` is the reason why it cannot be done now: the button stays reachable and says so beside it.
    `key` is printed in it and pressed by keys.js; `busy` is shown after the first press.
    """

    name = "button"
    takes_attributes: ClassVar[bool] = True
    label: str
    kind: Literal["plain", "act", "quiet", "burn"] = "plain"
    icon: str = ""
    key: str = ""
    type: Literal["submit", "button"] = "submit"
    field: str = ""
    value: str = ""
    busy: str = ""
    refused: str = ""
    wide: bool = False
    tall: bool = False
    id: str = ""
    form: str = ""
    formaction: str = ""

    @property
    def printed(self) -> str:
        """The key as it is shown."""
        return KEYS.get(self.key.lower(), self.key.upper())


@component
@dataclass(frozen=True, kw_only=True)
class LinkButton(Component):
    """A link that looks like a button, for going somewhere; acts that change something are buttons in forms."""

    name = "link-button"
    takes_attributes: ClassVar[bool] = True
    label: str
    href: str
    kind: Literal["plain", "act", "quiet"] = "plain"
    icon: str = ""
    key: str = ""
    wide: bool = False
    tall: bool = False

    @property
    def printed(self) -> str:
        """The key as it is shown."""
        return KEYS.get(self.key.lower(), self.key.upper())


@component
@dataclass(frozen=True, kw_only=True)
class Kbd(Component):
    """A key of the keyboard."""

    name = "kbd"
    key: str


@component
@dataclass(frozen=True, kw_only=True)
class Tag(Component):
    """A state in words: one a row; `burn` once a page."""

    name = "tag"
    label: str
    kind: Literal["rest", "act", "near", "burn", "line"] = "rest"
    icon: str = ""

    def html(self) -> SafeString | None:
        """A plain tag is drawn at once: an inbox shows a hundred."""
        kind = "tag" if self.kind == "rest" else f"tag tag-{self.kind}"
        return None if self.icon else format_html('<span class="{}">{}</span>', kind, self.label)


@component
@dataclass(frozen=True, kw_only=True)
class Note(Component):
    """One line that matters now. `role="status"` or `"alert"` when it appears after an act."""

    name = "note"
    slots = ("body",)
    text: str = ""
    kind: Literal["info", "quiet", "near", "burn"] = "info"
    icon: str = ""
    role: Literal["", "status", "alert"] = ""

    @property
    def drawing(self) -> str:
        """The icon that goes with the kind unless another was chosen."""
        return self.icon or {"near": "alert", "burn": "fire"}.get(self.kind, "info")


@component
@dataclass(frozen=True, kw_only=True)
class Dials(Component):
    """Numbers to ring at once. `urgent` when the words of a report ask for it, calm as a standing hint."""

    name = "dials"
    text: str
    numbers: Sequence[tuple[str, str]]
    urgent: bool = False


@component
@dataclass(frozen=True, kw_only=True)
class Law(Component):
    """Statute text, with its source."""

    name = "law"
    text: str
    source: str


@component
@dataclass(frozen=True, kw_only=True)
class Deed(Component):
    """What has legal force: receipt, verdict, refusal. `word` is the operative word, in 宋."""

    name = "deed"
    slots = ("body", "foot")
    word: str = ""
    kicker: str = ""
    head: str = ""
    burn: bool = False


@component
@dataclass(frozen=True, kw_only=True)
class WhyList(Component):
    """Numbered reasons of a suggestion or refusal."""

    name = "why-list"
    reasons: Sequence[str]


@component
@dataclass(frozen=True, kw_only=True)
class Facts(Component):
    """Labels and values; `ruled` for a page to be checked before sending."""

    name = "facts"
    rows: Sequence[Fact]
    ruled: bool = False


@component
@dataclass(frozen=True, kw_only=True)
class Chips(Component):
    """Filters as links, or a segmented choice between views of the same list."""

    name = "chips"
    label: str
    items: Sequence[Crumb]
    kind: Literal["chips", "segments"] = "chips"


@component
@dataclass(frozen=True, kw_only=True)
class Pager(Component):
    """Keyset paging: earlier and later, never a page number."""

    name = "pager"
    next_url: str = ""
    first_url: str = ""
    words: str = ""


@component
@dataclass(frozen=True, kw_only=True)
class Line(Component):
    """A row that leads somewhere."""

    name = "line"
    label: str
    href: str
    text: str = ""
    icon: str = ""
    strong: bool = False


@component
@dataclass(frozen=True, kw_only=True)
class Big(Component):
    """One of the at most four things on the home page of the care mode."""

    name = "big"
    label: str
    href: str
    icon: str
    text: str = ""
    main: bool = False


@component
@dataclass(frozen=True, kw_only=True)
class Section(Component):
    """A ruled section: one hairline, one short heavy stroke, then the words."""

    name = "section"
    slots = ("body",)
    title: str
    id: str
    more: str = ""
    href: str = ""
    inside: bool = False


@component
@dataclass(frozen=True, kw_only=True)
class ModeSwitch(Component):
    """To the care mode and back: a form, remembered in a cookie."""

    name = "mode-switch"
    to: Literal["care", "plain"]
    kind: Literal["plain", "quiet"] = "plain"
    wide: bool = False
    next: str = ""
