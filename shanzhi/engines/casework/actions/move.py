"""What every verb of a case shares: lock, permission, order, clocks, the act. One transaction, one act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from shanzhi.engines.casework import kinds, rules
from shanzhi.engines.casework.models import Case, CaseFile, Clock, Tally
from shanzhi.engines.casework.process import Process
from shanzhi.kernel import acts, policy
from shanzhi.kernel import calendar as calendars
from shanzhi.kernel.actor import SYSTEM, Actor, Grant
from shanzhi.kernel.models import Act, StoredFile
from shanzhi.kernel.reading import rows
from shanzhi.kernel.refused import NotFound, Refused, Stale
from shanzhi.kernel.writing import Batch


class FilesRefused(Refused):
    """A picture is not the caller's, or is used already."""

    code = "files"
    message = "有一张照片已经用过或者不是您传的，请重新选照片"
    english = "A file is not yours or is already attached"


@dataclass(slots=True)
class Move:
    """A case under lock, with who moves it and its clocks."""

    case: Case
    verb: str
    by: Actor
    at: datetime
    grant: Grant
    clocks: list[Clock]
    payload: dict[str, Any] = field(default_factory=dict)
    batch: Batch = field(default_factory=Batch)

    @property
    def process(self) -> Process:
        """The process that the case goes through."""
        return kinds.process_of(self.case)

    def running(self, code: str) -> Clock | None:
        """The running clock of that code."""
        return next((c for c in self.clocks if c.code == code and c.stopped_at is None), None)

    def count(self, **counts: int) -> None:
        """Append to the tally when the move is written."""
        self.batch.add(tallies(self.case, self.at, **counts))


def begin(case: Case, verb: str, *, by: Actor, at: datetime, needs: str = "", version: int | None = None) -> Move:
    """Lock the case, check that `by` may and that the verb is in order; `needs` defaults to `case.<verb>`.

    Raises NotFound (also to whom a confidential case is hidden from), NotAllowed, Stale (when `version` is not
    the row's) or OutOfOrder.
    """
    locked = locked_for(case, by)
    grant = by.require(needs or f"case.{verb}", **locked.parties)
    if version is not None and version != locked.version:
        raise Stale
    kinds.process_of(locked).after(locked.step, verb)
    return Move(locked, verb, by, at, grant, rows(Clock, "case_id = %s ORDER BY started_at, id", [case.pk]))


def locked_for(case: Case, by: Actor) -> Case:
    """The row under lock. NotFound when there is none, or when it was told in confidence and is hidden from `by`."""
    locked = next(iter(rows(Case, "id = %s FOR NO KEY UPDATE", [case.pk])), None)
    if locked is None or (by != SYSTEM and locked.is_hidden_from(by)):
        raise NotFound
    return locked


def limit(case: Case, code: str, *, at: datetime) -> dict[str, Any]:
    """The limit of a clock of this case: {minutes, working, policy_id} by the policy in force there and then."""
    row = policy.value(f"casework.{code}", area=case.territory_code, at=at)
    if code == "finish":
        minutes = kinds.of(case.kind).finish_minutes(case.nature, case.category_code, row.value)
        return {"minutes": minutes, "working": True, "policy_id": row.id}
    return {**row.value, "policy_id": row.id}


def finish(move: Move, *, reason: str = "", on_behalf_of: int | None = None, **changes: Any) -> Act:
    """Move the step, turn the clocks, save what changed, record the act. `changes` are columns of the case."""
    case, at, calendar = move.case, move.at, calendars.current()
    origin, before = case.step, {clock.pk: clock.due_at for clock in move.clocks}
    case.step = move.process.after(case.step, move.verb)
    effect = move.process.effect(move.verb)
    changed = rules.turn(move.clocks, effect, at=at, calendar=calendar)
    limits = {code: limit(case, code, at=at) for code in effect.start}
    fresh = [rules.start(code, each, at=at, calendar=calendar) for code, each in limits.items()]
    _save_clocks(move, changed, fresh)
    for due, counts in rules.contact_counts(move.verb, [(clock, before[clock.pk]) for clock in changed], fresh):
        move.batch.add(tallies(case, due, **counts))
    move.clocks += fresh
    if move.process.steps[case.step].is_end:
        changes["closed_at"] = at
    if case.step == "closed":  # declined and withdrawn ones were not handled, and count in no figure
        move.count(closed=1, late=int(rules.finished_late(move.clocks)))
    for column, value in changes.items():
        setattr(case, column, value)
    case.burns_at = None if case.closed_at else rules.burns_at(move.clocks)
    case.finish_due_at = rules.finish_due_at(move.clocks)
    case.version += 1
    move.batch.change(case, ["step", "burns_at", "finish_due_at", "version", *changes])
    payload = {"from": origin, "to": case.step, **({"limits": limits} if limits else {}), **move.payload}
    return write(move, reason=reason, payload=payload, on_behalf_of=on_behalf_of)


def signed(grant: Grant | None, case: Case, by: Actor) -> Grant | None:
    """The grant that goes on record: none for who told in confidence and also holds a seat, whose name would tell."""
    return None if case.is_owned_by(by) and (case.is_sealed or case.is_anonymous) else grant


def write(move: Move, *, reason: str, payload: Mapping[str, Any], on_behalf_of: int | None = None) -> Act:
    """The act of a move."""
    return acts.record(
        f"case.{move.verb}", obj=move.case, territory=move.case.territory_code, by=move.by, at=move.at,
        grant=signed(move.grant, move.case, move.by), reason=reason, payload=payload, on_behalf_of=on_behalf_of, batch=move.batch,
    )  # fmt: skip


def _save_clocks(move: Move, changed: list[Clock], fresh: list[Clock]) -> None:
    for clock in changed:
        move.batch.change(clock, ["due_at", "paused_at", "stopped_at"])
    if {clock.code for clock in changed} & {clock.code for clock in fresh}:
        move.batch.write()  # one clock of a code runs at a time: the old one stops first
    for clock in fresh:
        clock.case = move.case
    move.batch.add(fresh)


def attach(case: Case, files: list[int], stage: str, *, by: Actor, at: datetime) -> None:
    """Hang stored files on the case. They must be the caller's own, and free; else FilesRefused."""
    if not files:
        return
    own = StoredFile.objects.filter(pk__in=files)
    free = own.exclude(pk__in=CaseFile.objects.filter(file_id__in=files).values("file_id"))
    found = [f for f in free if f.account_id in {None, *by.owners}]
    if len(found) != len(set(files)):
        raise FilesRefused
    CaseFile.objects.bulk_create([CaseFile(case=case, file=f, stage=stage, added_at=at) for f in found])


def recategorise(move: Move, category: str) -> None:
    """Move the case's intake, in the tally of its street on the day it came, to another top category."""
    case = move.case
    old, new = case.category_code[:2] or "00", category[:2]
    if old != new:
        day, street = timezone.localtime(case.reported_at).date(), case.territory_code[:9]
        move.batch.add([
            Tally(on=day, area_code=street, category_code=old, is_sealed=case.is_sealed, intake=-1),
            Tally(on=day, area_code=street, category_code=new, is_sealed=case.is_sealed, intake=1),
        ])  # fmt: skip


def tallies(case: Case, at: datetime, **counts: int) -> list[Tally]:
    """Rows for the day's tally of the case's community, and of its street by category."""
    day = timezone.localtime(at).date()
    return [
        Tally(on=day, area_code=case.territory_code[:12], is_sealed=case.is_sealed, **counts),
        Tally(
            on=day,
            area_code=case.territory_code[:9],
            category_code=case.category_code[:2] or "00",
            is_sealed=case.is_sealed,
            **counts,
        ),
    ]
