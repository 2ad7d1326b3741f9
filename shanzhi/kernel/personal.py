"""What kind of personal data a column holds. Every model says so for every column, and a test sweeps them all.

The classes follow the duties that differ: what is masked on pages, what a resident's export contains, what deletion
must reach, who-looked logging (《个人信息保护法》 articles 28, 45, 47, 51).
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from django.db.models import Model


class Personal(StrEnum):
    """Class of personal data of one column."""

    NONE = "none"
    NAME = "name"
    CONTACT = "contact"
    ADDRESS = "address"
    IDENTITY = "identity"
    LOCATION = "location"
    SPEECH = "speech"
    CREDENTIAL = "credential"
    BEHAVIOUR = "behaviour"


def declared(model: type[Model]) -> dict[str, Personal]:
    """Column name to class, as the model declares it; columns listed in `none` are `Personal.NONE`."""
    inner: Any = model.__dict__.get("PersonalData")
    fields: Mapping[str, Personal] = getattr(inner, "fields", {})
    return {**dict.fromkeys(getattr(inner, "none", ()), Personal.NONE), **fields}


def complaints(model: type[Model]) -> Iterator[str]:
    """What is wrong with a model's declaration, one sentence each; nothing when it is complete."""
    label = model._meta.label
    inner: Any = model.__dict__.get("PersonalData")
    if inner is None:
        yield f"{label} has no inner class PersonalData"
        return
    fields = dict(getattr(inner, "fields", {}))
    none = set(getattr(inner, "none", ()))
    columns = {field.name for field in model._meta.local_concrete_fields}
    yield from (f"{label}.{name} has no personal-data class" for name in sorted(columns - set(fields) - none))
    yield from (
        f"{label}.PersonalData names {name}, which is no column" for name in sorted((set(fields) | none) - columns)
    )
    yield from (f"{label}.{name} is in fields and in none" for name in sorted(set(fields) & none))
    yield from (
        f"{label}.{name} is classed {kind!r}; use a Personal other than NONE"
        for name, kind in sorted(fields.items())
        if not isinstance(kind, Personal) or kind is Personal.NONE
    )


def sweep(models: Iterable[type[Model]]) -> list[str]:
    """Every complaint over the models of this project; proxies and history models only repeat what others declare."""
    ours = (m for m in models if m.__module__.startswith("shanzhi.") and not m._meta.proxy and not _is_history(m))
    return [complaint for model in ours for complaint in complaints(model)]


def _is_history(model: type[Model]) -> bool:
    """A pghistory event model: its columns repeat the tracked model's, which is swept itself."""
    return hasattr(model, "pgh_tracked_model")
