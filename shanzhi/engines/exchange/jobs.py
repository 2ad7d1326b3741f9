"""Jobs of exchange."""

from shanzhi.engines.exchange import actions
from shanzhi.kernel import clock
from shanzhi.kernel.jobs import job


@job("exchange.send_message")
def send_message(message_id: int) -> None:
    """Send one queued message."""
    actions.send(message_id, at=clock.now())
