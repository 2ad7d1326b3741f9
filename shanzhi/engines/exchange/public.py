"""What others may use of exchange."""

from shanzhi.engines.exchange.actions import notify, queue_sms, read_all, send_sms
from shanzhi.engines.exchange.models import Message, Notice
from shanzhi.engines.exchange.unit_notices import of_units, read_by_units

__all__ = ["Message", "Notice", "notify", "of_units", "queue_sms", "read_all", "read_by_units", "send_sms"]
