"""Policy 规定: a number (or small table of numbers) that differs by place and by date, with its source."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models

from shanzhi.kernel.personal import Personal


class Policy(models.Model):
    """规定. Valid from `since` (inclusive) to `until` (exclusive, null for open) in the area of `area_prefix`.

    A decision pins the id of the row that it used; rows are ended, never overwritten.
    """

    code = models.CharField(max_length=60)
    area_prefix = models.CharField(max_length=15, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    value = models.JSONField()
    source = models.TextField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("code", "area_prefix", "since", name="policy_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")), name="policy_dates"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="policy_source"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(OpClass("area_prefix", "text_pattern_ops"), name="policy_area"),
        ]

    class PersonalData:
        """No person appears in a policy."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {"id", "code", "area_prefix", "since", "until", "value", "source", "is_sample"}
