"""Components: a dataclass declares the props, a small template draws them.

`{% ui "tag" label="待签收" kind="act" %}` builds `Tag(label=…, kind=…)` and renders `ui/tag.html` with its fields, its properties
and its slots. A prop that is not declared, or a required one that is missing, is a TemplateSyntaxError when the page is loaded.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Literal, TypeVar, get_args, get_origin, get_type_hints

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

#: Props with these beginnings are passed on as attributes: hx_post → hx-post, data_key → data-key.
PASSED = ("hx_", "data_", "aria_")


@dataclass(frozen=True, kw_only=True)
class Component:
    """The base of all components.

    `name` is what templates call it; `slots` names the bodies that it takes ("body" is what lies between the tags).
    """

    name: ClassVar[str]
    slots: ClassVar[tuple[str, ...]] = ()
    takes_attributes: ClassVar[bool] = False
    attributes: Mapping[str, object] = field(default_factory=dict)

    @property
    def attrs(self) -> SafeString:
        """Passed-on attributes, escaped, with a space before each."""
        return format_html_join("", ' {}="{}"', ((k.replace("_", "-"), v) for k, v in self.attributes.items()))

    @property
    def template(self) -> str:
        """Where the component is drawn."""
        return f"ui/{self.name}.html"

    def context(self) -> dict[str, Any]:
        """What its template sees."""
        return {"c": self}


T = TypeVar("T", bound=Component)
REGISTRY: dict[str, type[Component]] = {}


def component(cls: type[T]) -> type[T]:
    """Register a component class under its name."""
    REGISTRY[cls.name] = cls
    return cls


@cache
def props(cls: type[Component]) -> dict[str, bool]:
    """Declared props, and whether each is required."""
    declared = (f for f in fields(cls) if f.name != "attributes")
    return {f.name: f.default is MISSING and f.default_factory is MISSING for f in declared}


@cache
def _choices(cls: type[Component]) -> dict[str, tuple[object, ...]]:
    """Props that take one of a few words."""
    hints = get_type_hints(cls)
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}


def is_passed(cls: type[Component], name: str) -> bool:
    """Is this an attribute that the component passes on to its element?"""
    return cls.takes_attributes and name.startswith(PASSED)


def problem(cls: type[Component], given: set[str]) -> str:
    """What is wrong with this set of prop names, or an empty string."""
    known = props(cls)
    unknown = sorted(n for n in given if n not in known and not is_passed(cls, n))
    missing = sorted(n for n, required in known.items() if required and n not in given)
    if unknown:
        return f"component {cls.name!r} has no prop {', '.join(unknown)}; it has {', '.join(known) or 'none'}"
    return f"component {cls.name!r} needs {', '.join(missing)}" if missing else ""


def build(cls: type[T], values: Mapping[str, object]) -> T:
    """Make a component of template values.

    Raises ValueError when a value is not one of the words that the prop declares.
    """
    passed = {n: v for n, v in values.items() if is_passed(cls, n) and n not in props(cls)}
    own = {n: v for n, v in values.items() if n not in passed}
    for name, words in _choices(cls).items():
        if name in own and own[name] not in words:
            raise ValueError(f"component {cls.name!r}: {name}={own[name]!r} is not one of {words}")
    return cls(**own, attributes=passed)  # type: ignore[arg-type]
