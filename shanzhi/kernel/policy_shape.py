"""Whether a new value of a policy is built like the old one. Pure; the answer is a sentence for who typed it."""

from collections.abc import Mapping, Sequence
from typing import Any


def difference(old: Any, new: Any, name: str = "") -> str:
    """What is built differently, in Chinese; "" when nothing is.

    A number stays a number (whole where it was whole, not below zero where it was not), a text stays a text that is not
    empty, a list stays a list of the same things, a table keeps its names. An empty table or list takes any content.

    >>> difference({"minutes": 120, "working": True}, {"minutes": "120", "working": True})
    'minutes 要是整数，原来是 120'
    """
    said = f"{name} " if name else "这个值"
    kind = _kind(old)
    if kind == "空":
        return ""
    if kind == "小数" and _kind(new) == "整数":
        kind = "整数"
    if _kind(new) != kind:
        return f"{said}要是{kind}，原来是 {_short(old)}"
    if kind == "名目表":
        return _tables(old, new, name)
    return _lists(old, new, name) if kind == "单子" else _values(kind, old, new, said)


def _values(kind: str, old: Any, new: Any, said: str) -> str:
    if kind in {"整数", "小数"} and new < 0 <= old:
        return f"{said}不能小于 0"
    if kind == "文字" and old.strip() and not new.strip():
        return f"{said}不能空着，原来是 {_short(old)}"
    return ""


def _kind(value: Any) -> str:
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "是或否（true 或 false）"
    if isinstance(value, int):
        return "整数"
    if isinstance(value, float):
        return "小数"
    if isinstance(value, str):
        return "文字"
    return "名目表" if isinstance(value, Mapping) else "单子"


def _tables(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> str:
    if not old:
        return ""
    under = f"{name}." if name else ""
    if gone := [key for key in old if key not in new]:
        return f"少了 {'、'.join(under + key for key in gone)}，名目要和原来一样"
    if more := [key for key in new if key not in old]:
        return f"多了 {'、'.join(under + key for key in more)}，名目要和原来一样"
    found = (difference(old[key], new[key], under + key) for key in old)
    return next((fault for fault in found if fault), "")


def _lists(old: Sequence[Any], new: Sequence[Any], name: str) -> str:
    if not old:
        return ""
    if not new:
        return f"{name or '单子'}不能空着"
    found = (difference(old[0], each, f"{name}第{number}项") for number, each in enumerate(new, 1))
    return next((fault for fault in found if fault), "")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 30 else f"{text[:30]}…"
