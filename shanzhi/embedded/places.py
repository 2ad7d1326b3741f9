"""Where the servers of one checkout keep their data.

Not root: in the data folder itself (`.shanzhi` of the checkout). Root: in a folder of its own under /var/lib/shanzhi,
named after the data folder, because the unprivileged account may not be able to walk into a checkout.
"""

import hashlib
import os
from pathlib import Path

from shanzhi.embedded import account, binaries
from shanzhi.embedded.failure import EmbeddedFailure
from shanzhi.embedded.server import Server

#: Small enough for a laptop, large enough for a million cases.
DEVELOPMENT = {
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "max_connections": "100",
}
#: Tests may lose everything when the machine stops, and nothing when a process does.
TEST = DEVELOPMENT | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "1h",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def development_server(data_dir: Path) -> Server:
    """The server of `./dev run` and `manage.py`."""
    return _server(data_dir, "pg", DEVELOPMENT)


def test_server(data_dir: Path) -> Server:
    """The server of the tests: fast, thrown away and made anew when it is damaged."""
    return _server(data_dir, "pg-test", TEST, disposable=True)


def _server(data_dir: Path, name: str, settings: dict[str, str], *, disposable: bool = False) -> Server:
    runs_as = account.for_server()
    home = home_for(data_dir, runs_as)
    return Server(
        data=home / name,
        programs=lambda: binaries.reachable(runs_as, home.parent),
        settings=settings,
        account=runs_as,
        disposable=disposable,
    )


def home_for(data_dir: Path, runs_as: account.Account | None) -> Path:
    """The folder of this checkout's servers, made if needed; no existing folder's permissions are changed."""
    data_dir = data_dir.absolute()
    if runs_as is None:
        data_dir.mkdir(parents=True, exist_ok=True)
        return data_dir.resolve()
    shelf = Path(os.environ.get("SHANZHI_EMBEDDED_HOME") or "/var/lib/shanzhi")
    try:
        _make(shelf)
        home = shelf / hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
        _make(home)
    except OSError as error:
        raise EmbeddedFailure(
            f"建不了目录 {shelf}（{error.strerror}）：用 SHANZHI_EMBEDDED_HOME 指定一个可写的目录"
        ) from error
    return home


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return
    folder.chmod(0o755)  # whatever the umask: the account walks through it, the data inside is 0700
