"""The record explains the state: clocks can be replayed from the acts alone, whatever was done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shanzhi.engines.casework import audit, tally
from shanzhi.engines.casework.models import Case, Tally
from shanzhi.engines.casework.public import actions
from shanzhi.engines.org.public import Unit
from shanzhi.kernel import acts
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.models import Act, Seal
from tests.factories import COMMUNITY, MORNING, make_case, make_unit, pretend

pytestmark = pytest.mark.django_db

Move = Callable[[Case, Actor, datetime], object]


def moves(unit: Unit, rng: Random) -> dict[str, list[Move]]:
    """For each step, what may be done there."""
    triage = pretend("county_dispatcher")
    return {
        "submitted": [
            lambda c, _w, t: actions.accept(c, by=triage, at=t, category=rng.choice(["01", "0105", "0206"]),
                                            nature=rng.choice(["help", "complaint", "consult"])),
            lambda c, _w, t: actions.accept(c, by=triage, at=t, category="03", unit=unit),
        ],
        "accepted": [lambda c, _w, t: actions.dispatch(c, by=triage, at=t, unit=unit)],
        "dispatched": [
            lambda c, w, t: actions.sign(c, by=w, at=t),
            lambda c, w, t: actions.ask_return(c, by=w, at=t, reason="不归我们"),
        ],
        "returning": [
            lambda c, _w, t: actions.decide_return(c, by=triage, at=t, grant=True, decision="同意"),
            lambda c, _w, t: actions.decide_return(c, by=triage, at=t, grant=False, decision="归你们"),
        ],
        "signed": [
            lambda c, w, t: actions.contact(c, by=w, at=t, reached=False),
            lambda c, w, t: actions.contact(c, by=w, at=t),
        ],
        "handling": [
            lambda c, w, t: actions.contact(c, by=w, at=t),
            lambda c, w, t: actions.feed_back(c, by=w, at=t, result="办了"),
        ],
        "verifying": [
            lambda c, _w, t: actions.verify(c, by=triage, at=t),
            lambda c, _w, t: actions.send_back(c, by=triage, at=t, reason="没修好"),
        ],
        "rating": [
            lambda c, _w, t: actions.rate(c, by=triage, at=t, was_contacted=True, is_solved=False, satisfaction=1),
            lambda c, _w, t: actions.rate(c, by=triage, at=t, was_contacted=True, is_solved=True, satisfaction=3),
            lambda c, _w, t: actions.close_unrated(c, at=t),
        ],
    }  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), minutes=st.lists(st.integers(0, 5000), min_size=4, max_size=14))
def test_the_acts_alone_give_back_every_clock(seed: int, minutes: list[int]) -> None:
    rng, unit = Random(seed), make_unit()
    worker = pretend("community_worker", COMMUNITY, unit_id=unit.pk)
    at = MORNING - timedelta(days=60)
    case = make_case(at=at, phone=rng.choice(["", "13900001111"]))
    menu = moves(unit, rng)
    for wait in minutes:
        at += timedelta(minutes=wait)
        choices = menu.get(case.step, [])
        if case.step == "dispatched" and hasattr(case, "return_request"):
            choices = choices[:1]
        if case.step == "handling" and case.clocks.filter(code="contact", stopped_at__isnull=True).exists():
            choices = choices[:1]
        if choices:
            rng.choice(choices)(case, worker, at)
        case = Case.objects.get(pk=case.pk)
    assert audit.difference(case) == ""


def test_a_state_that_the_record_does_not_explain_is_named() -> None:
    case = make_case("dispatched")
    Case.objects.filter(pk=case.pk).update(step="signed")
    assert list(audit.differences(sample=10)) == [f"{case.number}: step signed, record says dispatched"]
    Case.objects.filter(pk=case.pk).update(step="dispatched")
    case.clocks.filter(code="sign").update(due_at=MORNING + timedelta(days=9))
    assert list(audit.differences(sample=10)) == [f"{case.number}: clocks differ from the record"]


def test_the_audit_looks_at_what_changed_last_and_not_at_what_came_last() -> None:
    old, *_ = cases = [make_case() for _ in range(4)]
    old = actions.accept(old, by=pretend("county_dispatcher"), at=MORNING, category="01")
    assert audit.changed_last(2) == [old.pk, cases[-1].pk]
    Case.objects.filter(pk=old.pk).update(step="signed")
    assert len(list(audit.differences(sample=1))) == 1


def test_the_audit_reads_the_acts_of_a_sample_at_once(django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        make_case()
    with django_assert_max_num_queries(6):
        assert list(audit.differences(sample=5)) == []


def test_folding_the_tally_keeps_every_sum() -> None:
    for _ in range(3):
        make_case()
    assert Tally.objects.count() == 6
    tally.fold()
    assert sorted(Tally.objects.values_list("category_code", "intake")) == [("", 3), ("00", 3)]
    tally.fold()
    assert Tally.objects.count() == 2


def test_sealed_acts_verify_and_a_late_one_is_sealed_by_the_next_batch() -> None:
    make_case("signed")
    assert acts.seal_pending(at=MORNING) is not None
    assert acts.seal_pending(at=MORNING) is None
    make_case()
    acts.seal_pending(at=MORNING)
    result = acts.verify()
    assert (result.seals, result.unsealed, result.breaks) == (2, 0, ())
    assert result.acts == Act.objects.count()


@pytest.mark.parametrize("change", [{"reason": "改过"}, {"seal_id": None}])
def test_the_database_refuses_to_change_a_sealed_act(change: dict[str, object]) -> None:
    make_case()
    acts.seal_pending(at=MORNING)
    with pytest.raises(DatabaseError, match=r"[Cc]annot update"):
        Act.objects.update(**change)


def test_the_database_refuses_to_delete_acts_and_seals() -> None:
    make_case()
    acts.seal_pending(at=MORNING)
    for model in (Act, Seal):
        with pytest.raises(DatabaseError, match=r"Cannot (update or )?delete"), transaction.atomic():
            model.objects.all().delete()
