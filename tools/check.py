"""`./dev check`: everything about the code that can be known without running it. All steps run, then it fails."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools import leaks, sizes
from tools.dev import ROOT

BIN = Path(sys.prefix) / "bin"
Step = Callable[[], tuple[list[str], str]]


def command(*words: str | Path) -> Step:
    """A step that is a program: its output is shown when it fails."""

    def run() -> tuple[list[str], str]:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "shanzhi.settings", "NO_COLOR": "1"}
        line = [str(word) for word in words]
        done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        said = (done.stdout + done.stderr).strip().splitlines()
        return (said or [f"exit status {done.returncode}"]) if done.returncode else [], ""

    return run


def templates() -> tuple[list[str], str]:
    """Templates are formatted by djade."""
    files = sorted((ROOT / "shanzhi").rglob("templates/**/*.html"))
    if not files:
        return [], "no templates"
    return command(BIN / "djade", "--check", "--target-version", "5.2", *files)()


def size_budget() -> tuple[list[str], str]:
    """Files and functions keep to their limits."""
    folders = ("shanzhi", "tools", "tests", "bench")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py") if "migrations" not in file.parts]
    return sizes.measure(files, ROOT)


def leaked() -> tuple[list[str], str]:
    """Nothing in the tree names an index or a machine."""
    return leaks.find(ROOT), ""


def api_schema() -> tuple[list[str], str]:
    """The committed OpenAPI description is the code's."""
    if not (ROOT / "shanzhi" / "portals" / "api" / "api.py").exists():
        return [], "no API yet"
    return command(sys.executable, "-m", "tools.api_schema", "--check")()


STEPS: dict[str, Step] = {
    "ruff": command(BIN / "ruff", "check", "--output-format", "concise", "."),
    "ruff format": command(BIN / "ruff", "format", "--check", "."),
    "mypy": command(BIN / "mypy"),
    "layers": command(BIN / "lint-imports", "--no-logo"),
    "djade": templates,
    "migrations": command(sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"),
    "sizes": size_budget,
    "api schema": api_schema,
    "leaks": leaked,
}


def main(arguments: list[str]) -> int:
    """Run all steps, or those that are named; 1 when one fails."""
    unknown = [name for name in arguments if name not in STEPS]
    if unknown:
        sys.stderr.write(f"没有检查 {unknown[0]}，有：{'、'.join(STEPS)}\n")
        return 2
    failed = [name for name in arguments or STEPS if not _run(name)]
    sys.stdout.write(f"没有通过：{'、'.join(failed)}\n" if failed else "全部通过\n")
    return 1 if failed else 0


def _run(name: str) -> bool:
    """One line for the step, and below it what is wrong."""
    started = time.monotonic()
    faults, note = STEPS[name]()
    result = f"{len(faults)} lines" if faults else "ok"
    sys.stdout.write(f"{name:<12} {result:<10} {time.monotonic() - started:5.1f} s  {note}\n")
    for fault in faults:
        sys.stdout.write(f"    {fault}\n")
    sys.stdout.flush()
    return not faults
