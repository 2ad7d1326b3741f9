"""Account 账号: somebody who can log in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from shanzhi.kernel.fields import EncryptedTextField
from shanzhi.kernel.personal import Personal


class AccountManager(BaseUserManager["Account"]):
    """What Django's password backend needs: find by user name. Accounts are made by verbs in `actions`, not here."""


class Account(AbstractBaseUser):
    """账号. Staff sign in by user name, password and a second factor; residents by phone and a code.

    The two never mix: a staff account has no phone index, so a code sent to a telephone cannot open it, and a resident
    account has no user name, so no password opens it. A worker who is also a resident has one of each.
    `phone` is encrypted; `phone_index` is its blind index (16 bytes) and finds the account.
    `home_code` is the community or grid (12 or 15 digits) where the resident lives, empty until known.
    """

    class Mode(models.TextChoices):
        """显示方式."""

        PLAIN = "plain", "普通版"
        CARE = "care", "关怀版"

    username = models.CharField("用户名", max_length=30, unique=True, null=True, blank=True)
    name = models.CharField("姓名", max_length=60, blank=True, default="")
    phone = EncryptedTextField("手机号", null=True, blank=True)
    phone_index = models.BinaryField("手机号盲索引", max_length=16, unique=True, null=True, editable=False)
    is_staff = models.BooleanField("工作人员", default=False)
    is_active = models.BooleanField("可用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    mode = models.CharField("显示方式", max_length=8, choices=Mode.choices, default=Mode.PLAIN)
    home_code = models.CharField("居住地", max_length=18, blank=True, default="")
    created_at = models.DateTimeField("建立时间")

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"
        constraints = [
            models.CheckConstraint(
                name="account_staff_by_name_resident_by_phone",
                condition=Q(is_staff=True, username__isnull=False, phone_index__isnull=True)
                | Q(is_staff=False, username__isnull=True),
            ),
            models.CheckConstraint(
                name="account_username_form",
                condition=Q(username__isnull=True) | Q(username__regex=r"^[a-z0-9][a-z0-9._-]{1,29}$"),
            ),
            models.CheckConstraint(
                name="account_indexed_phone_is_kept",
                condition=Q(phone_index__isnull=True) | Q(phone__isnull=False),
            ),
            models.CheckConstraint(
                name="account_mode_known",
                condition=Q(mode__in=["plain", "care"]),
            ),
            models.CheckConstraint(
                name="account_home_code_form",
                condition=Q(home_code__regex=r"^([0-9]{12}|[0-9]{15})?$"),
            ),
        ]

    class PersonalData:
        """Classes of the fields, for the sweep over all models."""

        fields: ClassVar = {
            "username": Personal.IDENTITY,
            "name": Personal.NAME,
            "phone": Personal.CONTACT,
            "phone_index": Personal.CONTACT,
            "password": Personal.CREDENTIAL,
            "last_login": Personal.BEHAVIOUR,
            "home_code": Personal.ADDRESS,
        }
        none: ClassVar = {"id", "is_staff", "is_active", "must_change_password", "mode", "created_at"}

    def __str__(self) -> str:
        return self.name or self.username or f"账号{self.pk}"
