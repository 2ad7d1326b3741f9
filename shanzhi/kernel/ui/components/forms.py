"""What people fill in. A field wraps Django's BoundField: label above, help and error under the label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from shanzhi.kernel.ui.component import Component, component


@dataclass(frozen=True, kw_only=True)
class _Bound(Component):
    """What components around a bound field share. Ids follow Django's own: `…_helptext`, `…_error`."""

    field: BoundField
    help: str = ""

    @property
    def id(self) -> str:
        """The id of the control."""
        return self.field.id_for_label or self.field.auto_id or self.field.html_name

    @property
    def help_text(self) -> str:
        """The page's help, else the form's."""
        return self.help or str(self.field.help_text)

    @property
    def described(self) -> str:
        """Ids of what explains the control."""
        ids = [f"{self.id}_error"] if self.field.errors else []
        return " ".join([*ids, f"{self.id}_helptext"] if self.help_text else ids)


@component
@dataclass(frozen=True, kw_only=True)
class Field(_Bound):
    """A text, number, date, select or textarea. `optional` says beside the label that it may stay empty."""

    name = "field"
    label: str = ""
    optional: str = ""
    placeholder: str = ""
    autocomplete: str = ""
    inputmode: str = ""

    @property
    def control(self) -> SafeString:
        """Django's widget with our class and the ids that explain it."""
        attrs: dict[str, Any] = {"class": "input", "aria-describedby": self.described or None}
        for name in ("placeholder", "autocomplete", "inputmode"):
            attrs[name] = getattr(self, name) or None
        if self.field.errors:
            attrs["aria-invalid"] = "true"
        return self.field.as_widget(attrs={k: v for k, v in attrs.items() if v is not None})


@component
@dataclass(frozen=True, kw_only=True)
class Choice(_Bound):
    """Radio buttons or ticks; the whole row is the target. Nothing is chosen for anybody."""

    name = "choice"
    label: str = ""
    columns: Literal[1, 2, 3] = 1
    hints: Mapping[str, str] = field(default_factory=dict)
    ask: bool = False

    @property
    def options(self) -> list[dict[str, Any]]:
        """Value, words, hint and state of each choice, in the form's order."""
        drawn = [w.data for w in self.field.subwidgets]
        return [
            {
                "id": d["attrs"].get("id", ""),
                "type": d["type"],
                "name": d["name"],
                "value": d["value"],
                "label": d["label"],
                "on": d["selected"],
                "hint": self.hints.get(str(d["value"]), ""),
            }
            for d in drawn
            if str(d["value"]) != ""
        ]


@component
@dataclass(frozen=True, kw_only=True)
class Upload(_Bound):
    """Photos or files. Works as a plain file input; preview.js shows and shrinks what was taken."""

    name = "upload"
    label: str = "拍照或选照片"
    accept: str = "image/jpeg,image/png,image/heic,image/heif,application/pdf,video/mp4"
    most: int = 9
    multiple: bool = True


@component
@dataclass(frozen=True, kw_only=True)
class ErrorSummary(Component):
    """What stops a form, first on the page, each line leading to its field. Draws nothing when there is nothing."""

    name = "error-summary"
    form: BaseForm

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(id of the control or empty, message) of each error."""
        bound = [(f, str(e)) for f in self.form for e in f.errors]
        own = [("", str(e)) for e in self.form.non_field_errors()]
        return own + [(f.id_for_label or f"{f.auto_id}_0", e) for f, e in bound]


@component
@dataclass(frozen=True, kw_only=True)
class Steps(Component):
    """The steps of a flow of pages, one question each; `now` counts from 1."""

    name = "steps"
    labels: Sequence[str]
    now: int


@component
@dataclass(frozen=True, kw_only=True)
class Locate(Component):
    """用现在的位置: fills two hidden inputs with WGS-84 degrees. Without JavaScript it is not shown; the text field stays."""

    name = "locate"
    lon: str
    lat: str
    label: str = "用我现在的位置"


@component
@dataclass(frozen=True, kw_only=True)
class Speak(Component):
    """读给我听: the browser reads the text of `target` aloud. Not shown where the browser cannot."""

    name = "speak"
    target: str = "main"
    label: str = "读给我听"
