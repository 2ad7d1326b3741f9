"""What hangs on a case: ratings, a request to return it, pictures; and the day's tally."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shanzhi.engines.casework.models.case import Case
from shanzhi.kernel.personal import Personal


class Rating(models.Model):
    """评价. What the person who asked says of the result, once a round. Satisfaction 3 满意, 2 基本满意, 1 不满意."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings", db_index=False)
    round = models.PositiveSmallIntegerField()
    was_contacted = models.BooleanField()
    is_solved = models.BooleanField()
    satisfaction = models.PositiveSmallIntegerField()
    comment = models.TextField(max_length=500, blank=True)
    channel = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("case", "round", name="rating_once_a_round"),
            models.CheckConstraint(condition=Q(satisfaction__range=(1, 3)), name="rating_scale"),
        ]

    class PersonalData:
        """The words are the resident's."""

        fields: ClassVar[dict[str, Personal]] = {"comment": Personal.SPEECH}
        none: ClassVar[set[str]] = {
            "id", "case", "round", "was_contacted", "is_solved", "satisfaction", "channel", "at",
        }  # fmt: skip

    @property
    def is_content(self) -> bool:
        """Solved, and at least 基本满意: the case may end."""
        return self.is_solved and self.satisfaction > 1


class ReturnRequest(models.Model):
    """退单. A unit says that it is not its matter: once a case, with a reason, decided by the dispatcher."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="return_request")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    reason = models.TextField(max_length=500)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    decision = models.TextField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_granted__isnull=True)
                | Q(decided_at__isnull=False, is_granted__isnull=False),
                name="return_decided_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="return_reasoned"),
        ]

    class PersonalData:
        """Words of staff."""

        fields: ClassVar[dict[str, Personal]] = {"reason": Personal.SPEECH, "decision": Personal.SPEECH}
        none: ClassVar[set[str]] = {"id", "case", "unit", "asked_at", "decided_at", "is_granted"}


class CaseFile(models.Model):
    """附件. A stored picture, paper or film on a case: what was reported, and before and after."""

    class Stage(models.TextChoices):
        """When in the case's life the picture was taken."""

        REPORT = "report", "反映时"
        BEFORE = "before", "办理前"
        AFTER = "after", "办理后"

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    file = models.OneToOneField("kernel.StoredFile", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8, choices=Stage)
    added_at = models.DateTimeField()

    class PersonalData:
        """Who is on a picture is not known; the picture itself is classed in the kernel."""

        fields: ClassVar[dict[str, Personal]] = {"file": Personal.LOCATION}
        none: ClassVar[set[str]] = {"id", "case", "stage", "added_at"}


class Tally(models.Model):
    """日计. Counts of a day, by community and by street and category; rows add up.

    A community's rows have no category; a street's have a top one (`00`: not yet triaged). Confidential reports are
    counted apart, for those who may read them. Each verb appends what it changed, in its own
    transaction; a job folds a day's rows into one. Boards read these and never count history.
    """

    on = models.DateField()
    area_code = models.CharField(max_length=12)
    category_code = models.CharField(max_length=2, blank=True)
    is_sealed = models.BooleanField(default=False, db_default=False)
    intake = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    contact_due = models.IntegerField(default=0)
    contact_met = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    solved = models.IntegerField(default=0)
    satisfied = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["on", "area_code", "category_code"], name="tally_day")
        ]

    class PersonalData:
        """Counts."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {
            "id", "on", "area_code", "category_code", "is_sealed", "intake", "closed", "late", "contact_due", "contact_met", "rated",
            "solved", "satisfied",
        }  # fmt: skip
