"""Who is told what when a case moves: subscribers of its acts, in the same transaction."""

from shanzhi.engines.casework.public import Case, kinds
from shanzhi.engines.exchange.public import notify, queue_sms
from shanzhi.kernel.models import Act


def _tell_reporter(act: Act, case: Case, text: str, *, sms: bool) -> None:
    if case.reporter_id is not None:
        notify(act_id=act.pk, text=text, link=f"/cases/{case.number}/", at=act.at, account_id=case.reporter_id)
    if sms and case.reporter_phone and not case.is_anonymous:
        queue_sms(case.reporter_phone, f"【善治】{text}", key=f"act:{act.pk}", at=act.at)


def _called(case: Case) -> str:
    """How a message calls the matter. Who told in confidence may share the telephone: nothing of it stands in there."""
    return "您的举报" if case.is_sealed else f"“{case.title}”"


def received(act: Act, case: Case) -> None:
    """The person who reported has it in writing, with the number."""
    text = f"{_called(case)}收到了，编号 {case.short_number}。办到哪一步都会告诉您"
    _tell_reporter(act, case, text if case.is_sealed else f"您说的{text}", sms=True)


#: Characters of an explanation in a message; the whole of it stands on the page of the case.
_WHY = 90


def _declined(act: Act, case: Case) -> str:
    """没有受理, the legal reason and where to go instead; of what was told in confidence only that there is a reason."""
    if case.is_sealed:
        return f"{_called(case)}没有受理，原因写在里面"
    reason = kinds.of(case.kind).decline_reasons.get(act.payload.get("reason_code", ""), "")
    why = act.reason if len(act.reason) <= _WHY else f"{act.reason[: _WHY - 1]}…"
    return f"{_called(case)}没有受理：{'。'.join(each for each in (reason, why) if each)}"


def moved(act: Act, case: Case) -> None:
    """Something happened that the person will want to know."""
    texts = {
        "case.contact": f"{_called(case)}有人接手了，正在办",
        "case.decline": _declined(act, case) if act.verb == "case.decline" else "",
        "case.close": f"{_called(case)}办完了",
    }
    if not act.payload.get("still"):
        _tell_reporter(act, case, texts[act.verb], sms=act.verb == "case.decline")


def please_rate(act: Act, case: Case) -> None:
    """The result is there; the person says whether it is good."""
    _tell_reporter(act, case, f"{_called(case)}办好了，请您看看，评价一下", sms=True)


def to_unit(act: Act, case: Case) -> None:
    """The unit that has the case in hand learns that something came or came back."""
    words = {"case.dispatch": "新派来", "case.rework": "居民不满意，要重办", "case.send_back": "核查退回",
             "case.withdraw": "反映人撤回了，不用办了"}  # fmt: skip
    text = f"{words.get(act.verb, '退单没有同意')}：{case.title}"
    if case.unit_id is not None:
        notify(act_id=act.pk, text=text, link=f"/desk/cases/{case.number}/", at=act.at, unit_id=case.unit_id)
