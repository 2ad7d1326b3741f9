"""A role is a plain class: what it is called, what its duty is, which verbs it holds and how far each reaches."""

from collections.abc import Mapping
from enum import IntFlag
from typing import ClassVar


class Reach(IntFlag):
    """How far a verb reaches: one's own things, what one's unit is a party to, everything in the territory."""

    OWN = 1
    UNIT = 2
    TERRITORY = 4


class Role:
    """Base of all roles. Subclasses set the four attributes and nothing else."""

    code: ClassVar[str]
    title: ClassVar[str]
    duty: ClassVar[str]
    verbs: ClassVar[Mapping[str, Reach]] = {}
