"""State against record: what a case's acts tell must be what its columns and clocks say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from shanzhi.engines.casework import kinds, rules
from shanzhi.engines.casework.models import Case, Clock
from shanzhi.kernel import acts
from shanzhi.kernel import calendar as calendars
from shanzhi.kernel.models import Act

_CHUNK = 2000
_SEEN = ("code", "limit_minutes", "is_working", "started_at", "due_at", "paused_at", "stopped_at")


def difference(case: Case, record: Iterable[Act] | None = None) -> str:
    """What differs, in words; empty when the record explains the state. `record`: the case's acts, oldest first, if at hand."""
    record = acts.history(case) if record is None else record
    told = [(act.verb.removeprefix("case."), act.at, act.payload) for act in record]
    steps = [payload["to"] for _, _, payload in told if payload.get("to")]
    if not steps or steps[-1] != case.step:
        return f"{case.number}: step {case.step}, record says {steps[-1] if steps else 'nothing'}"
    clocks = rules.replay(told, kinds.of(case.kind).process.effects, calendar=calendars.current())
    if sorted(map(_facts, clocks), key=str) != sorted(map(_facts, case.clocks.all()), key=str):
        return f"{case.number}: clocks differ from the record"
    return ""


def differences(*, sample: int) -> Iterator[str]:
    """Differences among the `sample` cases that changed last, by the newest acts."""
    chosen = changed_last(sample)
    records: dict[int, list[Act]] = defaultdict(list)
    for act in _of_cases().filter(object_id__in=chosen).order_by("at", "id"):
        records[act.object_id].append(act)
    found = {case.pk: case for case in Case.objects.filter(pk__in=chosen).prefetch_related("clocks")}
    for case in (found[pk] for pk in chosen if pk in found):
        # Somebody may have moved it between the two statements: what differs is looked at once more, afresh.
        if difference(case, records[case.pk]) and (words := difference(Case.objects.get(pk=case.pk))):
            yield words


def changed_last(most: int) -> list[int]:
    """Ids of the cases that acts were recorded on last, newest first."""
    found: dict[int, None] = {}
    newest = list(_of_cases().order_by("-id").values_list("id", "object_id")[:_CHUNK])
    while newest and len(found) < most:
        found |= dict.fromkeys(case for _, case in newest if case not in found)
        newest = list(_of_cases().filter(id__lt=newest[-1][0]).order_by("-id").values_list("id", "object_id")[:_CHUNK])
    return list(found)[:most]


def _of_cases() -> QuerySet[Act]:
    return Act.objects.filter(object_type=Case._meta.label_lower)


def _facts(clock: Clock) -> tuple[object, ...]:
    return tuple(getattr(clock, name) for name in _SEEN)
