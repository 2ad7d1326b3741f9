"""The checks notice what they are for."""

from pathlib import Path

import pytest

from tools import leaks, sizes, testing
from tools.state import State


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://packages.example/simple/\n",
        "--find-links ./wheels\n",
        "see https://pypi.example.org/simple/django",
        "open('/home/wang/data.csv')",
        "/root/.cache",
    ],
)
def test_an_index_or_a_path_of_one_machine_is_a_leak(text: str) -> None:
    assert next(leaks.faults_of(f"first line\n{text}"))[0] == 2


@pytest.mark.parametrize("text", ["https://www.gov.cn/", "path('desk/home/')", "{% url 'x' %}/work", "docs/roots"])
def test_ordinary_addresses_are_not_leaks(text: str) -> None:
    assert list(leaks.faults_of(text)) == []


def test_a_long_file_and_a_long_function_are_over_the_budget(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * 401)
    body = "    x = 1\n"
    (tmp_path / "deep.py").write_text(
        f'def fits():\n    """Say.\n\n    More.\n    """\n{body * 49}\n\ndef deep():\n{body * 50}'
    )
    faults, spread = sizes.measure(tmp_path.glob("*.py"), tmp_path)
    assert faults == ["deep.py:57: deep has 51 lines, at most 50", "long.py: 401 lines, at most 400"]
    assert spread.startswith("files median")


def test_a_run_in_which_every_test_was_skipped_executed_none(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="3" skipped="3"/></testsuites>')
    assert testing.executed(report) == 0
    report.write_text('<testsuites><testsuite tests="3" skipped="1"/></testsuites>')
    assert testing.executed(report) == 2


def test_what_was_done_is_remembered_and_a_broken_note_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    State(file).put("demo", "loaded")
    State(file).put("prepared", "abc")
    assert (State(file).get("demo"), State(file).get("prepared")) == ("loaded", "abc")
    file.write_text("{")
    assert State(file).get("demo") == ""
