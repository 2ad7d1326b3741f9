"""Mandate 委托: one person may act for another (代办)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shanzhi.engines.org.models.account import Account
from shanzhi.kernel.personal import Personal


class Mandate(models.Model):
    """委托 from `principal` (whose affairs they are) to `agent` (who may act), from `since` up to `until`.

    `basis` says on what ground, `evidence` in words where the proof lies (e.g. 户口簿, 签字的委托书编号).
    """

    class Scope(models.TextChoices):
        """可以代办什么."""

        CASES = "cases", "反映和跟进诉求"
        ALL = "all", "全部社区事项"

    class Basis(models.TextChoices):
        """委托依据. 民法典 161–165 (agency), 23 and 27–28 (guardians are legal agents)."""

        FAMILY = "family", "近亲属代办"
        GUARDIAN = "guardian", "监护人"
        WRITTEN = "written", "书面委托"
        ORAL = "oral", "当面口头委托（两人见证）"

    principal = models.ForeignKey(Account, models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey(Account, models.PROTECT, related_name="mandates_held")
    scope = models.CharField("范围", max_length=10, choices=Scope.choices)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True, blank=True)
    basis = models.CharField("依据", max_length=10, choices=Basis.choices)
    evidence = models.TextField("凭据", max_length=500)

    class Meta:
        verbose_name = "委托"
        constraints = [
            models.CheckConstraint(name="mandate_not_to_oneself", condition=~Q(principal=F("agent"))),
            models.CheckConstraint(
                name="mandate_ends_after_it_began", condition=Q(until__isnull=True) | Q(until__gt=F("since"))
            ),
            models.CheckConstraint(name="mandate_has_evidence", condition=~Q(evidence="")),
            models.UniqueConstraint(
                fields=["principal", "agent", "scope"], condition=Q(until__isnull=True), name="mandate_open_once"
            ),
        ]

    class PersonalData:
        """Who acts for whom, and why."""

        fields: ClassVar = {
            "principal": Personal.IDENTITY,
            "agent": Personal.IDENTITY,
            "basis": Personal.IDENTITY,
            "evidence": Personal.SPEECH,
        }
        none: ClassVar = {"id", "scope", "since", "until"}

    def __str__(self) -> str:
        return f"{self.principal_id}→{self.agent_id}"
