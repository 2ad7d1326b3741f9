"""Telling people: a notice in the application, a short message by a job."""

from datetime import datetime

from django.db import transaction

from shanzhi.engines.exchange import senders
from shanzhi.engines.exchange.models import Message, Notice
from shanzhi.kernel.jobs import defer_each
from shanzhi.kernel.refused import Refused
from shanzhi.kernel.writing import Batch, once, prepared, stored


def notify(
    *, act_id: int, text: str, link: str, at: datetime, account_id: int | None = None, unit_id: int | None = None
) -> Notice:
    """One notice, written in the transaction of the act that it tells of."""
    notice = Notice(act_id=act_id, text=text[:200], link=link, at=at, account_id=account_id, unit_id=unit_id)
    batch = Batch()
    batch.add([notice])
    batch.write()
    stored(notice)
    return notice


def queue_sms(phone: str, text: str, *, key: str, at: datetime) -> Message:
    """Put a message in the outbox and enqueue its sending, in one statement; the same key is queued once."""
    from shanzhi.engines.exchange.jobs import send_message

    message = Message(key=key, phone=phone, text=text, queued_at=at)
    text_, values = once(message, "key")
    defer, more = defer_each(send_message, "message_id", "fresh")
    with prepared() as cursor:
        cursor.execute(f"WITH fresh AS ({text_}) {defer}", [*values, *more])
        found = cursor.fetchone()
    if found is None:
        return Message.objects.get(key=key)
    message.pk = found[0]
    stored(message)
    return message


def send(message_id: int, *, at: datetime) -> Message:
    """Send what is queued. A message already sent is left alone; a failure is on the row, and raised for a retry."""
    with transaction.atomic():
        message = Message.objects.select_for_update(no_key=True).get(pk=message_id)
        if message.state == Message.State.SENT:
            return message
        try:
            message.receipt = senders.current().send(message.phone, message.text)
        except Refused:
            failed = True
        else:
            failed, message.sent_at = False, at
        message.state = Message.State.FAILED if failed else Message.State.SENT
        message.save(update_fields=["receipt", "sent_at", "state"])
    if failed:
        raise senders.NotSent
    return message


def send_sms(phone: str, text: str, *, key: str, at: datetime) -> Message:
    """Send at once, for a person who is waiting for a code."""
    message, _ = Message.objects.get_or_create(key=key, defaults={"phone": phone, "text": text, "queued_at": at})
    return send(message.pk, at=at)


def read_all(*, account_id: int, at: datetime) -> int:
    """Mark an account's notices as read."""
    return Notice.objects.filter(account_id=account_id, read_at__isnull=True).update(read_at=at)
