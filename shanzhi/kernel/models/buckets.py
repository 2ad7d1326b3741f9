"""Rate limits as rows, one a key: no cache server to run, and right across processes."""

from typing import ClassVar

from django.db import models


class TokenBucket(models.Model):
    """One limited key (限流). `key` is a keyed hash, so no phone or address is kept; full again at `full_at`."""

    key = models.BinaryField(primary_key=True, max_length=16)
    full_at = models.DateTimeField(db_index=True)

    class PersonalData:
        none: ClassVar = {"key", "full_at"}

    def __str__(self) -> str:
        return bytes(self.key).hex()
