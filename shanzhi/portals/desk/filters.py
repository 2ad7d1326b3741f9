"""The inbox's filters: read from the address, put back into addresses. Unknown values are left out and said so."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.desk.words import CHANNELS
from shanzhi.domains.appeals.kind import NATURES
from shanzhi.kernel.actor import Actor
from shanzhi.portals.desk import places
from shanzhi.portals.desk.groups import GROUPS

SCOPES = {"mine": "我的", "all": "全部"}
#: What narrows the list, apart from whose it is and the group.
NARROWING = ("category", "area", "channel", "unit", "nature", "since", "until")

#: Days outside of these could not be counted on from.
_DAYS = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1)))


def _category_choices() -> list[Any]:
    groups: list[Any] = [("", "类别")]
    for top, leaves in categories.tree():
        groups.append((top.name, [(top.code, f"{top.name}（全部）"), *((leaf.code, leaf.name) for leaf in leaves)]))
    return groups


class Filters(forms.Form):
    """All optional, all combinable."""

    scope = forms.ChoiceField(label="谁的", choices=SCOPES.items(), required=False)
    group = forms.ChoiceField(label="时限", choices=[(g.code, g.label) for g in GROUPS], required=False)
    state = forms.ChoiceField(label="办结没有", choices=[("", "在办的"), ("closed", "办完的")], required=False)
    category = forms.ChoiceField(label="类别", choices=_category_choices, required=False)
    area = forms.ChoiceField(label="地点", required=False)
    channel = forms.ChoiceField(label="来源", choices=[("", "来源"), *CHANNELS.items()], required=False)
    unit = forms.IntegerField(label="主办", required=False, min_value=1, max_value=2**62)
    nature = forms.ChoiceField(label="性质", choices=[("", "性质"), *NATURES.items()], required=False)
    since = forms.DateField(label="从哪天", required=False, validators=_DAYS)
    until = forms.DateField(label="到哪天", required=False, validators=_DAYS)

    def __init__(self, data: QueryDict, actor: Actor) -> None:
        super().__init__(data)
        area: Any = self.fields["area"]
        area.choices = [("", "地点"), *places.choices(actor)]


class Asked:
    """What was asked for: `values` hold only what is valid; `wrong` names what was not."""

    def __init__(self, data: QueryDict, actor: Actor) -> None:
        self.form = Filters(data, actor)
        self.form.is_valid()
        found: Mapping[str, Any] = self.form.cleaned_data
        self.values: dict[str, Any] = {name: value for name, value in found.items() if value}
        self.wrong = [str(self.form.fields[name].label) for name in self.form.errors]
        self.values.setdefault("scope", "mine")
        self.after = data.get("after") or None

    @property
    def narrowing(self) -> dict[str, Any]:
        """The filters that casework understands."""
        found = {name: self.values[name] for name in NARROWING if name in self.values}
        if "area" in found:
            found["area"] = places.as_prefix(found["area"])
        return found

    @property
    def plain(self) -> dict[str, str]:
        """The filters in use as an address carries them."""
        return {name: str(value) for name, value in self.values.items()}

    def url(self, **changes: Any) -> str:
        """This list with other values; None takes one away. A change begins at the first page."""
        values = {**self.values, **changes}
        if values.get("scope") == "mine":
            values["scope"] = None
        plain = {name: value for name, value in values.items() if value not in {None, ""}}
        return f"/desk/?{urlencode(plain)}" if plain else "/desk/"
