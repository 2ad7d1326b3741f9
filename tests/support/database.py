"""One database for this test process: a copy of a template that is migrated once for each state of the migrations."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from shanzhi.embedded import Cell, Server, test_server
from shanzhi.embedded.attach import CHECKOUT, data_dir

TEMPLATE = "shanzhi_tpl_"
CLONE = "shanzhi_run_"
KEPT_TEMPLATES = 3


def migrations_key() -> str:
    """Changes when any migration, the locked requirements or the making of a cell change."""
    files = [
        *sorted((CHECKOUT / "shanzhi").rglob("migrations/*.py")),
        *sorted((CHECKOUT / "shanzhi" / "catalogue" / "policies").glob("*.yaml")),
        *sorted((CHECKOUT / "shanzhi" / "catalogue" / "calendar").glob("*.csv")),
        CHECKOUT / "requirements" / "base.txt",
        CHECKOUT / "shanzhi" / "migrating.py",
        CHECKOUT / "shanzhi" / "embedded" / "cell.py",
    ]
    digest = hashlib.sha256()
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            digest.update(str(file.relative_to(CHECKOUT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def own_database() -> Iterator[tuple[Cell, str]]:
    """The cell of this process and the name of its template; dropped at the end. The server stays up for the next run."""
    server = test_server(data_dir())
    server.start()
    with _one_at_a_time(server):
        _drop_leftovers(server)
        template = _template(server)
        cell = Cell(server, database=f"{CLONE}{os.getpid()}_{secrets.token_hex(3)}")
        cell.clone(template)
    try:
        yield cell, template
    finally:
        cell.drop()


@contextmanager
def _one_at_a_time(server: Server) -> Iterator[None]:
    with server.data.with_name("templates.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _names(server: Server, start: str) -> list[str]:
    """Databases whose name begins with `start`, oldest first."""
    statement = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid"
    with server.connect() as connection:
        return [name for (name,) in connection.execute(statement, [start])]


def _template(server: Server) -> str:
    name = TEMPLATE + migrations_key()
    existing = _names(server, TEMPLATE)
    if name in existing:
        return name
    for old in existing[: -KEPT_TEMPLATES + 1]:
        Cell(server, database=old).drop()
    growing = Cell(server, database="shanzhi_growing")
    growing.drop()
    growing.ensure()
    environment = os.environ | {
        "SHANZHI_MODE": "test",
        "SHANZHI_DATABASE_URL": growing.app_url,
        "SHANZHI_OWNER_DATABASE_URL": growing.owner_url,
        "SHANZHI_SCHEMA": growing.name,
        "DJANGO_SETTINGS_MODULE": "shanzhi.settings",
        "PYTHONPATH": str(CHECKOUT),
    }
    command = [sys.executable, "-m", "shanzhi.migrating"]
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the template database could not be migrated:\n{done.stderr[-4000:]}")
    with server.connect() as connection:
        connection.execute(f"ALTER DATABASE shanzhi_growing RENAME TO {name}")
    return name


def _drop_leftovers(server: Server) -> None:
    """Databases of runs that were killed before they could drop them."""
    for name in _names(server, CLONE):
        if not psutil.pid_exists(int(name.removeprefix(CLONE).split("_")[0])):
            Cell(server, database=name).drop()


def stop_server() -> None:
    """Stop the test server unless another run uses it."""
    test_server(data_dir()).stop()
