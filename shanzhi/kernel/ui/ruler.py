"""Geometry of the working-time ruler: pure numbers from the cells of kernel.worktime, in per cent of its width."""

from collections.abc import Sequence
from typing import NamedTuple

from shanzhi.kernel.worktime import RulerDay

#: A rest day is drawn this wide, as a share of the longest working day: it is there, but no time passes in it.
REST_SHARE = 0.3
#: Between cells, in per cent.
GAP = 0.5
_WEEK = "一二三四五六日"


class Part(NamedTuple):
    """A stretch of one cell; `kind` is the class of its rectangle: work, used, over, rest, pause."""

    kind: str
    x: str
    width: str


class Word(NamedTuple):
    """A text at a place."""

    x: str
    text: str
    anchor: str
    even: bool = False


class Drawing(NamedTuple):
    """Everything that the template draws."""

    parts: list[Part]
    noons: list[str]
    words: list[Word]
    now: Word | None
    flag: str


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def _stretches(day: RulerDay) -> list[tuple[str, int, int]]:
    """(kind, from, to) in minutes of the day, later ones drawn over earlier ones."""
    end = day.total if day.due is None else day.due
    beyond = day.over if day.over is not None else None
    found = [("past", 0, day.total), ("work", day.begin, max(end, day.begin))]
    used_to = day.used if beyond is None else min(day.used, beyond)
    found.append(("used", day.begin, used_to))
    if beyond is not None:
        found.append(("over", beyond, day.used))
    found += [("pause", a, b) for a, b in day.paused]
    return [(kind, a, b) for kind, a, b in found if b > a]


def _label(day: RulerDay) -> str:
    if not day.total:
        return ""
    return f"周{_WEEK[day.day.weekday()]}{day.day.day}"


def draw(days: Sequence[RulerDay]) -> Drawing:
    """Lay the cells out from left to right; a working day is as wide as its minutes."""
    longest = max((d.total for d in days), default=0) or 1
    weights = [float(d.total) or longest * REST_SHARE for d in days]
    unit = (100 - GAP * (len(days) - 1)) / (sum(weights) or 1)
    drawing = Drawing([], [], [], None, "")
    left, shown = 0.0, 0
    for day, weight in zip(days, weights, strict=True):
        drawing, shown = _cell(drawing, day, left, unit, weight, shown)
        left += weight * unit + GAP
    return drawing


def _cell(drawing: Drawing, day: RulerDay, left: float, unit: float, weight: float, shown: int) -> tuple[Drawing, int]:
    """Add one day that begins at `left` per cent."""

    def at(minute: int) -> float:
        return left + minute * unit

    if not day.total:
        drawing.parts.append(Part("rest", _percent(left), _percent(weight * unit)))
        return drawing, shown
    drawing.parts.extend(Part(kind, _percent(at(a)), _percent((b - a) * unit)) for kind, a, b in _stretches(day))
    if day.noon is not None:
        drawing.noons.append(_percent(at(day.noon)))
    middle = left + weight * unit / 2
    drawing.words.append(Word(_percent(middle), _label(day), "middle", even=shown % 2 == 1))
    if day.now is not None:
        x = at(day.now)
        drawing = drawing._replace(now=Word(_percent(x), "现在", "start" if x < 6 else "end" if x > 94 else "middle"))
    if day.due is not None:
        drawing = drawing._replace(flag=_percent(at(day.due)))
    return drawing, shown + 1
