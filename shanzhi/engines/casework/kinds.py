"""Kind 工单种类: what an engine may ask of a domain about its cases. Domains define kinds, wiring lists them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from shanzhi.engines.casework.models import Case
from shanzhi.engines.casework.process import Process, load


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case.

    `natures` maps code → Chinese; `finish_minutes(nature, category, limits)` picks the limit in working minutes from the
    policy's table; `sealed_natures` may be confidential.
    """

    code: str
    label: str
    process_code: str
    natures: Mapping[str, str]
    finish_minutes: Callable[[str, str, Mapping[str, int]], int]
    category_known: Callable[[str], bool]
    sealed_natures: frozenset[str] = frozenset()
    decline_reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def process(self) -> Process:
        """The process that cases of this kind follow."""
        return load(self.process_code)


_kinds: dict[str, Kind] = {}


def install(kinds: Iterable[Kind]) -> None:
    """Set the kinds, whole."""
    _kinds.clear()
    _kinds.update({kind.code: kind for kind in kinds})


def of(code: str) -> Kind:
    """The kind of a case; KeyError means that wiring forgot it."""
    return _kinds[code]


def process_of(case: Case) -> Process:
    """The process that this case goes through: without the contact where nobody can be reached."""
    whole = of(case.kind).process
    return whole if case.can_be_reached else whole.unreachable or whole
