"""State against record: what a case's acts tell must be what its columns and clocks say."""

from collections.abc import Iterator

from shanzhi.engines.casework import kinds, rules
from shanzhi.engines.casework.models import Case, Clock
from shanzhi.kernel import acts
from shanzhi.kernel import calendar as calendars

_SEEN = ("code", "limit_minutes", "is_working", "started_at", "due_at", "paused_at", "stopped_at")


def difference(case: Case) -> str:
    """What differs, in words; empty when the record explains the state."""
    told = [(act.verb.removeprefix("case."), act.at, act.payload) for act in acts.history(case)]
    steps = [payload["to"] for _, _, payload in told if payload.get("to")]
    if not steps or steps[-1] != case.step:
        return f"{case.number}: step {case.step}, record says {steps[-1] if steps else 'nothing'}"
    clocks = rules.replay(told, kinds.of(case.kind).process.effects, calendar=calendars.current())
    if sorted(map(_facts, clocks), key=str) != sorted(map(_facts, case.clocks.all()), key=str):
        return f"{case.number}: clocks differ from the record"
    return ""


def differences(*, sample: int) -> Iterator[str]:
    """Differences among the `sample` cases that changed last."""
    for case in Case.objects.order_by("-reported_at", "-id").prefetch_related("clocks")[:sample]:
        if words := difference(case):
            yield words


def _facts(clock: Clock) -> tuple[object, ...]:
    return tuple(getattr(clock, name) for name in _SEEN)
