"""签收、联系、反馈、核查、退单、补充: the work between dispatch and rating."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from shanzhi.engines.casework.actions import move as moves
from shanzhi.engines.casework.models import Case, CaseFile, ReturnRequest
from shanzhi.kernel import acts
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import Refused, Stale

_WORDS = 500
#: Cases signed at once.
MOST = 50


class WordsMissing(Refused):
    """A reason or result is needed, and not too long a one."""

    code = "words"
    english = "A reason is required (at most 500 characters)"


class TooMany(Refused):
    """More cases than may be signed at once."""

    code = "too_many"
    english = f"At most {MOST} cases can be signed at once"


class ContactFirst(Refused):
    """After a discontented rating nobody reports a result before having spoken with the person."""

    code = "contact_first"
    status = 409
    message = "居民不满意，这一轮还没有联系过。请先联系诉求人，再反馈结果"
    english = "Contact the person first in this round"


class ReturnedBefore(Refused):
    """退单 is allowed once a case."""

    code = "returned_before"
    status = 409
    message = "这件事退过一次单了，不能再退。确实办不了，请联系派单人"
    english = "This case was returned once already"


def _words(text: str, what: str, most: int = _WORDS) -> str:
    text = text.strip()
    if not text:
        raise WordsMissing(f"请写{what}")
    if len(text) > most:
        raise WordsMissing(f"{what}写了 {len(text)} 字，最多 {most} 字")
    return text


@transaction.atomic
def sign(case: Case, *, by: Actor, at: datetime, version: int | None = None) -> Case:
    """签收: the unit has it. Two who sign at once: the second is told who was first, and nothing changes."""
    move = moves.begin(case, "sign", by=by, at=at, version=version)
    moves.finish(move)
    return move.case


@transaction.atomic
def sign_many(cases: Iterable[Case], *, by: Actor, at: datetime) -> tuple[list[Case], list[tuple[Case, str]]]:
    """签收 of at most `MOST` at once: those signed, and those not with the reason; one that fails does not hold up the rest.

    They stay locked until the last is signed, so a long list would make colleagues wait: TooMany.
    """
    picked = sorted(cases, key=lambda each: each.pk)
    if len(picked) > MOST:
        raise TooMany(f"选了 {len(picked)} 件，一次最多签收 {MOST} 件，请分几次签收")
    signed: list[Case] = []
    left: list[tuple[Case, str]] = []
    for case in picked:
        try:
            with transaction.atomic():
                signed.append(sign(case, by=by, at=at))
        except Refused as refused:
            left.append((case, refused.message))
    return signed, left


@transaction.atomic
def contact(
    case: Case, *, by: Actor, at: datetime, note: str = "", reached: bool = True, version: int | None = None
) -> Case:
    """联系诉求人. An attempt that did not reach the person is on record but stops no clock and moves no step."""
    move = moves.begin(case, "contact", by=by, at=at, version=version)
    if len(note) > _WORDS:
        raise WordsMissing(f"写了 {len(note)} 字，最多 {_WORDS} 字")
    if not reached:
        moves.write(move, reason=note, payload={"still": True, "reached": False})
        return move.case
    move.payload["reached"] = True
    moves.finish(move, reason=note)
    return move.case


@transaction.atomic
def feed_back(
    case: Case, *, by: Actor, at: datetime, result: str, before: list[int] | None = None,
    after: list[int] | None = None, version: int | None = None,
) -> Case:  # fmt: skip
    """反馈: what was done, with pictures of before and after."""
    move = moves.begin(case, "feed_back", by=by, at=at, version=version)
    if move.running("contact"):
        raise ContactFirst
    result = _words(result, "办理结果", most=1000)
    moves.attach(move.case, before or [], CaseFile.Stage.BEFORE, by=by, at=at)
    moves.attach(move.case, after or [], CaseFile.Stage.AFTER, by=by, at=at)
    move.payload["files"] = len(before or []) + len(after or [])
    moves.finish(move, reason=result, outcome=result)
    return move.case


@transaction.atomic
def verify(case: Case, *, by: Actor, at: datetime, note: str = "", version: int | None = None) -> Case:
    """核查通过: the result is as reported; the person is asked to rate.

    Where there is no person to ask, neither an account nor a telephone (a finding of one's own patrol, a word left
    without a name), the case ends here instead (`conclude`), unrated.
    """
    can_be_rated = case.reporter_id is not None or case.phone_index is not None
    verb = "verify" if can_be_rated else "conclude"
    move = moves.begin(case, verb, by=by, at=at, needs="case.verify", version=version)
    moves.finish(move, reason=note[:_WORDS])
    return move.case


@transaction.atomic
def send_back(case: Case, *, by: Actor, at: datetime, reason: str, version: int | None = None) -> Case:
    """核查退回: it is not done as reported; the finishing clock runs on."""
    move = moves.begin(case, "send_back", by=by, at=at, needs="case.verify", version=version)
    moves.finish(move, reason=_words(reason, "哪里没办好"))
    return move.case


@transaction.atomic
def ask_return(case: Case, *, by: Actor, at: datetime, reason: str, version: int | None = None) -> Case:
    """申请退单: once a case, with a reason. The signing clock waits for the decision."""
    move = moves.begin(case, "ask_return", by=by, at=at, version=version)
    reason = _words(reason, "为什么不归你们管，归谁管")
    if ReturnRequest.objects.filter(case=move.case).exists():
        raise ReturnedBefore
    assert move.case.unit_id is not None  # noqa: S101 - it was dispatched
    ReturnRequest.objects.create(case=move.case, unit_id=move.case.unit_id, reason=reason, asked_at=at)
    moves.finish(move, reason=reason)
    return move.case


@transaction.atomic
def decide_return(
    case: Case, *, by: Actor, at: datetime, grant: bool, decision: str, version: int | None = None
) -> Case:
    """审退单: granted, the case waits for another unit; refused, the unit's clock goes on."""
    verb = "grant_return" if grant else "refuse_return"
    move = moves.begin(case, verb, by=by, at=at, needs="case.decide_return", version=version)
    decision = _words(decision, "决定的理由")
    done = ReturnRequest.objects.filter(case=move.case, decided_at__isnull=True).update(
        decided_at=at, is_granted=grant, decision=decision
    )
    if not done:
        raise Stale
    moves.finish(move, reason=decision, **({"unit_id": None} if grant else {}))
    return move.case


@transaction.atomic
def comment(case: Case, *, by: Actor, at: datetime, text: str, files: list[int] | None = None) -> Case:
    """补充: a sentence or a picture more, from the person who asked or from staff, while the case is open."""
    locked = moves.locked_for(case, by)
    grant = by.require("case.comment", **locked.parties)
    if locked.closed_at is not None:
        raise Stale("这件事已经办完了，不能再补充。还有问题请重新说一件", "The case has ended")
    text = _words(text, "要补充的话") if text.strip() or not files else ""
    moves.attach(locked, files or [], CaseFile.Stage.REPORT, by=by, at=at)
    acts.record(
        "case.comment", obj=locked, territory=locked.territory_code, by=by, at=at, grant=moves.signed(grant, locked, by), reason=text,
        payload={"files": len(files or [])},
    )  # fmt: skip
    return locked
