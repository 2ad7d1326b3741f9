"""Nothing here, failed, not yours, done, loading: each drawn on 井, each saying what to do next."""

from dataclasses import dataclass
from typing import Literal

from shanzhi.kernel.ui.component import Component, component


@component
@dataclass(frozen=True, kw_only=True)
class Blank(Component):
    """A state in place of content; its body holds the buttons. `number` is what to quote to a person who helps."""

    name = "blank"
    slots = ("body",)
    kind: Literal["nothing", "done", "failed", "forbidden"]
    title: str
    text: str = ""
    number: str = ""
    heading: Literal["h1", "h2", "h3"] = "h2"


@component
@dataclass(frozen=True, kw_only=True)
class Loading(Component):
    """The shape of what comes."""

    name = "loading"
    rows: int = 5
    text: str = "正在取"

    @property
    def lines(self) -> range:
        """One entry a row."""
        return range(self.rows)


@component
@dataclass(frozen=True, kw_only=True)
class Question(Component):
    """A question that must be answered first: a popover, opened by `popovertarget`, without JavaScript."""

    name = "question"
    slots = ("body", "acts")
    id: str
    title: str
    opener: str = ""
    kind: Literal["plain", "quiet", "burn"] = "plain"
