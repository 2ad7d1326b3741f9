"""The README names what there is: settings, commands, pictures, and files that exist."""

import re
from pathlib import Path

import pytest

from shanzhi.cli import COMMANDS
from tools.shots import SHOTS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = {f"docs/screens/{name}-{width}.png" for name, shot in SHOTS.items() for width in shot.widths}
PAGES_OF_OURS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_setting_of_the_environment_is_in_the_readme():
    read = re.compile(r"environ(?:\.get\(|\[)\"(SHANZHI_[A-Z_]+)\"")
    files = [*sorted((ROOT / "shanzhi").glob("*.py")), *sorted((ROOT / "shanzhi" / "embedded").glob("*.py"))]
    found = {name for file in files for name in read.findall(file.read_text(encoding="utf-8"))}
    assert len(found) > 15
    assert not sorted(name for name in found if f"`{name}`" not in README)


def test_every_command_of_the_operator_is_in_the_readme():
    assert not [name for name in COMMANDS if f"`shanzhi {name}" not in README]


@pytest.mark.parametrize("page", PAGES_OF_OURS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_document_leads_to_a_file(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    made = [link for link in missing if str((page.parent / link).resolve().relative_to(ROOT)) in PICTURES]
    assert missing == made
