"""Act 事: the append-only record of everything that was done, and Seal 封: what makes tampering show."""

from typing import Any, ClassVar

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from shanzhi.kernel.personal import Personal

_NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;",
)


class Seal(models.Model):
    """封. One batch of acts: the Merkle root of their hashes, chained to the seal before."""

    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            _NO_TRUNCATE,
        ]

    class PersonalData:
        """A seal holds hashes only."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {"id", "at", "count", "root", "previous", "hash"}


class Act(models.Model):
    """事. Who did which verb on what, when, on whose behalf and why.

    No foreign keys: the record must not depend on what may later go. Rows are written once; the database refuses
    deletion and any change except setting `seal_id` once.
    """

    verb = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    territory_code = models.CharField(max_length=24)
    account_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    on_behalf_of = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=12)
    at = models.DateTimeField()
    effective_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    seal_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_type", "object_id", "id"], name="act_of_object"),
            models.Index(fields=["id"], name="act_unsealed", condition=models.Q(seal_id__isnull=True)),
            models.Index(fields=["seal_id"], name="act_of_seal", condition=models.Q(seal_id__isnull=False)),
            models.Index(fields=["at"], name="act_at"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            _NO_TRUNCATE,
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update, condition=pgtrigger.AnyChange(exclude=["seal_id"])
            ),
            pgtrigger.Protect(
                name="sealed_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__seal_id__isnull=False)
            ),
        ]

    class PersonalData:
        """Names of staff are on public record; a resident's name never goes here (`actor_name` is then 居民)."""

        fields: ClassVar[dict[str, Personal]] = {
            "actor_name": Personal.NAME,
            "account_id": Personal.BEHAVIOUR,
            "on_behalf_of": Personal.BEHAVIOUR,
            "reason": Personal.SPEECH,
            "payload": Personal.SPEECH,
        }
        none: ClassVar[set[str]] = {
            "id", "verb", "object_type", "object_id", "territory_code", "seat_id", "channel", "at", "effective_at",
            "seal_id",
        }  # fmt: skip
