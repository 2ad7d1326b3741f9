"""What this checkout has already done to its database and files, so that a second start skips it."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from tools.dev import ROOT


def key_of(files: Iterable[Path]) -> str:
    """A digest of names and contents."""
    digest = hashlib.sha256()
    for file in sorted(files):
        if file.is_file():
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def schema_key() -> str:
    """Changes when a migration, what a cell is filled with, or a package changes."""
    shanzhi = ROOT / "shanzhi"
    catalogue = (path for path in (shanzhi / "catalogue").rglob("*") if path.suffix in {".yaml", ".csv"})
    shipped = [shanzhi / "migrating.py", shanzhi / "installing.py", ROOT / "requirements" / "base.txt"]
    return key_of([*shanzhi.rglob("migrations/*.py"), *catalogue, *shipped])


def static_key() -> str:
    """Changes when a static file of ours or a package changes."""
    ours = (path for folder in (ROOT / "shanzhi").rglob("static") for path in folder.rglob("*"))
    return key_of([*ours, ROOT / "requirements" / "base.txt"])


class State:
    """A small JSON file of what was done."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, name: str) -> str:
        """What was noted, or the empty string."""
        try:
            return str(json.loads(self._file.read_text()).get(name, ""))
        except (OSError, ValueError):
            return ""

    def put(self, name: str, value: str) -> None:
        """Note it, at once and wholly."""
        try:
            known = json.loads(self._file.read_text())
        except (OSError, ValueError):
            known = {}
        partial = self._file.with_suffix(".new")
        partial.write_text(json.dumps(known | {name: value}))
        partial.replace(self._file)
