"""What others may use of casework."""

from shanzhi.engines.casework import actions, kinds, queries, rules
from shanzhi.engines.casework.actions import bulk
from shanzhi.engines.casework.actions.report import BODY, AlreadyReported
from shanzhi.engines.casework.kinds import Kind
from shanzhi.engines.casework.models import (
    Case,
    CaseFile,
    CaseQuerySet,
    Clock,
    Rating,
    ReturnRequest,
    Tally,
    in_territory,
    owned_by,
)
from shanzhi.engines.casework.process import OutOfOrder, Process, Step
from shanzhi.engines.casework.queries import sees_reporter
from shanzhi.engines.casework.rules import withdrawable_until

__all__ = [
    "BODY",
    "AlreadyReported",
    "Case",
    "CaseFile",
    "CaseQuerySet",
    "Clock",
    "Kind",
    "OutOfOrder",
    "Process",
    "Rating",
    "ReturnRequest",
    "Step",
    "Tally",
    "actions",
    "bulk",
    "in_territory",
    "kinds",
    "owned_by",
    "queries",
    "rules",
    "sees_reporter",
    "withdrawable_until",
]  # fmt: skip
