"""Clock 时限: what has to happen on a case by when, in working time or natural time."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shanzhi.engines.casework.models.case import Case
from shanzhi.kernel.personal import Personal


class Clock(models.Model):
    """时限. Runs from `started_at`; `due_at` already counts the pauses that ended. Stopped once, never restarted.

    `code` is accept, sign, contact, finish or rate; `limit_minutes` counts working minutes when `is_working`, else
    natural minutes. `policy_id` is the policy row that set the limit.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=8)
    limit_minutes = models.PositiveIntegerField()
    is_working = models.BooleanField()
    policy_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("case", "code", name="clock_one_running", condition=Q(stopped_at__isnull=True)),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")), name="clock_stopped"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(stopped_at__isnull=True), name="clock_paused_runs"
            ),
        ]

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["code", "due_at"], name="clock_running", condition=Q(stopped_at__isnull=True)),
        ]

    class PersonalData:
        """Times only."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {
            "id", "case", "code", "limit_minutes", "is_working", "policy_id", "started_at", "due_at", "paused_at",
            "stopped_at",
        }  # fmt: skip

    @property
    def was_met(self) -> bool | None:
        """Stopped in time; None while it runs."""
        return None if self.stopped_at is None else self.stopped_at <= self.due_at
