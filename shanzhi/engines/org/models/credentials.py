"""PhoneCode 验证码 and ApiClient 接口用户."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q

from shanzhi.engines.org.models.unit import Unit
from shanzhi.kernel.personal import Personal

#: Wrong entries that a code survives.
MOST_ATTEMPTS = 5


class PhoneCode(models.Model):
    """验证码 sent to a telephone: six digits, kept only as a keyed hash, good once, until `expires_at`."""

    class Way(models.TextChoices):
        """怎么告诉."""

        SMS = "sms", "短信"
        VOICE = "voice", "语音电话"

    phone_index = models.BinaryField("手机号盲索引", max_length=16)
    code_hash = models.BinaryField("验证码摘要", max_length=32)
    way = models.CharField("方式", max_length=8, choices=Way.choices, default=Way.SMS)
    created_at = models.DateTimeField("发出")
    expires_at = models.DateTimeField("失效")
    attempts = models.PositiveSmallIntegerField("输错次数", default=0)
    used_at = models.DateTimeField("用掉", null=True, blank=True)

    class Meta:
        verbose_name = "验证码"
        constraints = [
            models.CheckConstraint(name="phone_code_few_attempts", condition=Q(attempts__lte=MOST_ATTEMPTS)),
            models.CheckConstraint(name="phone_code_expires_later", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(
                name="phone_code_used_in_time",
                condition=Q(used_at__isnull=True) | Q(used_at__gte=F("created_at"), used_at__lt=F("expires_at")),
            ),
        ]
        indexes = [models.Index(fields=["phone_index", "-created_at"], name="phone_code_latest")]

    class PersonalData:
        """A credential of a telephone."""

        fields: ClassVar = {
            "phone_index": Personal.CONTACT,
            "code_hash": Personal.CREDENTIAL,
            "used_at": Personal.BEHAVIOUR,
        }
        none: ClassVar = {"id", "way", "created_at", "expires_at", "attempts"}

    def __str__(self) -> str:
        return f"验证码{self.pk}"


class ApiClient(models.Model):
    """接口用户: a program of a unit. The token is shown once; here is its SHA-256, and a prefix to know it by."""

    name = models.CharField("名称", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="api_clients")
    token_hash = models.BinaryField("令牌摘要", max_length=32, unique=True)
    token_prefix = models.CharField("令牌开头", max_length=16)
    role = models.CharField("角色", max_length=30, default="api_client")
    territory_code = models.CharField("辖区", max_length=18)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True, blank=True)
    last_used_on = models.DateField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = "接口用户"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(until__isnull=True), name="api_client_name_once_in_unit"
            ),
            models.CheckConstraint(
                name="api_client_ends_after_it_began", condition=Q(until__isnull=True) | Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="api_client_territory_form", condition=Q(territory_code__regex=r"^([0-9]{12}|[0-9]{15})$")
            ),
            models.CheckConstraint(name="api_client_role_form", condition=Q(role__regex=r"^[a-z][a-z_]*$")),
        ]
        indexes = [models.Index(OpClass("territory_code", name="text_pattern_ops"), name="api_client_territory")]

    class PersonalData:
        """A program, not a person."""

        fields: ClassVar = {"token_hash": Personal.CREDENTIAL, "token_prefix": Personal.CREDENTIAL}
        none: ClassVar = {"id", "name", "unit", "role", "territory_code", "since", "until", "last_used_on"}

    def __str__(self) -> str:
        return self.name
