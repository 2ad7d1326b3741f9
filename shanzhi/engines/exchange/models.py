"""Notice 通知: a sentence for one person or one unit. Message 短信: what went out, and whether it arrived."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shanzhi.kernel.fields import EncryptedTextField
from shanzhi.kernel.personal import Personal


class Notice(models.Model):
    """通知, in the application. To an account or to whoever sits in a unit, never to both."""

    account_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    act_id = models.BigIntegerField()
    text = models.CharField(max_length=200)
    link = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(account_id__isnull=False, unit_id__isnull=True)
                | Q(account_id__isnull=True, unit_id__isnull=False),
                name="notice_one_addressee",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account_id", "-at"], name="notice_account", condition=Q(account_id__isnull=False)),
            models.Index(fields=["unit_id", "-at"], name="notice_unit", condition=Q(unit_id__isnull=False)),
        ]

    class PersonalData:
        """What a person is told about their own matter."""

        fields: ClassVar[dict[str, Personal]] = {"account_id": Personal.BEHAVIOUR, "text": Personal.SPEECH}
        none: ClassVar[set[str]] = {"id", "unit_id", "act_id", "link", "at", "read_at"}


class Message(models.Model):
    """短信. Queued with the act that causes it, sent by a job, shown to operators in the outbox.

    `key` makes a retried job send once. In production the text of a login code is not kept.
    """

    class State(models.TextChoices):
        """How far it got."""

        QUEUED = "queued", "待发"
        SENT = "sent", "已发"
        FAILED = "failed", "没发出"

    key = models.CharField(max_length=80, unique=True)
    phone = EncryptedTextField()
    text = EncryptedTextField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="message_sent_when"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-queued_at"], name="message_new")]

    class PersonalData:
        """A number and what was written to it."""

        fields: ClassVar[dict[str, Personal]] = {"phone": Personal.CONTACT, "text": Personal.SPEECH}
        none: ClassVar[set[str]] = {"id", "key", "state", "queued_at", "sent_at", "receipt"}
