"""Process 流程: which verb is in order at which step, and what it does to the clocks. Data, read from the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml

from shanzhi.kernel.refused import Refused

_FOLDER = Path(__file__).resolve().parents[2] / "catalogue" / "processes"


class OutOfOrder(Refused):
    """The verb is not in order at the case's step."""

    code = "out_of_order"
    status = 409
    english = "Not in order at this step"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `cell` is its place among the five cells that a resident sees; 6 is the end."""

    code: str
    label: str
    plain: str
    cell: int
    verbs: Mapping[str, str]

    @property
    def is_end(self) -> bool:
        """Nothing more can be done."""
        return not self.verbs


@dataclass(frozen=True, slots=True)
class Effect:
    """What a verb does to the clocks, by their codes."""

    start: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    pause: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """A whole process. `taken_over`: the steps at which an imported open case may stand, with the clocks that start there.

    `unreachable`: the same for a case whose reporter nobody can reach, without the contact.
    """

    code: str
    first: str
    steps: Mapping[str, Step]
    effects: Mapping[str, Effect] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    taken_over: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unreachable: "Process | None" = None

    def after(self, step: str, verb: str) -> str:
        """The step that `verb` leads to from `step`; OutOfOrder when it is not in order there."""
        try:
            return self.steps[step].verbs[verb]
        except KeyError:
            label, term = self.steps[step].label, self.terms.get(verb, verb)
            raise OutOfOrder(
                f"这件事现在是“{label}”，不能{term}。请刷新看最新的经过", f"{verb} is not in order at {step}", step=step
            ) from None

    def effect(self, verb: str) -> Effect:
        """What `verb` does to the clocks."""
        return self.effects.get(verb, Effect())


def _without(process: Process, verb: str, instead: Mapping[str, str]) -> Process:
    """The process without `verb` and its clock; a step of `instead` is passed over to the one that it names."""
    steps = {}
    for code, step in process.steps.items():
        verbs = {**process.steps[instead[code]].verbs, **step.verbs} if code in instead else step.verbs
        steps[code] = replace(step, verbs={v: instead.get(to, to) for v, to in verbs.items() if v != verb})
    effects = {
        code: replace(effect, start=tuple(clock for clock in effect.start if clock != verb))
        for code, effect in process.effects.items()
    }
    taken = {step: tuple(clock for clock in clocks if clock != verb) for step, clocks in process.taken_over.items()}
    return replace(process, steps=steps, effects=effects, taken_over=taken)


@cache
def load(code: str) -> Process:
    """The process `code` of the catalogue, checked: every target exists, every step can be reached."""
    raw = yaml.safe_load((_FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
    steps = {name: Step(name, s["label"], s["plain"], s["cell"], s["verbs"]) for name, s in raw["steps"].items()}
    effects = {verb: Effect(**{k: tuple(v) for k, v in clocks.items()}) for verb, clocks in raw["clocks"].items()}
    reached, frontier = set[str](), [raw["first"]]
    while frontier:
        step = frontier.pop()
        if step not in reached:
            reached.add(step)
            frontier += steps[step].verbs.values()
    if reached != set(steps):
        raise ValueError(f"process {code}: unreachable steps {set(steps) - reached}")
    taken_over = {step: tuple(clocks) for step, clocks in raw.get("taken_over", {}).items()}
    if not taken_over.keys() <= steps.keys():
        raise ValueError(f"process {code}: unknown steps {taken_over.keys() - steps.keys()}")
    process = Process(raw["code"], raw["first"], steps, effects, raw["terms"], taken_over)
    alone = raw.get("unreachable")
    return replace(process, unreachable=_without(process, alone["without"], alone["instead"])) if alone else process
