"""What others may use of exchange."""

from shanzhi.engines.exchange.actions import notify, queue_sms, read_all, send_sms
from shanzhi.engines.exchange.models import Message, Notice

__all__ = ["Message", "Notice", "notify", "queue_sms", "read_all", "send_sms"]
