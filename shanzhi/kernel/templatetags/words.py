"""Filters that say time, figures and numbers as people do. `now` may be given; else it is the page's clock."""

from datetime import datetime

from django import template

from shanzhi.kernel import clock
from shanzhi.kernel.ui import words

register = template.Library()

register.filter("lasting", words.lasting)
register.filter("left", words.left)
register.filter("left_long", words.left_long)
register.filter("mask_phone", words.mask_phone)
register.filter("mask_name", words.mask_name)
register.filter("full", words.full)


@register.filter
def spoken(at: datetime | None, now: datetime | None = None) -> str:
    """{{ at|spoken }}: 周五17:30. Nothing for nothing."""
    return words.spoken(at, now or clock.now()) if at else ""


@register.filter
def before(at: datetime | None, now: datetime | None = None) -> str:
    """{{ due|before }}: 周五17:30前."""
    return f"{words.spoken(at, now or clock.now())}前" if at else ""


@register.filter
def grouped(number: float | None) -> str:
    """{{ n|grouped }}: 1,274. Nothing for nothing."""
    return "" if number is None else words.grouped(number)
