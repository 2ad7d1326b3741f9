"""All tables of casework."""

from shanzhi.engines.casework.models.case import Case, CaseNumber, CaseQuerySet, in_territory, owned_by
from shanzhi.engines.casework.models.clock import Clock
from shanzhi.engines.casework.models.parts import CaseFile, Rating, ReturnRequest, Tally

__all__ = [
    "Case", "CaseFile", "CaseNumber", "CaseQuerySet", "Clock", "Rating", "ReturnRequest", "Tally", "in_territory", "owned_by",
]  # fmt: skip
