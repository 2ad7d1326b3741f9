"""Reads of one case for the desk, and who may know what of it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from shanzhi.engines.casework.public import (
    Case,
    CaseFile,
    CaseQuerySet,
    Clock,
    Rating,
    ReturnRequest,
    in_territory,
    queries,
)  # fmt: skip
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.models import Act
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.roles import Reach


def find(actor: Actor, number: str) -> Case:
    """The case of that number as far as the actor may see it; NotFound else. One statement."""
    cases = Case.objects.visible_to(actor).select_related("unit", "return_request").defer("search")
    case = cases.filter(number=number).first()
    if case is None:
        raise NotFound
    return case


def return_request(case: Case) -> ReturnRequest | None:
    """The one request to return the case, if there was one; already loaded by `find`."""
    return getattr(case, "return_request", None)


@dataclass(slots=True)
class Dossier:
    """Everything that hangs on a case, each read once."""

    case: Case
    clocks: list[Clock] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    files: list[CaseFile] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)

    def last(self, *verbs: str) -> Act | None:
        """The latest act of one of these verbs (without `case.`) that moved the case."""
        named = {f"case.{verb}" for verb in verbs}
        return next((act for act in reversed(self.acts) if act.verb in named and not act.payload.get("still")), None)

    def pictures(self, stage: str) -> list[CaseFile]:
        """Files of a stage."""
        return [file for file in self.files if file.stage == stage]


def dossier(case: Case) -> Dossier:
    """Clocks, acts, files and ratings of a case: four statements."""
    return Dossier(
        case,
        list(case.clocks.order_by("started_at", "id")),
        list(queries.timeline(case)),
        list(case.files.select_related("file").order_by("id")),
        list(case.ratings.order_by("round")),
    )


def file_of(actor: Actor, number: str, file_id: int) -> CaseFile:
    """A file of a case that the actor sees; NotFound else."""
    found = CaseFile.objects.filter(
        case__in=Case.objects.visible_to(actor).filter(number=number).values("pk"), file_id=file_id
    )
    file = found.select_related("file").first()
    if file is None:
        raise NotFound
    return file


def who_did(case: Case, verb: str) -> Act | None:
    """Who did `verb` on the case last: to tell whoever came second."""
    return next((act for act in reversed(queries.timeline(case)) if act.verb == f"case.{verb}"), None)


def exportable(actor: Actor) -> CaseQuerySet:
    """The cases that the actor sees and may carry out of the house: `case.export` by territory or unit."""
    reach = Q(pk__in=[])
    for grant in actor.holding("case.export", Reach.TERRITORY):
        reach |= in_territory(grant.territory)
    units = {grant.unit_id for grant in actor.holding("case.export", Reach.UNIT)} - {None}
    return Case.objects.visible_to(actor).filter(reach | Q(unit_id__in=units))


def burns(case: Case, at: datetime) -> bool:
    """Whether a running clock is past due."""
    return case.closed_at is None and case.burns_at is not None and case.burns_at < at
