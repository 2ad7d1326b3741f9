"""Servers of the supervisor's own tests, each in a place that an unprivileged account can reach."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shanzhi.embedded import Server, account, binaries
from shanzhi.embedded.places import TEST


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder; not pytest's own, which is closed to other accounts."""
    folder = Path(tempfile.mkdtemp(prefix="shz")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make(place: Path) -> Iterator[Callable[..., Server]]:
    """Makes servers in `place`; stops each of them at the end."""
    made: list[Server] = []

    def one(data: Path | None = None, *, disposable: bool = False) -> Server:
        runs_as = account.for_server()
        server = Server(
            data=data or place / "pg",
            programs=lambda: binaries.reachable(runs_as, place),
            settings=TEST | {"shared_buffers": "16MB", "synchronous_commit": "on"},
            account=runs_as,
            disposable=disposable,
        )
        made.append(server)
        return server

    yield one
    for server in made:
        server.stop()


@pytest.fixture
def only_root() -> None:
    """For what only root can meet."""
    if os.geteuid() != 0:
        pytest.skip("only root hands the server to another account")
