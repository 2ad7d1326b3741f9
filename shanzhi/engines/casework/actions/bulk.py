"""Cases that come with their history: imports from older systems and demos. Same rules as the verbs, written by COPY.

A history is told step by step and replayed in memory; a test holds that the rows are those that the verbs would have
written. Nothing here notifies anybody. Two verbs exist only here: `archive`, the older system had ended the case, and
`take_over`, it goes on from the step where it stood there (`Told.to`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from shanzhi.engines.casework import kinds, rules
from shanzhi.engines.casework.actions import move as moves
from shanzhi.engines.casework.actions.report import NewCase, build, check, number
from shanzhi.engines.casework.models import Case, Clock, Rating, Tally
from shanzhi.engines.casework.process import OutOfOrder, Process
from shanzhi.kernel import acts
from shanzhi.kernel import calendar as calendars
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.copying import copy, copy_values, reserve
from shanzhi.kernel.models import Act
from shanzhi.kernel.worktime import WorkCalendar


@dataclass(slots=True)
class Told:
    """One step of a history: a verb of the process, when, by whom, and the columns that it sets.

    `to` is for `take_over` only: one of the process's `taken_over` steps. An `archive` whose payload has `in_time` counts
    as late by that word and not by our clocks, which did not run there.
    """

    verb: str
    at: datetime
    by: Actor
    reason: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)
    rating: Rating | None = None
    to: str = ""


@dataclass(slots=True)
class History:
    """A case from its report on.

    `clocks`: those that the report starts, when the source does not know how all of the process's ended (None: all of
    them). `rules_at`: the day whose rules give the limits, where it is not that of the report. `payload` is added to
    the act of the report.
    """

    new: NewCase
    at: datetime
    by: Actor
    steps: list[Told] = field(default_factory=list)
    clocks: tuple[str, ...] | None = None
    rules_at: datetime | None = None
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Written:
    cases: list[Case] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    tally: dict[tuple[date, str, str, bool], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    calendar: WorkCalendar = field(default_factory=calendars.current)
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)
    limits: dict[tuple[object, ...], dict[str, Any]] = field(default_factory=dict)

    def limit(self, case: Case, code: str, at: datetime) -> dict[str, Any]:
        """`moves.limit`, looked up once for each place, kind of matter and day."""
        key = (code, case.territory_code, case.nature, case.category_code, self.day(at))
        found = self.limits.get(key)
        if found is None:
            found = self.limits[key] = moves.limit(case, code, at=at)
        return dict(found)

    def day(self, at: datetime) -> date:
        """The local day of a moment."""
        return at.astimezone(self.zone).date()


@transaction.atomic
def load(histories: Sequence[History]) -> list[Case]:
    """Write the histories; the cases, in order. Raises what the rules refuse, and then nothing is written.

    A history whose (source, source_key) exists must have been left out by the caller (`known_keys`).
    """
    written = _Written()
    numbers = _numbers(histories)
    ids = reserve(Case, len(histories)) if histories else []
    for history, id_, number_ in zip(histories, ids, numbers, strict=True):
        _replay(history, id_, number_, written)
    act_ids = reserve(Act, len(written.acts)) if written.acts else []
    for act, act_id in zip(sorted(written.acts, key=lambda each: each.at), act_ids, strict=True):
        act.id = act_id
    _number_rows(written)
    copy(Case, written.cases)
    copy(Clock, written.clocks)
    copy(Rating, written.ratings)
    copy(Act, sorted(written.acts, key=lambda act: act.pk))
    _tally(written.tally)
    return written.cases


def examine(history: History) -> None:
    """Raise NotAReport for a history whose report `load` would refuse."""
    check(history.new)


def known_keys(source: str, keys: Iterable[str]) -> set[str]:
    """Which source keys exist already."""
    found = Case.objects.filter(source=source, source_key__in=list(keys))
    return set(found.values_list("source_key", flat=True))


def _number_rows(written: _Written) -> None:
    numbered: list[tuple[type[models.Model], Sequence[models.Model]]] = [
        (Clock, written.clocks),
        (Rating, written.ratings),
    ]
    for model, rows in numbered:
        for row, id_ in zip(rows, reserve(model, len(rows)) if rows else [], strict=True):
            row.pk = id_


def _numbers(histories: Sequence[History]) -> list[str]:
    """A number for each, counted on per community and day in one statement."""
    places = [(h.new.territory_code[:12], timezone.localtime(h.at).date()) for h in histories]
    wanted = Counter(places)
    last: dict[tuple[str, date], int] = {}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO casework_casenumber AS n (community_code, "on", last) '
                "SELECT * FROM unnest(%s::text[], %s::date[], %s::int[]) "
                'ON CONFLICT (community_code, "on") DO UPDATE SET last = n.last + excluded.last '
                'RETURNING community_code, "on", last',
                [[c for c, _ in wanted], [d for _, d in wanted], list(wanted.values())],
            )
            last = {(code, day): total for code, day, total in cursor.fetchall()}
    used: dict[tuple[str, date], int] = defaultdict(int)
    numbers = []
    for place in places:
        used[place] += 1
        numbers.append(number(*place, last[place] - wanted[place] + used[place]))
    return numbers


def _replay(history: History, id_: int, number_: str, written: _Written) -> None:
    check(history.new)
    case = build(history.new, number_, history.at)
    case.id = id_
    process = kinds.of(case.kind).process
    clocks: list[Clock] = []
    codes = process.effect("report").start if history.clocks is None else history.clocks
    limits = _start(written, case, clocks, codes, history.at, rules_at=history.rules_at)
    case.step = process.first
    _count(written, case, history.at, intake=1)
    grant = history.by.grant_for("case.report", code=case.territory_code, owner_ids=(case.reporter_id,))
    payload = {"to": case.step, "channel": history.new.channel, "limits": limits, "files": 0, **history.payload}
    written.acts.append(_act("report", case, history.by, history.at, grant, "", payload))
    for told in history.steps:
        _step(case, clocks, told, written, history.rules_at)
    case.burns_at = None if case.closed_at else rules.burns_at(clocks)
    case.finish_due_at = rules.finish_due_at(clocks)
    written.cases.append(case)
    for clock in clocks:
        clock.case_id = id_
    written.clocks += clocks


def _step(case: Case, clocks: list[Clock], told: Told, written: _Written, rules_at: datetime | None = None) -> None:
    process = kinds.process_of(case)
    origin, case.step = case.step, _after(process, case.step, told)
    grant = told.by.grant_for(_NEEDS.get(told.verb, f"case.{told.verb}"), **case.parties)
    if category := told.changes.get("category_code"):
        _recategorise(case, category, written)
    for column, value in told.changes.items():
        setattr(case, column, value)
    payload: dict[str, Any] = {"from": origin, "to": case.step, **told.payload}
    if told.verb == "accept":
        payload |= _relimit(written, case, clocks, rules_at or told.at)
    effect, known, before = process.effect(told.verb), len(clocks), [clock.due_at for clock in clocks]
    turned = rules.turn(clocks, effect, at=told.at, calendar=written.calendar)
    codes = process.taken_over[told.to] if told.verb == "take_over" else effect.start
    if limits := _start(written, case, clocks, codes, told.at, rules_at=rules_at):
        payload["limits"] = limits
    dues = [(clock, due) for clock, due in zip(clocks, before, strict=False) if any(clock is each for each in turned)]
    for due, counts in rules.contact_counts(told.verb, dues, clocks[known:]):
        _count(written, case, due, **counts)
    _counted(case, clocks, told, written)
    if process.steps[case.step].is_end:
        case.closed_at = told.at
    case.version += 1
    if told.rating is not None:
        told.rating.case_id, told.rating.round = case.id, case.reopened
        payload |= {"is_solved": told.rating.is_solved, "satisfaction": told.rating.satisfaction}
        payload["was_contacted"] = told.rating.was_contacted
        written.ratings.append(told.rating)
    if told.verb == "rework":
        case.reopened += 1
    written.acts.append(_act(told.verb, case, told.by, told.at, grant, told.reason, payload))


_NEEDS = {"rework": "case.rate", "send_back": "case.verify", "conclude": "case.verify", "grant_return": "case.decide_return",
          "refuse_return": "case.decide_return", "archive": "case.import", "take_over": "case.import"}  # fmt: skip


def _after(process: Process, step: str, told: Told) -> str:
    if told.verb != "take_over":
        return process.after(step, told.verb)
    if told.to not in process.taken_over or step not in {process.first, *process.taken_over}:
        raise OutOfOrder(f"不能从“{process.steps[step].label}”接转到 {told.to}", f"cannot take over at {told.to!r}")
    return told.to


def _relimit(written: _Written, case: Case, clocks: list[Clock], at: datetime) -> dict[str, Any]:
    clock = next((c for c in clocks if c.code == "finish" and c.stopped_at is None), None)
    if clock is None:
        return {}
    limit = written.limit(case, "finish", at)
    if limit["minutes"] == clock.limit_minutes:
        return {}
    rules.relimit(clock, limit, calendar=written.calendar)
    return {"relimit": {"finish": limit}}


def _start(
    written: _Written,
    case: Case,
    clocks: list[Clock],
    codes: Iterable[str],
    at: datetime,
    *,
    rules_at: datetime | None = None,
) -> dict[str, Any]:
    limits = {code: written.limit(case, code, rules_at or at) for code in codes}
    clocks += [rules.start(code, each, at=at, calendar=written.calendar) for code, each in limits.items()]
    return limits


def _act(verb: str, case: Case, by: Actor, at: datetime, grant: Any, reason: str, payload: dict[str, Any]) -> Act:
    return acts.draft(
        f"case.{verb}", obj=case, territory=case.territory_code, by=by, at=at, grant=grant, reason=reason,
        payload=payload,
    )  # fmt: skip


def _counted(case: Case, clocks: list[Clock], told: Told, written: _Written) -> None:
    """What this step's rating and ending add to the tally; the same as the verbs count. Clocks are turned already."""
    if told.rating is not None:
        good = int(told.rating.satisfaction > 1)
        _count(written, case, told.at, rated=1, solved=int(told.rating.is_solved), satisfied=good)
        denied = None if told.rating.was_contacted else rules.contact_denied(clocks)
        if denied is not None:
            _count(written, case, denied, contact_met=-1)
    if case.step == "closed":
        late = _archived_late(clocks, told) if told.verb == "archive" else rules.finished_late(clocks)
        _count(written, case, told.at, closed=1, late=int(late))


def _archived_late(clocks: list[Clock], told: Told) -> bool:
    """By the older system's own word, else by the clock."""
    in_time = told.payload.get("in_time")
    return not in_time if in_time is not None else rules.finished_late(clocks)


def _recategorise(case: Case, category: str, written: _Written) -> None:
    day, street = written.day(case.reported_at), case.territory_code[:9]
    written.tally[day, street, case.category_code[:2] or "00", case.is_sealed]["intake"] -= 1
    written.tally[day, street, category[:2], case.is_sealed]["intake"] += 1


def _count(written: _Written, case: Case, at: datetime, **counts: int) -> None:
    day = written.day(at)
    for row in (
        written.tally[day, case.territory_code[:12], "", case.is_sealed],
        written.tally[day, case.territory_code[:9], case.category_code[:2] or "00", case.is_sealed],
    ):
        for name, value in counts.items():
            row[name] += value


def _tally(counted: Mapping[tuple[date, str, str, bool], Mapping[str, int]]) -> None:
    names = ("intake", "closed", "late", "contact_due", "contact_met", "rated", "solved", "satisfied")
    rows = ([*key, *(counts.get(name, 0) for name in names)] for key, counts in counted.items())
    copy_values(Tally._meta.db_table, ["on", "area_code", "category_code", "is_sealed", *names], rows)
