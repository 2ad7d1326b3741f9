"""当场办结: what a grid worker finds on patrol and puts right on the spot."""

from datetime import datetime

from django.db import transaction

from shanzhi.engines.casework.actions import move as moves
from shanzhi.engines.casework.actions.report import NewCase, report
from shanzhi.engines.casework.models import Case
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import Refused

_WORDS = 1000


class TooLong(Refused):
    """The result is longer than the column."""

    code = "words"
    message = f"办理结果最多 {_WORDS} 字，请删短一些"
    english = "The result is too long"


class NotAFinding(Refused):
    """What somebody asked for does not end without the steps that they can follow, nor without their rating."""

    code = "not_a_finding"
    status = 409
    message = "当场办结只用于自己巡查发现的事。居民反映的请先受理，办完请居民评价"
    english = "Only findings of a patrol can be resolved on the spot"


@transaction.atomic
def resolve(case: Case, *, by: Actor, at: datetime, result: str = "", version: int | None = None) -> Case:
    """当场办结 of a patrol's finding (channel grid, of no account) that nobody has accepted yet.

    It ends in the hands of the worker's own unit, unrated.
    """
    move = moves.begin(case, "resolve", by=by, at=at, version=version)
    if move.case.channel != "grid" or move.case.reporter_id is not None:
        raise NotAFinding
    if len(result) > _WORDS:
        raise TooLong
    words = result.strip() or "巡查时当场办好了"
    moves.finish(move, reason=words, outcome=words, unit_id=move.grant.unit_id)
    return move.case


@transaction.atomic
def resolve_on_spot(new: NewCase, *, by: Actor, at: datetime, result: str = "") -> Case:
    """Report a finding and end it in one go: two acts, one transaction. Whoever may not resolve there reports nothing."""
    return resolve(report(new, by=by, at=at), by=by, at=at, result=result)
