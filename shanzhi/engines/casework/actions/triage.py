"""受理 and 派单: deciding what a case is, and whose."""

from datetime import datetime

from django.db import transaction

from shanzhi.engines.casework import kinds, rules
from shanzhi.engines.casework.actions import move as moves
from shanzhi.engines.casework.models import Case
from shanzhi.engines.org.public import Unit
from shanzhi.kernel import calendar as calendars
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import covers
from shanzhi.kernel.refused import Refused


class WrongCategory(Refused):
    """The category is not in the catalogue of the case's kind."""

    code = "category"
    message = "请从类别表里选一个类别"
    english = "Unknown category"


class WrongUnit(Refused):
    """The unit cannot take this case."""

    code = "unit"
    message = "这个单位不管这个地方，或者已经停用，请另选一个"
    english = "The unit does not serve this place or is inactive"


@transaction.atomic
def accept(
    case: Case, *, by: Actor, at: datetime, category: str, nature: str = "", unit: Unit | None = None,
    advice: dict[str, object] | None = None, version: int | None = None,
) -> Case:  # fmt: skip
    """受理: fix category and nature; with `unit`, dispatch in the same step of work (two acts, one transaction).

    `advice` is what the program suggested and how sure it was; it goes on record beside what the person chose. The
    finishing limit follows the category and nature fixed here, counted from the report.
    """
    move = moves.begin(case, "accept", by=by, at=at, version=version)
    kind = kinds.of(move.case.kind)
    if not category or not kind.category_known(category) or (nature and nature not in kind.natures):
        raise WrongCategory
    moves.recategorise(move, category)
    move.case.category_code, move.case.nature = category, nature or move.case.nature
    move.payload |= {"category": category, "nature": move.case.nature, **({"advice": advice} if advice else {})}
    _relimit(move)
    moves.finish(move, category_code=category, nature=move.case.nature)
    return move.case if unit is None else _dispatch(move.case, by=by, at=at, unit=unit)


def _relimit(move: moves.Move) -> None:
    clock = move.running("finish")
    if clock is None:
        return
    limit = moves.limit(move.case, "finish", at=move.at)
    if limit["minutes"] != clock.limit_minutes:
        rules.relimit(clock, limit, calendar=calendars.current())
        move.batch.change(clock, ["due_at", "limit_minutes", "policy_id"])
        move.payload["relimit"] = {"finish": limit}


@transaction.atomic
def dispatch(case: Case, *, by: Actor, at: datetime, unit: Unit, note: str = "", version: int | None = None) -> Case:
    """派单: put the case into a unit's hands; its signing and contacting clocks start."""
    return _dispatch(case, by=by, at=at, unit=unit, note=note, version=version)


def _dispatch(case: Case, *, by: Actor, at: datetime, unit: Unit, note: str = "", version: int | None = None) -> Case:
    move = moves.begin(case, "dispatch", by=by, at=at, version=version)
    if not unit.is_active or not (
        covers(unit.territory_code, move.case.territory_code) or covers(move.case.community_code, unit.territory_code)
    ):
        raise WrongUnit
    move.payload |= {"unit": unit.pk, "unit_name": unit.short_name}
    moves.finish(move, reason=note, unit_id=unit.pk)
    return move.case
