"""The tree of categories: read once from the catalogue."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parents[2] / "catalogue" / "categories.yaml"


@dataclass(frozen=True, slots=True)
class Category:
    """类别. `code` has two digits, or four for a leaf.

    `limit` is the class of the finishing limit; `unit` says who usually handles it: `community`, `street`, `property` or
    `department:<slug>`.
    """

    code: str
    name: str
    limit: str
    unit: str
    parent: str = ""


def _read(raw: dict[str, Any]) -> dict[str, Category]:
    found: dict[str, Category] = {}
    for top in raw["categories"]:
        limit, unit = top.get("limit", "default"), top.get("unit", "community")
        found[top["code"]] = Category(top["code"], top["name"], limit, unit)
        for leaf in top.get("children", ()):
            found[leaf["code"]] = Category(
                leaf["code"], leaf["name"], leaf.get("limit", limit), leaf.get("unit", unit), top["code"]
            )
    return found


@cache
def all_categories() -> dict[str, Category]:
    """Every category by code, in catalogue order."""
    return _read(yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def get(code: str) -> Category | None:
    """The category, or None."""
    return all_categories().get(code)


def name(code: str) -> str:
    """`噪声，经营噪声`; empty for no category."""
    category = get(code)
    if category is None:
        return ""
    parent = get(category.parent) if category.parent else None
    return f"{parent.name}，{category.name}" if parent else category.name


def tree() -> list[tuple[Category, list[Category]]]:
    """Top categories, each with its leaves."""
    found = all_categories().values()
    return [(top, [leaf for leaf in found if leaf.parent == top.code]) for top in found if not top.parent]


@cache
def _examples() -> dict[str, list[str]]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {leaf["code"]: leaf["examples"] for top in raw["categories"] for leaf in top.get("children", ())}


def examples(code: str) -> list[str]:
    """Sentences as residents write them, for a leaf."""
    return _examples()[code]


@cache
def departments() -> dict[str, str]:
    """Slug → name of the departments that categories name."""
    raw: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8")).get("departments", {})
    return raw
