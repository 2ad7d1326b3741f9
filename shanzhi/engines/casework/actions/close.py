"""评价、办结、不予受理、撤回: how a case ends, or begins again."""

from datetime import datetime

from django.db import transaction

from shanzhi.engines.casework import kinds, queries, rules
from shanzhi.engines.casework.actions import move as moves
from shanzhi.engines.casework.models import Case, Rating
from shanzhi.kernel import acts, policy
from shanzhi.kernel.actor import SYSTEM, Actor
from shanzhi.kernel.refused import Refused


class NotARating(Refused):
    """An answer is missing or out of range."""

    code = "rating"
    message = "请把三个问题都选一下"
    english = "All three answers are required"


class NoSuchReason(Refused):
    """不予受理 knows six reasons."""

    code = "decline_reason"
    message = "请选一条不予受理的法定理由，并写明请对方去哪里办"
    english = "A legal reason and an explanation are required"


class TooLate(Refused):
    """The time for taking back has passed."""

    code = "too_late"
    status = 409
    english = "The time for withdrawing has passed"


class OwnWork(Refused):
    """回访 is made by somebody else than who did the work."""

    code = "own_work"
    status = 409
    message = "这件事是您或者您的单位办的，回访要由别人来做。请交给没有经办的社区、街道或区级派单员"
    english = "Whoever handled the case cannot take down its rating"


class ReporterUnknown(Refused):
    """Whom one may not know one cannot ring up."""

    code = "reporter_unknown"
    status = 403
    message = "反映人没有对您公开身份，您不能替他记评价。请交给区级派单员回访"
    english = "You may not know the reporter of this case"


@transaction.atomic
def rate(
    case: Case, *, by: Actor, at: datetime, was_contacted: bool, is_solved: bool, satisfaction: int,
    comment: str = "", version: int | None = None,
) -> Rating:  # fmt: skip
    """评价 by the person who asked, or 回访 by staff who ring them up (`case.revisit`).

    Solved and at least 基本满意 ends the case; otherwise it is done again (不满意重办), as often as the policy allows, and
    then ends as it stands, on record as not solved. A 回访 is refused to who did the work (OwnWork) and to who may not know
    the reporter (ReporterUnknown).
    """
    own = case.is_owned_by(by)
    rounds = policy.value("casework.rework", area=case.territory_code, at=at).value["rounds"]
    if satisfaction not in {1, 2, 3} or len(comment) > 500:
        raise NotARating
    content = is_solved and satisfaction > 1
    again = not content and case.reopened < rounds
    move = moves.begin(
        case, "rework" if again else "rate", by=by, at=at, needs="case.rate" if own else "case.revisit", version=version
    )
    if not own:
        _may_revisit(move)
    rating = Rating.objects.create(
        case=move.case, round=move.case.reopened, was_contacted=was_contacted, is_solved=is_solved,
        satisfaction=satisfaction, comment=comment.strip(), channel="phone" if not own else by.channel, at=at,
    )  # fmt: skip
    counts = {"rated": 1, "solved": int(is_solved), "satisfied": int(satisfaction > 1)}
    move.count(**counts)
    denied = None if was_contacted else rules.contact_denied(move.clocks)
    if denied is not None:
        move.batch.add(moves.tallies(move.case, denied, contact_met=-1))
    move.payload |= {"was_contacted": was_contacted, "is_solved": is_solved, "satisfaction": satisfaction}
    behalf = None if own else move.case.reporter_id
    changes = {"reopened": move.case.reopened + 1} if again else {}
    moves.finish(move, reason=comment.strip(), on_behalf_of=behalf, **changes)
    return rating


def why_no_revisit(case: Case, by: Actor) -> type[Refused] | None:
    """Why somebody who holds `case.revisit` is not the one to ring up, as far as the case itself tells."""
    if not queries.sees_reporter(by, case):
        return ReporterUnknown
    return OwnWork if case.unit_id is not None and case.unit_id in {grant.unit_id for grant in by.grants} else None


def _may_revisit(move: moves.Move) -> None:
    refused = why_no_revisit(move.case, move.by)
    if refused is not None:
        raise refused
    reports = acts.history(move.case).filter(verb__in=("case.feed_back", "case.rework"))
    last = reports.order_by("-at", "-id").first()
    if last is not None and last.verb == "case.feed_back" and last.account_id == move.by.account_id is not None:
        raise OwnWork


@transaction.atomic
def close_unrated(case: Case, *, at: datetime, by: Actor = SYSTEM) -> Case:
    """办结 when the time for rating has passed: it ends unrated, and counts in no rate."""
    move = moves.begin(case, "close", by=by, at=at)
    moves.finish(move, reason="评价时间已过，按未评价办结")
    return move.case


@transaction.atomic
def decline(
    case: Case, *, by: Actor, at: datetime, reason_code: str, explanation: str, version: int | None = None
) -> Case:
    """不予受理, for one of the kind's legal reasons, with where to go instead."""
    move = moves.begin(case, "decline", by=by, at=at, version=version)
    reasons = kinds.of(move.case.kind).decline_reasons
    if reason_code not in reasons or not explanation.strip() or len(explanation) > 500:
        raise NoSuchReason
    move.payload["reason_code"] = reason_code
    moves.finish(move, reason=explanation.strip(), outcome=f"{reasons[reason_code]}。{explanation.strip()}")
    return move.case


@transaction.atomic
def withdraw(case: Case, *, by: Actor, at: datetime, version: int | None = None) -> Case:
    """撤回 by the person who reported, within the minutes of the policy, until the unit has made contact."""
    move = moves.begin(case, "withdraw", by=by, at=at, version=version)
    minutes = policy.value("casework.withdraw", area=move.case.territory_code, at=at).value["minutes"]
    if at > rules.withdrawable_until(move.case.reported_at, minutes):
        raise TooLate(f"说完 {minutes} 分钟内可以撤回，现在过了。可以在下面补一句说明情况")
    moves.finish(move)
    return move.case
