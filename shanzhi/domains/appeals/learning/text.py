"""From what a resident wrote to the terms that a model counts."""

import html
import logging
import re
import threading
from functools import cache
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

#: What is read of a message. Later text rarely changes the subject and costs time.
BODY_CHARS = 1000
#: Words are cut from the beginning only: the cutter is the slow part, and pairs of characters cover the rest.
WORD_CHARS = 200
#: An untitled message opens with its subject; this much of it stands in for the title.
LEAD_CHARS = 30

_TAG = re.compile(r"<[^<>]{0,300}>")
_SPACE = re.compile(r"\s+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SPEAKS = re.compile(r"[\u4e00-\u9fffa-z]")
#: Names made anonymous (`A3区`, `K8县`) and all other numbers say nothing about the subject.
_CODED_PLACE = re.compile(r"[a-z]\d+(?=[省市区县镇乡])")

_cutting = threading.Lock()


def clean(text: str) -> str:
    """Lower-case text without tags, entities and runs of space; at most `BODY_CHARS` characters are kept."""
    # Bounded before any pattern runs, so that a hostile length costs nothing.
    text = text[: BODY_CHARS * 3]
    if "<" in text or "&" in text:
        text = _TAG.sub(" ", html.unescape(text))
    text = _SPACE.sub(" ", text).strip().lower()
    return _CODED_PLACE.sub("某", text)[:BODY_CHARS]


@cache
def _cutter() -> "jieba.Tokenizer":
    import jieba

    from shanzhi.domains.appeals.learning.starter import catalogue_words

    jieba.setLogLevel(logging.ERROR)
    cutter = jieba.Tokenizer()
    cutter.initialize()
    for word in catalogue_words():
        cutter.add_word(word)
    return cutter


def cut(text: str) -> list[str]:
    """The words of cleaned text, in order, without numbers and punctuation."""
    with _cutting:
        cutter = _cutter()
    return [word for word in cutter.cut(text[:WORD_CHARS]) if _SPEAKS.search(word)]


def pairs(text: str) -> list[str]:
    """Single Chinese characters and pairs of neighbours."""
    found: list[str] = []
    for run in _HAN.findall(text):
        found.extend(run)
        found.extend(map(add, run, run[1:]))
    return found


def lead(title: str, body: str) -> str:
    """The title, or the opening of an untitled body."""
    return title[: LEAD_CHARS * 2] or body[:LEAD_CHARS]
