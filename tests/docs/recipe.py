"""Reading `docs/adding-a-domain.md`: which files it makes and which lines it adds."""

import re
from pathlib import Path

_STEP = re.compile(
    r"^\*\*(?P<what>File|In) `(?P<path>[^`]+)`(?: (?P<how>after|replace))?\*\*(?: `(?P<anchor>[^`]+)`)?\n\n"
    r"```[a-z]+\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def follow(document: Path, tree: Path) -> list[str]:
    """Do what the document says in `tree`; the paths that were written. A quoted line that is not there is a failure."""
    written = []
    for step in _STEP.finditer(document.read_text(encoding="utf-8")):
        path, body = tree / step["path"], step["body"]
        if step["what"] == "File":
            assert not path.exists(), f"{step['path']} exists already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        else:
            text, line = path.read_text(encoding="utf-8"), f"{step['anchor']}\n"
            assert text.count(line) == 1, f"{step['path']} has no single line {step['anchor']!r}"
            path.write_text(text.replace(line, body if step["how"] == "replace" else line + body), encoding="utf-8")
        written.append(step["path"])
    return written
