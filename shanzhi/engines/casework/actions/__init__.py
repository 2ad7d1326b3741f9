"""The verbs of a case: the only code that writes casework's tables."""

from shanzhi.engines.casework.actions.close import close_unrated, decline, rate, why_no_revisit, withdraw
from shanzhi.engines.casework.actions.handle import (
    ask_return,
    comment,
    contact,
    decide_return,
    feed_back,
    send_back,
    sign,
    sign_many,
    verify,
)  # fmt: skip
from shanzhi.engines.casework.actions.look import MOST, PURPOSE, PurposeMissing, export, unmask
from shanzhi.engines.casework.actions.patrol import resolve, resolve_on_spot
from shanzhi.engines.casework.actions.report import AlreadyReported, NewCase, build, report
from shanzhi.engines.casework.actions.triage import accept, dispatch

__all__ = [
    "MOST", "PURPOSE", "AlreadyReported", "NewCase", "PurposeMissing", "accept", "ask_return", "build", "close_unrated",
    "comment", "contact", "decide_return", "decline", "dispatch", "export", "feed_back", "rate",
    "report", "resolve", "resolve_on_spot", "send_back", "sign", "sign_many", "unmask", "verify", "why_no_revisit", "withdraw",
]  # fmt: skip
