"""Charts of the server: SVG with a table beside, no script, printable."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shanzhi.kernel.ui.component import Component, component
from shanzhi.kernel.ui.words import grouped


class Bar(NamedTuple):
    """A labelled value; `words` replaces the figure, `url` makes the label a link."""

    label: str
    value: float
    words: str = ""
    url: str = ""
    level: str = ""


@dataclass(frozen=True)
class StripCell:
    """One count of a burn strip. `level`: burn, near, act, soft or rest."""

    label: str
    count: int
    url: str
    level: str = "rest"
    current: bool = False


class Column(NamedTuple):
    """A column in per cent of the width and height."""

    x: str
    y: str
    width: str
    height: str
    kind: str
    label: str
    value: float
    middle: str


def percent(value: float) -> str:
    """A share of the drawing, two places."""
    return f"{value:.2f}%"


@component
@dataclass(frozen=True, kw_only=True)
class BurnStrip(Component):
    """Counts that are filters, over a bar of the same numbers."""

    name = "burn-strip"
    cells: Sequence[StripCell]
    label: str = "按时限看"

    @property
    def segments(self) -> list[tuple[str, str, str]]:
        """(class, x, width) of the bar's parts; a part that is not empty is at least one per cent wide."""
        total = sum(c.count for c in self.cells) or 1
        found, x = [], 0.0
        for cell in self.cells:
            width = 100 * cell.count / total
            if width:
                found.append((cell.level, percent(x), percent(max(width - 0.3, 0.3))))
            x += width
        return found


@component
@dataclass(frozen=True, kw_only=True)
class Bars(Component):
    """A table whose last column is the bar; longest first is the caller's order."""

    name = "bars"
    caption: str
    rows: Sequence[Bar]
    label: str = "名称"
    unit: str = "件"
    bare: bool = False

    @property
    def lines(self) -> list[tuple[Bar, str, str]]:
        """(row, words, width)."""
        most = max((r.value for r in self.rows), default=0) or 1
        return [(r, r.words or grouped(r.value), percent(100 * r.value / most)) for r in self.rows]


@component
@dataclass(frozen=True, kw_only=True)
class Columns(Component):
    """Columns over time, `was` as a dotted line of the period compared with; the table is beside, for readers and print.

    `now` is the index of the column still growing; `every` prints each n-th label.
    """

    name = "columns"
    caption: str
    labels: Sequence[str]
    values: Sequence[float]
    was: Sequence[float] = ()
    was_label: str = ""
    now: int = -1
    every: int = 1
    unit: str = "件"

    @property
    def most(self) -> float:
        """The top of the scale."""
        return max([*self.values, *self.was], default=0) or 1

    @property
    def cells(self) -> list[Column]:
        """Each column; the drawing keeps 18% above and below for words."""
        step = 100 / (len(self.values) or 1)
        found = []
        for n, (label, value) in enumerate(zip(self.labels, self.values, strict=True)):
            height = 64 * value / self.most
            kind = "soft" if n == self.now else "bar"
            shown = label if n % self.every == 0 else ""
            middle = percent(n * step + step / 2)
            x, y = percent(n * step + step * 0.1), percent(82 - height)
            found.append(Column(x, y, percent(step * 0.8), percent(height), kind, shown, value, middle))
        return found

    @property
    def peak(self) -> Column | None:
        """The highest column, whose value is printed."""
        return max(self.cells, key=lambda c: c.value, default=None) if any(self.values) else None

    @property
    def was_points(self) -> str:
        """The compared period as points in a 100 × 100 field."""
        step = 100 / (len(self.was) or 1)
        return " ".join(f"{n * step + step / 2:.2f},{82 - 64 * v / self.most:.2f}" for n, v in enumerate(self.was))

    @property
    def rows(self) -> list[tuple[str, float, float | None]]:
        """The table: label, value, the period before."""
        before: list[float | None] = [*self.was] if self.was else [None] * len(self.values)
        return list(zip(self.labels, self.values, before, strict=True))


@component
@dataclass(frozen=True, kw_only=True)
class Spark(Component):
    """A few small columns beside a word; the last one is now. `label` says the same."""

    name = "spark"
    values: Sequence[float]
    label: str

    @property
    def cells(self) -> list[tuple[str, str, str, str]]:
        """(x, y, width, height)."""
        most, step = max(self.values, default=0) or 1, 100 / (len(self.values) or 1)
        heights = [max(100 * v / most, 4) for v in self.values]
        return [(percent(n * step), percent(100 - h), percent(step * 0.78), percent(h)) for n, h in enumerate(heights)]


@component
@dataclass(frozen=True, kw_only=True)
class Gap(Component):
    """A rate as a figure and a bar of what is missing to 100: the eye goes to the weak place.

    `scale` is how many missing points fill the bar. `value` None draws a dash: no case, no rate.
    """

    name = "gap"
    value: float | None
    low: bool = False
    scale: float = 15

    @property
    def words(self) -> str:
        """96.8."""
        return "–" if self.value is None else f"{self.value:.1f}"

    @property
    def width(self) -> str:
        """The missing part."""
        missing = 0 if self.value is None else 100 - self.value
        return percent(min(100.0, 100 * missing / self.scale))


@component
@dataclass(frozen=True, kw_only=True)
class Measure(Component):
    """Bars with one statutory line: 面积 and 人数 against 三分之二. `line` in per cent; the verdict is made of integers elsewhere."""

    name = "measure"
    rows: Sequence[Bar]
    line: float = 0
    line_words: str = ""
    level: Literal["act", "rest"] = "act"

    @property
    def lines(self) -> list[tuple[Bar, str, str]]:
        """(row, words, width)."""
        return [(r, r.words or f"{r.value:.1f}%", percent(min(100.0, r.value))) for r in self.rows]

    @property
    def mark(self) -> str:
        """Where the line stands."""
        return percent(self.line)
