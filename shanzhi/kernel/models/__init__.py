"""All tables of the kernel."""

from shanzhi.kernel.models.act import Act, Seal
from shanzhi.kernel.models.buckets import TokenBucket
from shanzhi.kernel.models.calendar import CalendarDay
from shanzhi.kernel.models.files import FileKind, StoredFile
from shanzhi.kernel.models.idempotency import IdempotencyKey
from shanzhi.kernel.models.policy import Policy

__all__ = ["Act", "CalendarDay", "FileKind", "IdempotencyKey", "Policy", "Seal", "StoredFile", "TokenBucket"]
