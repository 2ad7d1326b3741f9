"""Changing a policy: dated rows beside each other, nothing overwritten, and what is refused in words."""

from datetime import date, timedelta
from typing import Any

import pytest

from shanzhi.kernel import policy, policy_actions
from shanzhi.kernel.acts import history
from shanzhi.kernel.models import Act, Policy
from shanzhi.kernel.policy_actions import PolicyNotPossible
from shanzhi.kernel.policy_shape import difference
from shanzhi.kernel.refused import NotAllowed, Stale
from tests import factories as make

AT = make.MORNING
TODAY = AT.date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def rule(db: None) -> Any:
    """120 working minutes everywhere since 2020."""
    policy.invalidate()
    yield Policy.objects.create(
        code="test.accept",
        since=date(2020, 1, 1),
        value={"minutes": 120, "working": True},
        source="示例",
        is_sample=True,
    )
    policy.invalidate()


def _change(**more: Any) -> dict[str, Any]:
    admin = make.pretend("system_admin")
    return {
        "value": {"minutes": 60, "working": True},
        "since": TOMORROW,
        "source": "会议纪要3号",
        "by": admin,
        "at": AT,
        **more,
    }


def test_a_change_ends_the_row_and_begins_another_so_that_each_day_has_one(rule):
    made = policy_actions.revise(rule, **_change())
    rule.refresh_from_db()
    assert (rule.value["minutes"], rule.until, made.since, made.until) == (120, TOMORROW, TOMORROW, None)
    assert policy.value("test.accept", area=make.COMMUNITY, at=AT).pk == rule.pk
    assert policy.value("test.accept", area=make.COMMUNITY, at=AT + timedelta(days=1)).pk == made.pk
    act = history(made).get()
    assert (act.verb, act.payload["was"]) == ("policy.revise", rule.pk)


def test_a_place_may_have_a_rule_of_its_own_beside_the_general_one(rule):
    made = policy_actions.localise(rule, area=make.STREET, **_change())
    later = AT + timedelta(days=1)
    assert policy.value("test.accept", area=make.COMMUNITY, at=later).pk == made.pk
    assert policy.value("test.accept", area=make.OTHER_STREET, at=later).pk == rule.pk
    with pytest.raises(PolicyNotPossible, match="已经有单独的规定"):
        policy_actions.localise(rule, area=make.STREET, **_change())
    with pytest.raises(PolicyNotPossible, match="范围里面"):
        policy_actions.localise(made, area=make.OTHER_STREET, **_change())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"since": TODAY}, "最早从明天起"),
        ({"source": " "}, "要写明依据"),
        ({"value": {"minutes": "60", "working": True}}, "minutes 要是整数"),
        ({"value": {"minutes": 120, "working": True}, "source": "示例"}, "和现在的一样"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(rule, wrong, words):
    with pytest.raises(PolicyNotPossible, match=words):
        policy_actions.revise(rule, **_change(**wrong))
    rule.refresh_from_db()
    assert rule.until is None
    assert Policy.objects.filter(code="test.accept").count() == 1
    assert not Act.objects.filter(verb="policy.revise").exists()


def test_only_a_system_administrator_of_the_place_changes_a_rule(rule):
    for role in ("security_admin", "audit_admin", "county_leader", "community_worker"):
        with pytest.raises(NotAllowed):
            policy_actions.revise(rule, **_change(by=make.pretend(role)))
    with pytest.raises(NotAllowed):
        policy_actions.revise(rule, **_change(by=make.pretend("system_admin", make.STREET)))


def test_a_row_that_somebody_else_just_changed_is_not_changed_again(rule):
    read_before = Policy.objects.get(pk=rule.pk)
    policy_actions.revise(rule, **_change())
    with pytest.raises(Stale):
        policy_actions.revise(read_before, **_change(value={"minutes": 30, "working": True}))


def test_a_row_that_has_not_begun_and_one_that_ends_first_are_said_so(rule):
    made = policy_actions.revise(rule, **_change(since=TODAY + timedelta(days=10)))
    with pytest.raises(PolicyNotPossible, match="才开始管用"):
        policy_actions.revise(made, **_change(value={"minutes": 30, "working": True}))
    rule.refresh_from_db()
    with pytest.raises(PolicyNotPossible, match="就到期了"):
        policy_actions.revise(rule, **_change(since=TODAY + timedelta(days=20)))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (5, 6, ""), (0.5, 1, ""), (5, 5.5, "要是整数"), (5, True, "要是整数"), (True, 1, "要是是或否"), (5, -1, "不能小于 0"),
        ("a", " ", "不能空着"), ({}, {"gas": 1}, ""), ({"a": 1}, {}, "少了 a"), ({"a": 1}, {"a": 1, "b": 2}, "多了 b"),
        ({"a": {"b": 1}}, {"a": {"b": "x"}}, "a.b 要是整数"), ([1], ["x"], "第1项 要是整数"), ([1], [], "不能空着"), ([], ["x"], ""),
        ({"a": 1}, [1], "要是名目表"),
    ],
)  # fmt: skip
def test_a_new_value_is_built_like_the_old_one(old, new, words):
    found = difference(old, new)
    assert found == "" if words == "" else words in found
