"""A test that `docs/security.md` names exists, and every table is in its list of purposes."""

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
#: Tables without a person in them.
IMPERSONAL = {
    "casework_casenumber", "casework_clock", "casework_tally", "kernel_calendarday", "kernel_policy", "org_apiclient",
    "org_post", "org_unit", "territory_area", "territory_building", "territory_estate", "territory_grid",
    "territory_succession",
}  # fmt: skip


def test_every_test_that_is_named_exists():
    named = set(re.findall(r"\b(test_[a-z0-9_]+)`", TEXT)) - {path.stem for path in ROOT.rglob("tests/**/test_*.py")}
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 25
    assert not sorted(name for name in named if f"def {name}(" not in written)


def test_every_file_that_is_named_exists():
    assert not [path for path in re.findall(r"`(tests/[a-z_/]+\.py)", TEXT) if not (ROOT / path).exists()]


def test_every_table_with_personal_data_has_a_purpose_a_basis_and_a_time():
    tables = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("shanzhi.")}
    told = set(re.findall(r"`([a-z]+_[a-z]+)`", TEXT))
    assert not sorted(tables - told - IMPERSONAL)
