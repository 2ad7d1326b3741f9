"""Areas and what became of them. Coordinates are WGS-84 degrees; boundaries are GeoJSON geometries."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from shanzhi.engines.territory import codes
from shanzhi.engines.territory.models.base import PlaceQuerySet, boxed, on_earth, shaped, unique_code
from shanzhi.kernel.personal import Personal


class AreaQuerySet(PlaceQuerySet):
    """Areas, with their dates."""

    def current(self) -> Self:
        """Areas that have not ended."""
        return self.filter(until__isnull=True)

    def communities(self) -> Self:
        """Areas of the fifth level."""
        return self.filter(level=5)


class Area(models.Model):
    """An administrative or statistical area, 区划: province, city, county, street or community.

    `since` and `until` are a half-open range [since, until); `since` is empty where nobody recorded the beginning.
    An area that is split, merged or recoded is ended, never deleted; see `Succession`. `is_sketch` says that the
    point or boundary is a drawing (示意), not a survey.
    """

    code = models.CharField("区划代码", max_length=12)
    level = models.PositiveSmallIntegerField("级别")
    name = models.CharField("名称", max_length=64)
    short_name = models.CharField("简称", max_length=64, blank=True, default="")
    parent_code = models.CharField("上级代码", max_length=12, blank=True, default="")
    village_kind = models.CharField("城乡属性", max_length=20, blank=True, default="")
    initials = models.CharField("拼音首字母", max_length=64, blank=True, default="")
    lon = models.FloatField("经度", null=True)
    lat = models.FloatField("纬度", null=True)
    boundary = models.JSONField("边界", null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    is_sketch = models.BooleanField("示意", default=False)
    since = models.DateField("起", null=True)
    until = models.DateField("止", null=True)

    objects = AreaQuerySet.as_manager()

    class PersonalData:
        """Classes of personal data."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {
            "id",
            "code",
            "level",
            "name",
            "short_name",
            "parent_code",
            "village_kind",
            "initials",
            "lon",
            "lat",
            "boundary",
            "west",
            "south",
            "east",
            "north",
            "is_sketch",
            "since",
            "until",
        }

    class Meta:
        verbose_name = "区划"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["west", "south"],
                name="territory_area_box",
                condition=Q(boundary__isnull=False),
                include=["east", "north"],
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_code("territory_area_code"),
            shaped("code", codes.AREA_SHAPE, "territory_area_code_shape"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="territory_area_level"),
            models.CheckConstraint(
                condition=Q(level=1, parent_code="") | Q(level__gt=1, parent_code__regex=codes.AREA_SHAPE),
                name="territory_area_parent_shape",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="territory_area_named"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lt=F("until")),
                name="territory_area_dates",
            ),
            on_earth("territory_area_point"),
            boxed("territory_area_box_complete"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Succession(models.Model):
    """What became of a code, 沿革: on that day `old_code` went over into `new_code`.

    A split has one row for each part, a merge one for each area that went in; a transfer is a new code under another
    parent; a rename keeps the code and says both names. History keeps the old codes.
    """

    class Kind(models.TextChoices):
        """What it is."""

        SPLIT = "split", "拆分"
        MERGE = "merge", "合并"
        RENAME = "rename", "更名"
        TRANSFER = "transfer", "划转"

    old_code = models.CharField("原代码", max_length=12)
    new_code = models.CharField("新代码", max_length=12)
    on = models.DateField("生效日")
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    old_name = models.CharField("原名称", max_length=64, blank=True, default="")
    new_name = models.CharField("新名称", max_length=64, blank=True, default="")
    basis = models.CharField("依据", max_length=200)

    class PersonalData:
        """Classes of personal data."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {"id", "old_code", "new_code", "on", "kind", "old_name", "new_name", "basis"}

    class Meta:
        verbose_name = "沿革"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["new_code"], name="territory_succession_new")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["old_code", "new_code", "on"], name="territory_succession_once"),
            shaped("old_code", codes.AREA_SHAPE, "territory_succession_old"),
            shaped("new_code", codes.AREA_SHAPE, "territory_succession_new_code"),
            models.CheckConstraint(
                condition=Q(kind="rename", old_code=F("new_code")) | (~Q(kind="rename") & ~Q(old_code=F("new_code"))),
                name="territory_succession_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code} {self.on}"
