"""Ways of sending a short message. A sender takes a number and a text and returns the provider's receipt."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from shanzhi.kernel.refused import Refused


class NotSent(Refused):
    """The provider did not take it; the job tries again."""

    code = "not_sent"
    status = 502
    message = "短信没有发出去，系统会再试"
    english = "The message was not sent"


class Sender(Protocol):
    """What every provider offers."""

    def send(self, phone: str, text: str) -> str:
        """Send; the receipt, or NotSent."""


class Console:
    """The default: nothing leaves the machine; the outbox page shows the text."""

    def send(self, phone: str, text: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Kept in the outbox only."""
        return "console"


def current() -> Sender:
    """The sender of this installation: `console`, or a dotted path to a class."""
    name = settings.SHANZHI_SMS
    sender: Sender = Console() if name == "console" else import_string(name)()
    return sender
