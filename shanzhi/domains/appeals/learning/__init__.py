"""Suggestion of category and handling unit, learned from accepted cases. Pure Python and numpy; no Django.

Others use `Suggester` and `starter` for categories, `UnitSuggester` for units, `train_on` in a job. What was tried and
why this was kept: docs/learning.md.
"""

from shanzhi.domains.appeals.learning.model import Model, ModelBroken
from shanzhi.domains.appeals.learning.suggester import Suggester, Suggestion
from shanzhi.domains.appeals.learning.training import NotEnough, train, train_on
from shanzhi.domains.appeals.learning.units import UnitSuggester, UnitSuggestion

__all__ = [
    "Model",
    "ModelBroken",
    "NotEnough",
    "Suggester",
    "Suggestion",
    "UnitSuggester",
    "UnitSuggestion",
    "train",
    "train_on",
]
