"""`docs/adding-a-domain.md`, followed to the letter in a copy of the tree, gives a domain that works."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shanzhi.embedded import Cell
from shanzhi.embedded.attach import data_dir
from tests.docs.recipe import follow
from tests.support.database import CLONE

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.prefix) / "bin"
#: What the copy needs; the tests' own database is replaced by the one that is handed in.
FOLDERS, FILES = (
    ("shanzhi", "tools"),
    ("manage.py", "pyproject.toml", "docs/glossary.md", "docs/security.md", "tests/conftest.py", "tests/factories.py"),
)
HANDED_IN = '''
import os
from contextlib import contextmanager
from pathlib import Path

from shanzhi.embedded import Cell, test_server


@contextmanager
def own_database():
    """The database that the calling test made."""
    yield Cell(test_server(Path(os.environ["HANDED_HOME"])), database=os.environ["HANDED_IN"]), ""
'''


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package and of what its tests stand on, with the document's files and lines in it."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    shutil.copytree(ROOT / "tests" / "support", tmp_path / "tests" / "support")
    (tmp_path / "tests" / "support" / "database.py").write_text(HANDED_IN, encoding="utf-8")
    (tmp_path / "data" / "static").mkdir(parents=True)
    assert len(follow(ROOT / "docs" / "adding-a-domain.md", tmp_path)) > 15
    return tmp_path


@pytest.fixture
def database(_own_database: tuple[Cell, str]) -> Iterator[Cell]:
    """A copy of the template of this run, dropped afterwards."""
    own, template = _own_database
    cell = Cell(own.server, database=f"{CLONE}{os.getpid()}_{secrets.token_hex(3)}")
    cell.clone(template)
    yield cell
    cell.drop()


def run(tree: Path, cell: Cell, *command: str) -> str:
    """Run one command in the copy; what it said."""
    environment = os.environ | {
        "SHANZHI_MODE": "test",
        "SHANZHI_DATABASE_URL": cell.app_url,
        "SHANZHI_OWNER_DATABASE_URL": cell.owner_url,
        "DJANGO_SETTINGS_MODULE": "shanzhi.settings",
        "SHANZHI_DATA_DIR": str(tree / "data"),
        "HANDED_IN": cell.database,
        "HANDED_HOME": str(data_dir()),
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def test_the_document_makes_a_domain_that_checks_migrates_and_passes_its_test(tree, database):
    python = sys.executable
    run(tree, database, python, "manage.py", "makemigrations", "repairs")  # checks the project first
    run(tree, database, python, "-m", "shanzhi.migrating")
    said = run(tree, database, python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/domains/repairs")
    assert "7 passed" in said
    ours = ["shanzhi/domains/repairs", "tests/domains/repairs", "shanzhi/wiring.py"]
    run(tree, database, str(BIN / "ruff"), "check", "--no-cache", *ours)
    done = subprocess.run([BIN / "lint-imports", "--no-cache"], cwd=tree, capture_output=True, text=True, check=False)
    assert "domains do not know each other" in done.stdout
    assert "shanzhi.domains.repairs" not in done.stdout, done.stdout
