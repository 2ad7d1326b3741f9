"""Tables of the org engine."""

from shanzhi.engines.org.models.account import Account
from shanzhi.engines.org.models.credentials import ApiClient, PhoneCode
from shanzhi.engines.org.models.mandate import Mandate
from shanzhi.engines.org.models.unit import Post, Seat, SeatEvent, Unit

__all__ = ["Account", "ApiClient", "Mandate", "PhoneCode", "Post", "Seat", "SeatEvent", "Unit"]
