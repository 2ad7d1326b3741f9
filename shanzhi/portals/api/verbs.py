"""/cases/{number}/…: acting on a case. Each takes `version` (a stale one is refused) and an Idempotency-Key."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from shanzhi.engines.casework.public import Case, actions
from shanzhi.kernel import clock
from shanzhi.kernel.actor import Actor
from shanzhi.portals.api import schemas, shapes
from shanzhi.portals.api.cases import REFUSALS, unit_of, visible
from shanzhi.portals.api.door import caller
from shanzhi.portals.api.repeats import once

router = Router(tags=["verbs"])
_ANSWERS = {200: schemas.CaseOut, **REFUSALS}
Verb = Callable[[Case, Actor, Any], Any]


def _do(request: HttpRequest, number: str, body: schemas.In, verb: Verb) -> HttpResponse:
    """Find the case among the visible, act once, show it as it is now."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    at = clock.now()

    def act() -> Any:
        case = visible(actor, number)
        verb(case, actor, at)
        return shapes.case(Case.objects.select_related("unit").get(pk=case.pk), actor)

    return shapes.answer(once(request, body.dict(), caller=f"api:{caller(actor)}", at=at, do=act))


@router.post("/acceptance", response=_ANSWERS, summary="受理")
def accept(request: HttpRequest, number: Path[str], body: schemas.AcceptIn) -> HttpResponse:
    """Fix category and nature; with `unit`, dispatch at once."""
    return _do(request, number, body, lambda case, by, at: actions.accept(
        case, by=by, at=at, category=body.category, nature=body.nature or "",
        unit=unit_of(body.unit) if body.unit else None, version=body.version,
    ))  # fmt: skip


@router.post("/dispatch", response=_ANSWERS, summary="派单")
def dispatch(request: HttpRequest, number: Path[str], body: schemas.DispatchIn) -> HttpResponse:
    """Give the case to a unit."""
    return _do(request, number, body, lambda case, by, at: actions.dispatch(
        case, by=by, at=at, unit=unit_of(body.unit), note=body.note, version=body.version
    ))  # fmt: skip


@router.post("/signature", response=_ANSWERS, summary="签收")
def sign(request: HttpRequest, number: Path[str], body: schemas.SignIn) -> HttpResponse:
    """The unit has it."""
    return _do(request, number, body, lambda case, by, at: actions.sign(case, by=by, at=at, version=body.version))


@router.post("/contact", response=_ANSWERS, summary="联系诉求人")
def contact(request: HttpRequest, number: Path[str], body: schemas.ContactIn) -> HttpResponse:
    """Spoke with the person, or tried to."""
    return _do(request, number, body, lambda case, by, at: actions.contact(
        case, by=by, at=at, note=body.note, reached=body.reached, version=body.version
    ))  # fmt: skip


@router.post("/feedback", response=_ANSWERS, summary="反馈结果")
def feed_back(request: HttpRequest, number: Path[str], body: schemas.FeedbackIn) -> HttpResponse:
    """What was done."""
    return _do(request, number, body, lambda case, by, at: actions.feed_back(
        case, by=by, at=at, result=body.result, version=body.version
    ))  # fmt: skip


@router.post("/verification", response=_ANSWERS, summary="核查")
def verify(request: HttpRequest, number: Path[str], body: schemas.VerifyIn) -> HttpResponse:
    """It is as reported, or it goes back."""

    def act(case: Case, by: Actor, at: Any) -> object:
        if body.passed:
            return actions.verify(case, by=by, at=at, note=body.note, version=body.version)
        return actions.send_back(case, by=by, at=at, reason=body.note, version=body.version)

    return _do(request, number, body, act)


@router.post("/return", response=_ANSWERS, summary="申请退单")
def ask_return(request: HttpRequest, number: Path[str], body: schemas.ReturnIn) -> HttpResponse:
    """Not this unit's matter."""
    return _do(request, number, body, lambda case, by, at: actions.ask_return(
        case, by=by, at=at, reason=body.reason, version=body.version
    ))  # fmt: skip


@router.post("/return-decision", response=_ANSWERS, summary="审退单")
def decide_return(request: HttpRequest, number: Path[str], body: schemas.ReturnDecisionIn) -> HttpResponse:
    """Granted or refused."""
    return _do(request, number, body, lambda case, by, at: actions.decide_return(
        case, by=by, at=at, grant=body.grant, decision=body.decision, version=body.version
    ))  # fmt: skip


@router.post("/refusal", response=_ANSWERS, summary="不予受理")
def decline(request: HttpRequest, number: Path[str], body: schemas.RefusalIn) -> HttpResponse:
    """For a legal reason, saying where to go instead."""
    return _do(request, number, body, lambda case, by, at: actions.decline(
        case, by=by, at=at, reason_code=body.reason_code, explanation=body.explanation, version=body.version
    ))  # fmt: skip


@router.post("/rating", response=_ANSWERS, summary="评价")
def rate(request: HttpRequest, number: Path[str], body: schemas.RatingIn) -> HttpResponse:
    """What the person said, taken down."""
    return _do(request, number, body, lambda case, by, at: actions.rate(
        case, by=by, at=at, was_contacted=body.was_contacted, is_solved=body.is_solved,
        satisfaction=body.satisfaction, comment=body.comment, version=body.version,
    ))  # fmt: skip


@router.post("/comment", response=_ANSWERS, summary="补充")
def comment(request: HttpRequest, number: Path[str], body: schemas.CommentIn) -> HttpResponse:
    """A sentence more, while the case is open."""
    return _do(request, number, body, lambda case, by, at: actions.comment(case, by=by, at=at, text=body.text))


@router.post("/withdrawal", response=_ANSWERS, summary="撤回")
def withdraw(request: HttpRequest, number: Path[str], body: schemas.WithdrawIn) -> HttpResponse:
    """Taken back by who reported it, in the minutes of the policy."""
    return _do(request, number, body, lambda case, by, at: actions.withdraw(case, by=by, at=at, version=body.version))


@router.post("/reporter", response={200: schemas.ReporterOut, **REFUSALS}, summary="看反映人全号")
def reporter(request: HttpRequest, number: Path[str], body: schemas.ReporterIn) -> HttpResponse:
    """Name and telephone in full, for a purpose. Each call is on record; no answer is kept, so a repeat is another look."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    case = visible(actor, number)
    phone = actions.unmask(case, by=actor, at=clock.now(), purpose=body.purpose)
    answer = shapes.answer({"name": case.reporter_name or None, "phone": phone, "is_masked": False})
    answer["Cache-Control"] = "no-store"
    return answer
