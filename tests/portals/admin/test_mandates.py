"""Registering at the community who may act for whom."""

from typing import Any

import pytest

from shanzhi.engines.org.public import Account, Mandate, resident_with_phone
from shanzhi.kernel.models import Act
from tests import factories as make

HOME = "/desk/admin/mandates/"
FACTS = {
    "principal": "13800001949", "agent": "138 0000 1988", "scope": "all", "basis": "family", "evidence": "户口簿第3页",
    "act": "keep",
}  # fmt: skip


@pytest.fixture
def worker(administrators: Any, seated: Any) -> Any:
    """A client of 刘敏 of the community, and two residents who have logged in: 张桂英 of the community, 张倩 of elsewhere."""
    for name, phone, home in (("张桂英", "13800001949", make.COMMUNITY), ("张倩", "13800001988", "")):
        account = resident_with_phone(phone, at=make.MORNING)
        Account.objects.filter(pk=account.pk).update(name=name, home_code=home)
    return seated(administrators["community_worker"])


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_people_are_shown_before_anything_is_registered_and_then_it_is(worker):
    page = worker.post(f"{HOME}new/", {**FACTS, "act": "check"})
    assert "张桂英 138****1949" in _text(page)
    assert not Mandate.objects.exists()
    assert worker.post(f"{HOME}new/", {**FACTS, "until": "2027-12-31"}).status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.principal.name, mandate.agent.name, mandate.evidence) == ("张桂英", "张倩", "户口簿第3页")
    listed = _text(worker.get(HOME))
    assert "张倩 138****1988" in listed
    assert "13800001988" not in listed
    assert "已经登记过" in _text(worker.post(f"{HOME}new/", FACTS))


def test_a_mandate_is_ended_with_a_reason_and_then_listed_among_the_ended(worker, frozen_clock):
    worker.post(f"{HOME}new/", FACTS)
    mandate = Mandate.objects.get()
    frozen_clock.move(hours=1)
    worker.post(HOME, {"pk": mandate.pk, "reason": "本人要求"})
    assert Act.objects.get(verb="mandate.end").reason == "本人要求"
    assert worker.get(HOME).context["rows"] == []
    assert [row.pk for row, _, _ in worker.get(f"{HOME}?over=1").context["rows"]] == [mandate.pk]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"principal": "12345"}, "手机号应是11位数字"), ({"agent": "13900000000"}, "代办人先用这个手机号登录一次"),
        ({"principal": "13900000000"}, "本人先用这个手机号登录一次"), ({"principal": "13800001988"}, "没有登记住在您的社区"),
        ({"agent": "13800001949"}, "两个在用的账号"), ({"evidence": " "}, "请填“凭据”"), ({"until": "2020-01-01"}, "登记不了"),
        ({"scope": "everything"}, "请从单子里选一个"),
    ],
)  # fmt: skip
def test_what_cannot_be_registered_is_refused_in_words(worker, wrong, words):
    answer = worker.post(f"{HOME}new/", {**FACTS, **wrong})
    assert answer.status_code == 422
    assert words in _text(answer)
    assert not Mandate.objects.exists()


def test_a_worker_of_another_community_neither_sees_nor_ends_it(worker, seated):
    worker.post(f"{HOME}new/", FACTS)
    unit = make.make_unit("committee", make.OTHER_COMMUNITY)
    other = seated(make.make_staff("community_worker", make.OTHER_COMMUNITY, unit))
    assert other.get(HOME).context["rows"] == []
    assert other.post(HOME, {"pk": Mandate.objects.get().pk, "reason": "x"}).status_code == 404
    assert Mandate.objects.get().until is None
