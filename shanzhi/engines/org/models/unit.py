"""Unit 单位, Post 岗位, Seat 任职."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q

from shanzhi.engines.org.models.account import Account
from shanzhi.engines.org.models.ranges import period, same
from shanzhi.kernel.personal import Personal


class Unit(models.Model):
    """单位: any organisation that can be party to a matter. Not a place, but it has one (`territory_code`).

    `slug` is the stable name by which dispatch rules and importers know the unit.
    """

    class Kind(models.TextChoices):
        """单位类型."""

        CENTRE = "centre", "指挥中心"
        DEPARTMENT = "county_department", "区直部门"
        STREET = "street_office", "街道办事处"
        COMMITTEE = "committee", "居民委员会"
        PARTY = "party_branch", "党组织"
        OWNERS = "owners_committee", "业主委员会"
        SOCIAL = "social_org", "社会组织"
        PROPERTY = "property_firm", "物业服务企业"
        MERCHANT = "merchant", "商户"
        PARTNER = "partner", "共建单位"

    slug = models.CharField("代号", max_length=60, unique=True)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    name = models.CharField("全称", max_length=80)
    short_name = models.CharField("简称", max_length=30)
    territory_code = models.CharField("所在区划", max_length=18)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(fields=["territory_code", "name"], name="unit_name_once_in_territory"),
            models.CheckConstraint(
                name="unit_territory_form", condition=Q(territory_code__regex=r"^([0-9]{12}|[0-9]{15})$")
            ),
            models.CheckConstraint(name="unit_slug_form", condition=Q(slug__regex=r"^[a-z0-9][a-z0-9-]*$")),
            models.CheckConstraint(name="unit_not_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))),
        ]
        indexes = [models.Index(OpClass("territory_code", name="text_pattern_ops"), name="unit_territory")]

    class PersonalData:
        """Nothing personal: organisations."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar = {"id", "slug", "kind", "name", "short_name", "territory_code", "parent", "is_active"}

    def __str__(self) -> str:
        return self.short_name


class Post(models.Model):
    """岗位 of a unit, which carries one role of `org.roles.ROLES`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField("岗位名称", max_length=40)
    role = models.CharField("角色", max_length=30)

    class Meta:
        verbose_name = "岗位"
        constraints = [
            models.UniqueConstraint(fields=["unit", "title"], name="post_title_once_in_unit"),
            models.CheckConstraint(name="post_role_form", condition=Q(role__regex=r"^[a-z][a-z_]*$")),
        ]

    class PersonalData:
        """Nothing personal: a post is not its holder."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar = {"id", "unit", "title", "role"}

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """任职: a person in a post from `since` up to, not including, `until` (empty: still there).

    `territory_code` (12 digits, 15 for a grid) is where the authority holds. Somebody holds a post at most once at any
    time; a second grid is a second post.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="seats")
    post = models.ForeignKey(Post, models.PROTECT, related_name="seats")
    territory_code = models.CharField("辖区", max_length=18)
    since = models.DateTimeField("到任")
    until = models.DateTimeField("离任", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        constraints = [
            ExclusionConstraint(
                name="seat_held_once_at_a_time",
                expressions=[
                    (same("account_id"), RangeOperators.OVERLAPS),
                    (same("post_id"), RangeOperators.OVERLAPS),
                    (period(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_began", condition=Q(until__isnull=True) | Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="seat_territory_form", condition=Q(territory_code__regex=r"^([0-9]{12}|[0-9]{15})$")
            ),
        ]
        indexes = [models.Index(OpClass("territory_code", name="text_pattern_ops"), name="seat_territory")]

    class PersonalData:
        """Who works where, since when."""

        fields: ClassVar = {"account": Personal.IDENTITY, "since": Personal.BEHAVIOUR, "until": Personal.BEHAVIOUR}
        none: ClassVar = {"id", "post", "territory_code"}

    def __str__(self) -> str:
        return f"{self.account_id}@{self.post_id}"


_SeatHistory = pghistory.create_event_model(
    Seat,
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
    context_field=None,  # type: ignore[arg-type]  # None is documented: who did it is in the act
    append_only=True,
)


class SeatEvent(_SeatHistory):  # type: ignore[valid-type, misc]
    """任职变更: every row that `Seat` ever had, written by triggers, so that plain SQL is caught too. Append-only."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta(_SeatHistory.Meta):  # type: ignore[name-defined, misc]
        verbose_name = "任职变更"

    class PersonalData:
        """The same classes as `Seat`."""

        fields: ClassVar = {"account": Personal.IDENTITY, "since": Personal.BEHAVIOUR, "until": Personal.BEHAVIOUR}
        none: ClassVar = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "id", "post", "territory_code"}
