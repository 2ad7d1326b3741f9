"""Roles × verbs × places: each verb of a case, tried by everybody on a case of every place at which it is in order.

Who may is read off the role classes here, without `Actor.may`; whoever may not changes nothing at all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from shanzhi.engines.casework.actions.close import OwnWork
from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.org.public import Unit
from shanzhi.engines.org.roles import ROLES
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import NotAllowed, Refused
from shanzhi.kernel.roles import Reach
from tests import factories as make
from tests.sweeps import world as worlds
from tests.sweeps.rows import fingerprint
from tests.sweeps.world import AT, STAFF, World

PEOPLE = [
    "visitor", "reporter", "neighbour", "agent", "principal", *STAFF, "community_worker@sibling",
    "street_officer@other street", "county_dispatcher@other county",
]  # fmt: skip
#: name of the place: (code, unit that has the case in hand)
PLACES = {
    "own": (make.COMMUNITY, "committee"), "grid": (make.GRID, "firm"), "sibling": (worlds.SIBLING, "sibling"),
    "other street": (worlds.OTHER_STREET_COMMUNITY, "department"), "other county": (worlds.OTHER_COUNTY_COMMUNITY, "other county"),
}  # fmt: skip


@dataclass(frozen=True)
class Try:
    """A verb: at which step it is in order, which permission it needs, how it is done and how a page does it."""

    step: str
    needs: str
    act: Callable[[Case, Actor, World], Any]
    slug: str = ""
    data: tuple[tuple[str, str], ...] = ()


def _unit(world: World, case: Case) -> Unit:
    return world.units[next(unit for code, unit in PLACES.values() if code == case.territory_code)]


TRIES = {
    "accept": Try("submitted", "case.accept", lambda c, by, _: actions.accept(c, by=by, at=AT, category="01"),
                  "acceptance", (("category", "01"), ("nature", "help"))),
    "decline": Try("submitted", "case.decline",
                   lambda c, by, _: actions.decline(c, by=by, at=AT, reason_code=_reason(), explanation="请到法院"),
                   "refusal", (("explanation", "请到法院"),)),
    "dispatch": Try("accepted", "case.dispatch", lambda c, by, w: actions.dispatch(c, by=by, at=AT, unit=_unit(w, c)), "dispatch"),
    "sign": Try("dispatched", "case.sign", lambda c, by, _: actions.sign(c, by=by, at=AT), "signature"),
    "ask_return": Try("dispatched", "case.ask_return", lambda c, by, _: actions.ask_return(c, by=by, at=AT, reason="归水务"),
                      "return", (("reason", "归水务"),)),
    "decide_return": Try("returning", "case.decide_return",
                         lambda c, by, _: actions.decide_return(c, by=by, at=AT, grant=False, decision="归你们"),
                         "return-decision", (("grant", "no"), ("decision", "归你们"))),
    "contact": Try("signed", "case.contact", lambda c, by, _: actions.contact(c, by=by, at=AT, note="问清了"),
                   "contact", (("reached", "yes"),)),
    "feed_back": Try("handling", "case.feed_back", lambda c, by, _: actions.feed_back(c, by=by, at=AT, result="修好了"),
                     "feedback", (("result", "修好了"),)),
    "verify": Try("verifying", "case.verify", lambda c, by, _: actions.verify(c, by=by, at=AT),
                  "verification", (("passed", "yes"),)),
    "send_back": Try("verifying", "case.verify", lambda c, by, _: actions.send_back(c, by=by, at=AT, reason="没修好"),
                     "verification", (("passed", "no"), ("note", "没修好"))),
    "rate": Try("rating", "case.revisit", lambda c, by, _: actions.rate(
        c, by=by, at=AT, was_contacted=True, is_solved=True, satisfaction=3),
        "revisit", (("was_contacted", "yes"), ("is_solved", "yes"), ("satisfaction", "3"))),
    "withdraw": Try("submitted", "case.withdraw", lambda c, by, _: actions.withdraw(c, by=by, at=AT)),
    "resolve": Try("found", "case.resolve", lambda c, by, _: actions.resolve(c, by=by, at=AT)),
    "comment": Try("signed", "case.comment", lambda c, by, _: actions.comment(c, by=by, at=AT, text="补一句"),
                   "comment", (("text", "补一句"),)),
}  # fmt: skip


def _reason() -> str:
    from shanzhi.domains.appeals.kind import DECLINE_REASONS

    return next(iter(DECLINE_REASONS))


def may(actor: Actor, verb: str, case: Case) -> bool:
    """Who may, from the role classes alone: codes are compared as text, units and owners as numbers."""
    for grant in actor.grants:
        reach = ROLES[grant.role.code].verbs.get(verb, Reach(0))
        if Reach.TERRITORY in reach and case.territory_code[: len(grant.territory)] == grant.territory:
            return True
        if Reach.UNIT in reach and grant.unit_id is not None and grant.unit_id == case.unit_id:
            return True
        if Reach.OWN in reach and case.reporter_id in {actor.account_id, *actor.acting_for} - {None}:
            return True
    return False


def needed(actor: Actor, attempt: Try, case: Case) -> str:
    """One rates one's own, others revisit."""
    own = case.reporter_id is not None and case.reporter_id in actor.owners
    return "case.rate" if attempt.needs == "case.revisit" and own else attempt.needs


def did_it(actor: Actor, attempt: Try, case: Case) -> bool:
    """Whoever is of the unit that did the work does not take down how good it was."""
    of_unit = case.unit_id is not None and case.unit_id in [grant.unit_id for grant in actor.grants]
    return of_unit and needed(actor, attempt, case) == "case.revisit"


@pytest.fixture(scope="module")
def cases(world: World) -> dict[tuple[str, str], Case]:
    """(place, step) → a case of 钱多多 there; the one in the own community is 老母亲's, who has a proxy."""
    found = {}
    for place, (code, unit) in PLACES.items():
        whose = world.people["principal" if place == "own" else "reporter"]
        for step in ("submitted", "accepted", "dispatched", "returning", "signed", "handling", "verifying", "rating"):
            goal = "dispatched" if step == "returning" else step
            case = make.make_case(
                goal, at=AT, unit=world.units[unit], territory_code=code, reporter=whose, body=f"{place}{step}"
            ) if place != "other county" else _elsewhere(world, goal)  # fmt: skip
            if step == "returning":
                by = make.pretend("department_officer", code, unit_id=case.unit_id)
                case = actions.ask_return(case, by=by, at=AT, reason="不归我们")
            found[place, step] = Case.objects.get(pk=case.pk)
        case = make.make_case("submitted", at=AT, territory_code=code, channel="grid", body=f"{place}巡查")
        found[place, "found"] = Case.objects.get(pk=case.pk)
    return found


def _elsewhere(world: World, step: str) -> Case:
    """A case of the other county: its own dispatcher moves it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "COUNTY", make.OTHER_COUNTY)
        patch.setattr(make.pretend, "__defaults__", (make.OTHER_COUNTY, None, None))
        return make.make_case(
            step, at=AT, unit=world.units["other county"], territory_code=worlds.OTHER_COUNTY_COMMUNITY,
            reporter=world.people["reporter"], body=f"邻县{step}",
        )  # fmt: skip


def attempts(cases: dict[tuple[str, str], Case]) -> Iterator[tuple[str, str, Try, Case]]:
    """Every verb on every place."""
    for verb, attempt in TRIES.items():
        for place in PLACES:
            yield place, verb, attempt, cases[place, attempt.step]


@pytest.mark.parametrize("who", PEOPLE)
def test_a_verb_is_done_by_whom_the_role_classes_allow_and_changes_nothing_else(
    world: World, cases: dict[tuple[str, str], Case], who: str
) -> None:
    actor, before = world.actor(who), fingerprint()
    wrong, done = [], 0
    for place, verb, attempt, case in attempts(cases):
        allowed = may(actor, needed(actor, attempt, case), case) and not did_it(actor, attempt, case)
        point = transaction.savepoint()
        try:
            attempt.act(case, actor, world)
            did = True
        except (NotAllowed, OwnWork):
            did = False
            if fingerprint() != before:
                wrong.append((place, verb, "refused, yet something changed"))
        transaction.savepoint_rollback(point)
        if did != allowed:
            wrong.append((place, verb, f"{'did' if did else 'did not'}, {'may' if allowed else 'may not'}"))
        done += did
    assert not wrong
    assert fingerprint() == before
    if who in {"county_dispatcher", "community_worker", "street_officer", "reporter"}:
        assert done, "somebody who may do something did nothing: the sweep is blind"


@pytest.mark.parametrize("who", PEOPLE)
def test_the_page_of_a_verb_obeys_the_same_classes(world: World, cases: dict[tuple[str, str], Case], who: str) -> None:
    actor, client, before = world.actor(who), world.client(who), fingerprint()
    at_desk = any(grant.seat_id for grant in actor.grants) and actor.holds("case.read")
    wrong = []
    for place, verb, attempt, case in attempts(cases):
        if not attempt.slug or place not in {"own", "sibling"}:
            continue
        visible = Case.objects.visible_to(actor).filter(pk=case.pk).exists()
        allowed = at_desk and visible and may(actor, needed(actor, attempt, case), case)
        allowed = allowed and not did_it(actor, attempt, case)
        data = dict(attempt.data) | {"version": str(case.version), "next": "/desk/"}
        data |= {"unit": str(_unit(world, case).pk)} if verb == "dispatch" else {}
        data |= {"reason_code": _reason()} if verb == "decline" else {}
        point = transaction.savepoint()
        answer = client.post(f"/desk/cases/{case.number}/{attempt.slug}", data)
        changed = fingerprint() != before
        transaction.savepoint_rollback(point)
        if allowed != changed or (allowed and answer.status_code != 303):
            wrong.append((place, verb, answer.status_code, "may" if allowed else "may not"))
        if not visible and not (answer.status_code == 404 or "/staff/login/" in answer.get("Location", "")):
            wrong.append((place, verb, answer.status_code, "an invisible case answers"))
    assert not wrong


@pytest.mark.parametrize(
    "who", ["visitor", "neighbour", "agent", "whistleblower", "community_worker", "county_dispatcher"]
)
def test_residents_verbs_reach_one_s_own_cases_only(world: World, cases: dict[tuple[str, str], Case], who: str) -> None:
    actor, client, before = world.actor(who), world.client(who), fingerprint()
    for (place, step), case in cases.items():
        if case.reporter_id in actor.owners:
            continue
        good = {"was_contacted": "1", "is_solved": "1", "satisfaction": "3", "quick": "good", "text": "补一句"}
        for verb in ("withdraw", "more", "rating"):
            answer = client.post(f"/cases/{case.number}/{verb}/", good)
            assert answer.status_code == 404 or "/login/" in answer["Location"], (place, step, verb)
        assert client.get(f"/cases/{case.number}/").status_code == 404
    assert fingerprint() == before


def test_refusals_are_sentences_in_chinese(world: World, cases: dict[tuple[str, str], Case]) -> None:
    actor = world.actor("grid_worker")
    with pytest.raises(Refused, match=r"[一-鿿]{4,}"), transaction.atomic():
        actions.accept(cases["own", "submitted"], by=actor, at=AT, category="01")
