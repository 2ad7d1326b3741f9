"""Components: a dataclass declares the props, a small template draws them.

`{% ui "tag" label="待签收" kind="act" %}` builds `Tag(label=…, kind=…)` and renders `ui/tag.html` with its fields, its properties
and its slots. A prop that is not declared, or a required one that is missing, is a TemplateSyntaxError when the page is loaded.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
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

    def __getitem__(self, name: str) -> Any:
        """Templates ask for `c.label` as an item first; answering here saves them an exception for each prop."""
        return getattr(self, name)

    def html(self) -> SafeString | None:
        """Drawn without a template, by components that a page shows by the hundred; None: draw the template."""
        return None

    def context(self) -> dict[str, Any]:
        """What its template sees."""
        return {"c": self}


T = TypeVar("T", bound=Component)
REGISTRY: dict[str, type[Component]] = {}


@dataclass(frozen=True)
class Declared:
    """What a component declares: its props (true: required) and, for some, the words that they take."""

    props: Mapping[str, bool]
    words: Mapping[str, tuple[object, ...]]


_DECLARED: dict[str, Declared] = {}


def component(cls: type[T]) -> type[T]:
    """Register a component class under its name, and read its declaration once."""
    own = [f for f in fields(cls) if f.name != "attributes"]
    hints = {name: hint for name, hint in get_type_hints(cls).items() if get_origin(hint) is Literal}
    _DECLARED[cls.name] = Declared(
        props={f.name: f.default is MISSING and f.default_factory is MISSING for f in own},
        words={name: get_args(hint) for name, hint in hints.items()},
    )
    REGISTRY[cls.name] = cls
    return cls


def props(cls: type[Component]) -> Mapping[str, bool]:
    """Declared props, and whether each is required."""
    return _DECLARED[cls.name].props


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
    for name, words in _DECLARED[cls.name].words.items():
        if name in own and own[name] not in words:
            raise ValueError(f"component {cls.name!r}: {name}={own[name]!r} is not one of {words}")
    return cls(**own, attributes=passed)
