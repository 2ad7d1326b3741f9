"""Checking the newest seals of the record."""

from datetime import timedelta
from typing import Any

import pytest

from shanzhi.kernel import acts, audit
from shanzhi.kernel.models import Act, Seal
from shanzhi.kernel.refused import NotAllowed
from tests import factories as make

AT = make.MORNING


@pytest.fixture
def three_seals(db: None) -> Any:
    """Three seals of two acts each."""
    area = make.make_community()
    for minute in range(3):
        for _ in range(2):
            acts.record("area.draw", obj=area, territory=area.code, by=make.pretend("system_admin"), at=AT)
        acts.seal_pending(at=AT + timedelta(minutes=minute))
    return list(Seal.objects.order_by("id"))


def test_the_newest_seals_are_checked_against_the_one_before(three_seals):
    found = acts.verify(last=2)
    assert (found.seals, found.acts, found.breaks) == (2, 4, ())
    assert acts.verify(last=3).seals == acts.verify(last=9).seals == acts.verify().seals == 3


def test_a_check_is_itself_on_record_and_only_an_audit_administrator_s(three_seals):
    found = audit.check_latest(by=make.pretend("audit_admin"), at=AT, last=1)
    assert (found.seals, found.acts, found.unsealed) == (1, 2, 0)
    act = Act.objects.get(verb="act.verify")
    assert act.payload == {"seals": 1, "acts": 2, "breaks": 0}
    for role in ("system_admin", "security_admin", "county_leader"):
        with pytest.raises(NotAllowed):
            audit.check_latest(by=make.pretend(role), at=AT, last=1)


def test_a_broken_chain_is_named_when_the_break_is_among_the_seals_checked(three_seals, monkeypatch):
    real = acts.leaf
    spoilt = Act.objects.filter(seal_id=three_seals[1].pk).values_list("id", flat=True)[0]
    monkeypatch.setattr(acts, "leaf", lambda row: b"x" * 32 if row[0] == spoilt else real(row))
    assert acts.verify(last=1).breaks == ()
    assert acts.verify(last=2).breaks == (f"封 {three_seals[1].pk} 里有记录被改过",)
