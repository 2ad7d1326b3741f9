"""The table of a run, on the screen and as JSON."""

import json
import os
import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Figure

_HEAD = f"{'':<46} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>7} {'stmts':>6} {'ratio':>7} {'per s':>7}  limit"


def line(figure: Figure) -> str:
    """One figure in words."""
    ratio = f"{figure.ratio:7.2f}" if figure.ratio is not None else " " * 7
    rate = f"{figure.rate:7.1f}" if figure.rate is not None else " " * 7
    cpu = f"{figure.cpu:7.2f}" if figure.cpu is not None else " " * 7
    count = f"{figure.statements:6d}" if figure.statements else " " * 6
    verdict = {None: "", True: "  held", False: "  MISSED"}[figure.met]
    return (
        f"{figure.name:<46} {figure.p50:8.2f} {figure.p95:8.2f} {cpu} {count} {ratio} {rate}  {figure.budget}{verdict}"
    )


def show(title: str, figures: Iterable[Figure]) -> list[Figure]:
    """Print figures as they come."""
    kept, group = [], ""
    sys.stdout.write(f"\n{title}\n{_HEAD}\n")
    for figure in figures:
        if figure.group != group:
            group = figure.group
            sys.stdout.write(f"-- {group}{f', ratio to {figure.against}' if figure.against else ''}\n")
        sys.stdout.write(line(figure) + "\n")
        sys.stdout.flush()
        kept.append(figure)
    return kept


def save(folder: Path, runs: dict[int, list[Figure]]) -> Path:
    """Write the run beside earlier ones; `latest.json` is the same again."""
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC)
    told = {
        "at": at.isoformat(timespec="seconds"),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()},
        "cases": {str(cases): [figure.as_dict() for figure in figures] for cases, figures in runs.items()},
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (folder / "latest.json").write_text(text, encoding="utf-8")
    path = folder / f"{at:%Y%m%d-%H%M%S}.json"
    path.write_text(text, encoding="utf-8")
    return path
