"""Case 工单: one thing asked for, in whose hands it is, and until when."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length, Substr
from django.db.models.lookups import Exact

from shanzhi.kernel import search
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.codes import covers
from shanzhi.kernel.fields import EncryptedTextField
from shanzhi.kernel.personal import Personal
from shanzhi.kernel.roles import Reach

_STREET, _COMMUNITY = 9, 12


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases in the words of the field."""

    def visible_to(self, actor: Actor) -> Self:
        """The one predicate of visibility: lists, counts, search, export, API and live updates all start here.

        A role that reads by territory sees what lies there except confidential 举报, which need `case.read_sealed`;
        a role that reads by unit sees what is in its unit's hands; everyone sees what `owned_by` gives them.
        """
        seen = owned_by(actor)
        for grant in actor.holding("case.read", Reach.TERRITORY):
            here = in_territory(grant.territory)
            seen |= here if "case.read_sealed" in grant.role.verbs else here & Q(is_sealed=False)
        units = {grant.unit_id for grant in actor.holding("case.read", Reach.UNIT)} - {None}
        if units:
            seen |= Q(unit_id__in=units)
        return self.filter(seen)

    def open(self) -> Self:
        """Not yet ended."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, at: datetime) -> Self:
        """Open, and a running clock is past due at `at`."""
        return self.open().filter(burns_at__lt=at)

    def public(self) -> Self:
        """What the public board shows: ended by being handled, and not withheld."""
        return self.filter(closed_at__isnull=False, is_public=True, is_sealed=False, step="closed")


def owned_by(actor: Actor) -> Q:
    """Cases that are the actor's own, or a principal's who told them openly.

    What a principal told in confidence may be about the very person who acts for them.
    """
    if actor.account_id is None:
        return Q(pk__in=[])
    own = Q(reporter_id=actor.account_id)
    return own | Q(reporter_id__in=actor.acting_for, is_sealed=False) if actor.acting_for else own


def in_territory(prefix: str) -> Q:
    """Cases inside a territory. Streets and communities have columns of their own, so that an index gives the order."""
    if len(prefix) == _STREET:
        return Q(street_code=prefix)
    if len(prefix) == _COMMUNITY:
        return Q(community_code=prefix)
    return Q(territory_code__within=prefix)


def short_number() -> Substr:
    """`1122-037` of `421202002010-261122-037`, as an expression that has an index."""
    return Substr("number", 16)


class Case(models.Model):
    """工单. State columns are the truth; the acts tell how it came to be."""

    number = models.CharField(max_length=28)
    kind = models.CharField(max_length=12)
    nature = models.CharField(max_length=12)
    step = models.CharField(max_length=12)
    territory_code = models.CharField(max_length=15)
    street_code = models.GeneratedField(
        expression=Left("territory_code", _STREET), output_field=models.CharField(max_length=9), db_persist=True
    )
    community_code = models.GeneratedField(
        expression=Left("territory_code", _COMMUNITY), output_field=models.CharField(max_length=12), db_persist=True
    )
    place_code = models.CharField(max_length=32, blank=True)
    place_text = models.CharField(max_length=120, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    title = models.CharField(max_length=60)
    body = models.TextField(max_length=2000, blank=True)
    category_code = models.CharField(max_length=6, blank=True)
    # The indexes below begin with unit and reporter: those of the foreign keys would be written for nothing.
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="cases", db_index=False)
    reporter = models.ForeignKey("org.Account", models.PROTECT, null=True, related_name="cases", db_index=False)
    reporter_name = EncryptedTextField(blank=True)
    reporter_phone = EncryptedTextField(blank=True)
    phone_index = models.BinaryField(max_length=16, null=True)
    is_anonymous = models.BooleanField(default=False)
    is_sealed = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True)
    channel = models.CharField(max_length=12)
    reported_at = models.DateTimeField()
    burns_at = models.DateTimeField(null=True)
    finish_due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    search = models.GeneratedField(
        expression=search.vector(F("title"), F("body"), F("place_text")), output_field=SearchVectorField(),
        db_persist=True,
    )  # fmt: skip

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Not `unique=True`, which would add an index for LIKE that nothing uses.
            models.UniqueConstraint(fields=["number"], name="case_number_unique"),
            models.UniqueConstraint("source", "source_key", name="case_source_once", condition=~Q(source_key="")),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(burns_at__isnull=True), name="case_closed_cold"
            ),
            models.CheckConstraint(condition=Q(is_sealed=False) | Q(is_public=False), name="case_sealed_private"),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(Exact(Length("reporter_name"), 0)), name="case_anonymous_nameless"
            ),
            models.CheckConstraint(condition=Q(territory_code__regex=r"^\d{12}(\d{3})?$"), name="case_territory_shape"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="case_point",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="case_titled"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-reported_at", "-id"], name="case_new"),
            models.Index(fields=["community_code", "-reported_at", "-id"], name="case_community_new"),
            models.Index(fields=["street_code", "-reported_at", "-id"], name="case_street_new"),
            models.Index(fields=["category_code", "-reported_at", "-id"], name="case_category_new"),
            models.Index(fields=["unit", "-reported_at", "-id"], name="case_unit_new"),
            # Counts and groupings of what is open read this index alone, whatever the territory and the filters.
            models.Index(
                fields=["burns_at", "id"], name="case_open_burns", condition=Q(closed_at__isnull=True),
                include=[
                    "step", "unit", "territory_code", "street_code", "community_code", "category_code", "nature", "channel",
                    "reported_at", "reporter", "is_sealed",
                ],
            ),
            models.Index(fields=["unit", "burns_at", "id"], name="case_open_unit", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["reporter", "-reported_at"], name="case_reporter", condition=Q(reporter__isnull=False)),
            models.Index(fields=["phone_index"], name="case_phone", condition=Q(phone_index__isnull=False)),
            models.Index(short_number(), name="case_short_number"),
            GinIndex("search", name="case_search"),
        ]  # fmt: skip

    class PersonalData:
        """The reporter is known to whoever must contact them, and to nobody else."""

        fields: ClassVar[dict[str, Personal]] = {
            "reporter": Personal.IDENTITY,
            "reporter_name": Personal.NAME,
            "reporter_phone": Personal.CONTACT,
            "phone_index": Personal.CONTACT,
            "place_code": Personal.ADDRESS,
            "place_text": Personal.ADDRESS,
            "lon": Personal.LOCATION,
            "lat": Personal.LOCATION,
            "title": Personal.SPEECH,
            "body": Personal.SPEECH,
            "outcome": Personal.SPEECH,
            "search": Personal.SPEECH,
        }
        none: ClassVar[set[str]] = {
            "id", "number", "kind", "nature", "step", "territory_code", "street_code", "community_code", "category_code",
            "unit", "is_anonymous", "is_sealed", "is_public", "channel", "reported_at", "burns_at", "finish_due_at",
            "closed_at", "reopened", "version", "source", "source_key",
        }  # fmt: skip

    def __str__(self) -> str:
        """The number that people read out."""
        return self.short_number

    @property
    def short_number(self) -> str:
        """`1124-037`: month and day, then the day's sequence in the community."""
        _, day, sequence = self.number.split("-")
        return f"{day[2:]}-{sequence}"

    def is_owned_by(self, actor: Actor) -> bool:
        """`owned_by`, of this case."""
        if self.reporter_id is None:
            return False
        return self.reporter_id == actor.account_id or (not self.is_sealed and self.reporter_id in actor.owners)

    def is_hidden_from(self, actor: Actor) -> bool:
        """Told in confidence, and the actor is not who told it, nor of the unit that handles it, nor may read such there."""
        if not self.is_sealed or self.is_owned_by(actor):
            return False
        units = {grant.unit_id for grant in actor.holding("case.read", Reach.UNIT)} - {None}
        return self.unit_id not in units and not any(
            "case.read_sealed" in grant.role.verbs and covers(grant.territory, self.territory_code)
            for grant in actor.holding("case.read", Reach.TERRITORY)
        )

    @property
    def can_be_reached(self) -> bool:
        """Whether anybody can speak with who reported: not when they left neither name nor telephone on purpose."""
        return not self.is_anonymous or self.reporter_id is not None or self.phone_index is not None

    @property
    def parties(self) -> dict[str, Any]:
        """What a permission check needs to know of this case."""
        return {"code": self.territory_code, "unit_ids": (self.unit_id,), "owner_ids": (self.reporter_id,)}


class CaseNumber(models.Model):
    """编号. The last sequence given out in a community on a day (local)."""

    community_code = models.CharField(max_length=12)
    on = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("community_code", "on", name="case_number_once"),
        ]

    class PersonalData:
        """Counters."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {"id", "community_code", "on", "last"}
