"""A whole life: report, accept and dispatch, sign, contact, feed back, verify, rate. And each verb by itself."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench import intake, place
from bench.clerk import together
from bench.measure import Figure, count, percentile, processor, times
from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.org.public import ROLES, Account, Unit, actor_for_session
from shanzhi.kernel.actor import Actor, Grant

RATE = 30.0


def figures(rounds: int) -> Iterator[Figure]:
    """The rate of whole lives, and p50, p95 and statements of each verb."""
    life, rounds = Life(), rounds * 4
    for _ in range(3):
        life.whole()
    before = processor()
    whole = times(life.whole, rounds)
    cpu = 1000 * (processor() - before) / rounds
    rate = len(whole) / sum(whole)
    yield Figure(
        "lifecycle", "report to rated closure, one process", percentile(whole, 0.5), percentile(whole, 0.95),
        count(life.whole), rate=rate, cpu=cpu,
    )  # fmt: skip
    both, rate = together("lives", rounds)
    yield Figure(
        "lifecycle", "report to rated closure, two processes", percentile(both, 0.5), percentile(both, 0.95), rate=rate,
        budget=f"≥ {RATE:.0f}/s", met=rate >= RATE,
    )  # fmt: skip
    for name in life.STEPS:
        taken = []
        for _ in range(max(3, rounds // 4)):
            life.begin(name)
            taken += times(lambda name=name: getattr(life, name)(), 1)  # type: ignore[misc]
        life.begin(name)
        statements = count(lambda name=name: getattr(life, name)())  # type: ignore[misc]
        yield Figure("lifecycle", name, percentile(taken, 0.5), percentile(taken, 0.95), statements)


class Life:
    """Cases one after another, each moved by the people whose step it is."""

    STEPS = ("report", "accept", "sign", "contact", "feed_back", "verify", "rate")

    def __init__(self, seed: int = 7) -> None:
        self.rng = random.Random(seed)
        self.desk = actor_for_session(Account.objects.get(username="bench-county").pk, at=place.NOW)
        self.unit = Unit.objects.get(pk=1)
        self.worker = Actor(1, "部门经办人", (Grant(ROLES["department_officer"], "421299", unit_id=1, seat_id=1),))
        self.case: Any = None
        self.at = place.NOW

    def whole(self) -> None:
        """One life."""
        for name in self.STEPS:
            getattr(self, name)()

    def begin(self, step: str) -> None:
        """Another case, just before that step."""
        for name in self.STEPS[: self.STEPS.index(step)]:
            getattr(self, name)()

    def _later(self) -> Any:
        self.at += timedelta(milliseconds=1)
        return self.at

    def report(self) -> None:
        """反映."""
        told = intake.facts(self.rng)
        self.resident = Actor(told["resident"], "居民", (Grant(ROLES["resident"], "421299"),))
        self.case = intake.by_verb(self.desk, told)
        self.at = self.case.reported_at

    def accept(self) -> None:
        """受理并派单."""
        self.case = actions.accept(self.case, by=self.desk, at=self._later(), category="0101", unit=self.unit)

    def sign(self) -> None:
        """签收."""
        self.case = actions.sign(self.case, by=self.worker, at=self._later())

    def contact(self) -> None:
        """联系诉求人."""
        self.case = actions.contact(self.case, by=self.worker, at=self._later(), note="电话里问清了情况")

    def feed_back(self) -> None:
        """反馈."""
        self.case = actions.feed_back(
            self.case, by=self.worker, at=self._later(), result="已派人到现场更换配件，恢复正常使用。"
        )

    def verify(self) -> None:
        """核查."""
        self.case = actions.verify(self.case, by=self.desk, at=self._later())

    def rate(self) -> None:
        """评价."""
        actions.rate(self.case, by=self.resident, at=self._later(), was_contacted=True, is_solved=True, satisfaction=3)
        self.case = Case(pk=self.case.pk)
