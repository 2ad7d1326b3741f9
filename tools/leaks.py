"""What may not be in the tree: the address of a package index, a path of one machine, a private key."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

LEAKS = {
    "a package index": re.compile(
        r"(?m)^\s*(--(extra-)?index-url|--find-links|--trusted-host|-f)\s+\S|://[\w.-]*(pypi|simple/)[\w./-]*"
    ),
    "a path of one machine": re.compile(r"(?<![\w.$}])/(home/[a-z]\w*|Users/[a-z]\w*|root/|work/|opt/wheels)"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
}
#: This file names what it looks for, and so does its test.
EXEMPT = {"tools/leaks.py", "tests/tools/test_checks.py"}


def faults_of(text: str) -> Iterator[tuple[int, str]]:
    """Line number and kind of each leak in a text."""
    for kind, pattern in LEAKS.items():
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, kind


def find(root: Path) -> list[str]:
    """Leaks in the files that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    faults = []
    for name in sorted(set(listed.split("\0")) - {""} - EXEMPT):
        try:
            text = (root / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # a picture; or deleted but not committed yet
        faults += [f"{name}:{line}: {kind}" for line, kind in faults_of(text)]
    return faults
