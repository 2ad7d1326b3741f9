"""Selects drawn by hand say what Django's templates say."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from shanzhi.kernel.web.widgets import Renderer

CHOICES = [
    ("", "类别"),
    ("01", "噪声 & <扰民>"),
    ("房屋", [("0201", '漏"水'), ("0202", "外墙")]),
    (None, "无"),
    (7, "七"),
]


@pytest.mark.parametrize(
    "widget",
    [
        forms.Select(choices=CHOICES),
        forms.Select(attrs={"required": True, "disabled": False, "data-q": '"<'}, choices=CHOICES),
        forms.SelectMultiple(choices=CHOICES),
        forms.NullBooleanSelect(),
    ],
)
@pytest.mark.parametrize("value", ["", "0201", 7, None])
def test_a_select_is_drawn_as_djangos_templates_draw_it(widget: forms.Select, value: object) -> None:
    shown = [value] if isinstance(widget, forms.SelectMultiple) else value
    by_template = widget.render("kind", shown, {"id": "x"}, renderer=DjangoTemplates())
    by_hand = widget.render("kind", shown, {"id": "x"}, renderer=Renderer())
    assert _plain(by_hand) == _plain(by_template)


def test_other_widgets_are_drawn_by_the_templates() -> None:
    assert forms.TextInput().render("a", "b", renderer=Renderer()) == '<input type="text" name="a" value="b">'


def _plain(markup: str) -> str:
    return re.sub(r"\s*\n\s*", "", markup)
