"""Each word of the code stands in the glossary, once, with its Chinese term."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from django.apps import apps

from shanzhi.domains.appeals.kind import NATURES
from shanzhi.engines.org.public import ROLES

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = sorted((ROOT / "shanzhi" / "catalogue" / "processes").glob("*.yaml"))


def rows() -> list[tuple[str, str]]:
    """(Chinese, English) of each row of each table."""
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [(row[0], row[1]) for row in cells if row[1] != "English"]


ENGLISH = {english for _, english in rows()}
WORDS = {(english, chinese) for chinese, english in rows()}


def test_every_model_is_in_the_glossary():
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("shanzhi.")}
    assert len(ours) > 20
    assert not sorted(ours - ENGLISH)


@pytest.mark.parametrize("path", PROCESSES, ids=lambda path: path.stem)
def test_every_step_and_verb_of_a_process_is_in_the_glossary(path):
    process = yaml.safe_load(path.read_text(encoding="utf-8"))
    verbs = {verb for step in process["steps"].values() for verb in step["verbs"]}
    assert not sorted((verbs | {*process["terms"], *process["clocks"], *process["steps"]}) - ENGLISH)


def test_the_process_of_an_appeal_says_the_same_chinese_words():
    process = yaml.safe_load((PROCESSES[0].parent / "appeal.yaml").read_text(encoding="utf-8"))
    said = {*process["terms"].items(), *((code, step["label"]) for code, step in process["steps"].items())}
    assert not sorted(said - WORDS)


def test_every_role_and_nature_is_in_the_glossary_under_its_title():
    natures = {(code, label) for code, label in NATURES.items() if code != "report"}
    assert not sorted({(code, role.title) for code, role in ROLES.items()} - WORDS)
    assert not sorted(natures - WORDS)


def test_one_english_word_has_one_row():
    # api_client is the role that an ApiClient plays; rating is the step in which a Rating is awaited.
    assert [word for word, times in Counter(english for _, english in rows()).items() if times > 1] == []
