"""The size budget: files of at most 400 lines, functions of at most 50; smaller ones as the rule."""

import ast
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path

FILE_LIMIT, FUNCTION_LIMIT = 400, 50


def functions(tree: ast.Module) -> Iterator[tuple[str, int, int]]:
    """Name, first line and length in lines (decorators and docstring left out) of every function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
            words = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1 - words


def measure(files: Iterable[Path], root: Path) -> tuple[list[str], str]:
    """Lines over the limits, and one line of medians and 90th percentiles."""
    faults, lengths, parts = [], [], []
    for file in sorted(files):
        text = file.read_text()
        lines = text.count("\n")
        if not lines:
            continue
        lengths.append(lines)
        if lines > FILE_LIMIT:
            faults.append(f"{file.relative_to(root)}: {lines} lines, at most {FILE_LIMIT}")
        for name, line, length in functions(ast.parse(text)):
            parts.append(length)
            if length > FUNCTION_LIMIT:
                faults.append(f"{file.relative_to(root)}:{line}: {name} has {length} lines, at most {FUNCTION_LIMIT}")
    return faults, f"files {_spread(lengths)}, functions {_spread(parts)}"


def _spread(values: list[int]) -> str:
    """Median, 90th percentile and maximum."""
    if not values:
        return "none"
    tenth = sorted(values)[min(len(values) - 1, int(len(values) * 0.9))]
    return f"median {statistics.median(values):.0f} p90 {tenth} max {max(values)}"
