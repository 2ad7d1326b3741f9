"""All tables of the kernel."""

from shanzhi.kernel.models.act import Act, Seal
from shanzhi.kernel.models.idempotency import IdempotencyKey
from shanzhi.kernel.models.policy import Policy

__all__ = ["Act", "IdempotencyKey", "Policy", "Seal"]
