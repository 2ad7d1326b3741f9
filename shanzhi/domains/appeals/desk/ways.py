"""What can be done with a case: each verb's words, form and permission, and why it is not in order now.

The page draws forms from this table and the sub-resources obey it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shanzhi.domains.appeals.desk import forms
from shanzhi.domains.appeals.desk.queries import Dossier
from shanzhi.engines.casework.public import Case, ReturnRequest, actions, kinds
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.ui import words

Data = Mapping[str, Any]
Act = Callable[[Case, Actor, datetime, Data], Any]


@dataclass(frozen=True, slots=True)
class Way:
    """One way on.

    `slug` is the sub-resource, `verbs` the process's verbs of which one must be in order (none: while open), `hint`
    says in the list what it means, `done` what the page says afterwards.
    """

    slug: str
    label: str
    verbs: tuple[str, ...]
    needs: str
    form: type[forms.VerbForm]
    act: Act
    done: str
    hint: str = ""
    key: str = ""

    def why_not_at(self, step: str) -> bool:
        """Whether none of the verbs is in order at a step of an appeal."""
        return not any(verb in kinds.of("appeal").process.steps[step].verbs for verb in self.verbs)


def _accept(case: Case, by: Actor, at: datetime, data: Data) -> object:
    return actions.accept(
        case, by=by, at=at, category=data["category"], nature=data["nature"], unit=data["unit"],
        advice=data.get("advice"), version=data["version"],
    )  # fmt: skip


def _dispatch(case: Case, by: Actor, at: datetime, data: Data) -> object:
    return actions.dispatch(case, by=by, at=at, unit=data["unit"], note=data["note"], version=data["version"])


def _sign(case: Case, by: Actor, at: datetime, data: Data) -> object:
    return actions.sign(case, by=by, at=at, version=data["version"])


def _contact(case: Case, by: Actor, at: datetime, data: Data) -> object:
    reached = data["reached"] == "yes"
    return actions.contact(case, by=by, at=at, note=data["note"], reached=reached, version=data["version"])


def _feed_back(case: Case, by: Actor, at: datetime, data: Data) -> object:
    return actions.feed_back(
        case, by=by, at=at, result=data["result"], before=data["before"], after=data["after"], version=data["version"]
    )


def _verify(case: Case, by: Actor, at: datetime, data: Data) -> object:
    if data["passed"] == "yes":
        return actions.verify(case, by=by, at=at, note=data["note"], version=data["version"])
    return actions.send_back(case, by=by, at=at, reason=data["note"], version=data["version"])


def _ask_return(case: Case, by: Actor, at: datetime, data: Data) -> object:
    return actions.ask_return(case, by=by, at=at, reason=data["reason"], version=data["version"])


def _decide(case: Case, by: Actor, at: datetime, data: Data) -> object:
    grant = data["grant"] == "yes"
    return actions.decide_return(case, by=by, at=at, grant=grant, decision=data["decision"], version=data["version"])


def _decline(case: Case, by: Actor, at: datetime, data: Data) -> object:
    return actions.decline(
        case, by=by, at=at, reason_code=data["reason_code"], explanation=data["explanation"], version=data["version"]
    )


def _revisit(case: Case, by: Actor, at: datetime, data: Data) -> object:
    return actions.rate(
        case, by=by, at=at, was_contacted=data["was_contacted"] == "yes", is_solved=data["is_solved"] == "yes",
        satisfaction=int(data["satisfaction"]), comment=data["comment"], version=data["version"],
    )  # fmt: skip


def _comment(case: Case, by: Actor, at: datetime, data: Data) -> object:
    return actions.comment(case, by=by, at=at, text=data["text"], files=data["photos"])


WAYS: dict[str, Way] = {
    way.slug: way
    for way in (
        Way("acceptance", "受理", ("accept",), "case.accept", forms.AcceptForm, _accept, "受理了", "定类别，可以同时派出去", "a"),
        Way("dispatch", "派单", ("dispatch",), "case.dispatch", forms.DispatchForm, _dispatch, "派出去了", "交给一个单位办", "d"),
        Way("signature", "签收", ("sign",), "case.sign", forms.SignForm, _sign, "签收了", "接下来联系本人", "s"),
        Way("feedback", "反馈", ("feed_back",), "case.feed_back", forms.FeedbackForm, _feed_back, "反馈交上去了，等核查",
            "办好了，写结果", "f"),
        Way("contact", "联系诉求人", ("contact",), "case.contact", forms.ContactForm, _contact, "记下了", "没联系上也记一笔", "c"),
        Way("verification", "核查", ("verify", "send_back"), "case.verify", forms.VerifyForm, _verify, "核查结果记下了",
            "看结果是不是属实", "v"),
        Way("return-decision", "审退单", ("grant_return", "refuse_return"), "case.decide_return", forms.DecideForm, _decide,
            "决定记下了", "对方说不归它管", "g"),
        Way("revisit", "电话回访", ("rate",), "case.revisit", forms.RevisitForm, _revisit, "评价记下了", "代居民记评价", "r"),
        Way("return", "申请退单", ("ask_return",), "case.ask_return", forms.ReturnForm, _ask_return, "退单报上去了，等裁定",
            "一件事只能退一次", "b"),
        Way("refusal", "不予受理", ("decline",), "case.decline", forms.DeclineForm, _decline, "记为不予受理，已告诉居民",
            "只有六条法定理由", "n"),
        Way("comment", "补充", (), "case.comment", forms.CommentForm, _comment, "补充了", "加一句或一张照片", "m"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """A way, open to the actor (`why_not` empty) or not."""

    way: Way
    why_not: str = ""


def options(actor: Actor, book: Dossier, at: datetime) -> list[Option]:
    """Every way that the actor's posts allow with this case, those in order first."""
    case = book.case
    mine = [way for way in WAYS.values() if actor.may(way.needs, **case.parties)]
    found = [Option(way, why_not(way, book, at) or _not_this_one(way, actor, case)) for way in mine]
    # After 不满意 the person is spoken with before a result is reported, so that is what the page begins with.
    unspoken = any(clock.code == "contact" and clock.stopped_at is None for clock in book.clocks)
    return sorted(found, key=lambda option: (bool(option.why_not), unspoken and option.way.slug == "feedback"))


def _not_this_one(way: Way, actor: Actor, case: Case) -> str:
    """Why it is in order, but for somebody else to do."""
    refused = actions.why_no_revisit(case, actor) if way.slug == "revisit" else None
    return refused.message if refused else ""


def why_not(way: Way, book: Dossier, at: datetime) -> str:
    """Why the way is not in order now, in words; empty when it is."""
    case, process = book.case, kinds.process_of(book.case)
    step = process.steps[case.step]
    if step.is_end:
        return f"已经{step.label.removeprefix('已')}，不再改动"
    returned: ReturnRequest | None = getattr(case, "return_request", None)
    if way.slug == "return" and returned is not None:
        return "退过一次，不能再退"
    if not way.verbs or any(verb in step.verbs for verb in way.verbs):
        return ""
    done = book.last(*way.verbs)
    if done is not None:
        return f"{words.spoken(done.at, at)}{done.actor_name}办过了"
    order = list(process.steps)
    froms = [code for code in order if any(verb in process.steps[code].verbs for verb in way.verbs)]
    if not froms:
        return "匿名的，没有人可联系" if way.slug == "contact" else "这类事没有这一步"
    labels = "、".join(process.steps[code].label for code in froms)
    return f"还没到{labels}" if order.index(case.step) < order.index(froms[0]) else f"过了{labels}"
