"""IdempotencyKey 幂等键: an unsafe API call answered once is answered the same again."""

from typing import ClassVar

from django.db import models

from shanzhi.kernel.personal import Personal


class IdempotencyKey(models.Model):
    """幂等键. The stored answer to one call of one caller; a different request under the same key is refused."""

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint("caller", "key", name="idempotency_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["created_at"], name="idempotency_age")]

    class PersonalData:
        """An answer may repeat what the caller sent; it is dropped after a day."""

        fields: ClassVar[dict[str, Personal]] = {"answer": Personal.SPEECH}
        none: ClassVar[set[str]] = {"id", "caller", "key", "fingerprint", "status", "created_at"}
