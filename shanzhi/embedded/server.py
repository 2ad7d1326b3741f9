"""One PostgreSQL server: racing starts, crashes and leftovers end in one healthy server or one clear line."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil
import psycopg

from shanzhi.embedded import account as accounts
from shanzhi.embedded.account import Account
from shanzhi.embedded.binaries import MAJOR, run
from shanzhi.embedded.failure import EmbeddedFailure
from shanzhi.embedded.pidfile import PidFile, drop_if_misleading

SUPERUSER = "postgres"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # bytes; the system allows 107 on Linux and 103 on macOS
PATIENCE = 120  # seconds for a start after a crash with much to replay
ORPHANS_LEAVE_WITHIN = 30  # tenths of a second
ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "jit": "off",
    "logging_collector": "off",
    "log_timezone": "UTC",
}


class Server:
    """A data folder and the server on it. `account` is who runs it (None: ourselves)."""

    def __init__(
        self,
        *,
        data: Path,
        programs: Callable[[], Path],
        settings: dict[str, str],
        account: Account | None = None,
        disposable: bool = False,
    ) -> None:
        self.data = data
        self.pid_file = PidFile(data)
        self._programs = programs
        self._settings = ALWAYS | settings
        self._account = account
        self._disposable = disposable
        self._lease: IO[str] | None = None

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def socket_folder(self) -> Path:
        """Where the server listens: its data folder, or a private folder when that path is too long for a socket."""
        if self.pid_file.pid() and (told := self.pid_file.socket_folder()):
            return told
        if len(os.fsencode(self.data / SOCKET)) <= LONGEST_SOCKET:
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"shanzhi-{os.geteuid()}-{name}"

    def running(self) -> bool:
        """A server of ours lives on this data folder and takes connections."""
        return self.pid_file.pid() is not None and self.pid_file.status() == "ready"

    def url(self, user: str, database: str) -> str:
        """A connection string in libpq's key=value form, which has no trouble with any path."""
        return f"host='{self.socket_folder}' user={user} dbname={database}"

    def connect(self, database: str = SUPERUSER) -> psycopg.Connection:
        """A superuser connection in autocommit, for making databases and roles."""
        return psycopg.connect(self.url(SUPERUSER, database), autocommit=True)

    def start(self) -> None:
        """Leave a server running, whatever state the folder was in, and hold a lease on it until `stop` or our death."""
        with self._locked():
            self._hold_lease()
            try:
                self._bring_up()
            except EmbeddedFailure:
                if not self._disposable:
                    raise
                self._end_orphans()
                shutil.rmtree(self.data, ignore_errors=True)
                self._bring_up()

    def stop(self) -> bool:
        """Give up our lease and stop the server, unless another process still holds one. True when it is stopped."""
        with self._locked():
            self._drop_lease()
            with self._lease_file() as lease:
                try:
                    fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
                if self.pid_file.pid() is not None:
                    self._pg_ctl("stop", "-m", "fast")
        return True

    def destroy(self) -> None:
        """Delete all data. Refuses while another process uses the server."""
        if not self.stop():
            raise EmbeddedFailure("数据库正被另一个进程使用，请先结束它（例如另一个 ./dev run）")
        with self._locked():
            shutil.rmtree(self.data, ignore_errors=True)

    # -- locks and leases -----------------------------------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with self.data.with_name(self.data.name + ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lease_file(self) -> IO[str]:
        return self.data.with_name(self.data.name + ".users").open("a")

    def _hold_lease(self) -> None:
        if self._lease is None:
            self._lease = self._lease_file()
            fcntl.flock(self._lease, fcntl.LOCK_SH)

    def _drop_lease(self) -> None:
        if self._lease is not None:
            self._lease.close()
            self._lease = None

    # -- starting -------------------------------------------------------------------------------------------------

    def _bring_up(self) -> None:
        if self.running():
            return
        if self.pid_file.pid() is not None and self._settles():
            return
        self._init()
        self._configure()
        self._end_orphans()
        sockets = self._private(self.socket_folder)
        drop_if_misleading(self.pid_file.path)
        drop_if_misleading(sockets / f"{SOCKET}.lock")
        self._pg_ctl("start", "-t", str(PATIENCE), "-l", str(self.data / "log"), "-o", f"-k '{sockets}'")

    def _settles(self) -> bool:
        """Wait for a server that is on its way up (its starter was killed) or down: True when it is up."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.running():
                return True
            if self.pid_file.pid() is None:
                return False
            time.sleep(0.05)
        raise EmbeddedFailure(f"数据库一直没有就绪，请看日志 {self.data / 'log'}")

    def _init(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists() and (self.data / "cell.ready").exists():
            if version.read_text().strip() != str(MAJOR):
                raise EmbeddedFailure(
                    f"{self.data} 是 PostgreSQL {version.read_text().strip()} 的数据，这里只能用 {MAJOR}"
                )
            return
        if self.data.exists() and not version.exists() and any(self.data.iterdir()):
            raise EmbeddedFailure(f"{self.data} 里有不属于数据库的文件，请移走后再启动")
        shutil.rmtree(self.data, ignore_errors=True)  # an initdb that was killed half-way leaves nothing worth keeping
        self._private(self.data)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        auth = ["--auth-local=peer", "--auth-host=reject", "--data-checksums"]
        sync = ["--no-sync"] if self._settings.get("fsync") == "off" else []
        self._run("initdb", "-D", self.data, "-U", SUPERUSER, "-E", "UTF8", *locale, *auth, *sync)
        self._write("pg_hba.conf", "local all all peer map=cell\n")
        self._write("pg_ident.conf", "".join(f"cell {name} all\n" for name in self._trusted()))
        shipped = (self.data / "postgresql.conf").read_text()
        self._write("postgresql.conf", f"{shipped}\ninclude_if_exists = 'cell.conf'\n")
        self._write("cell.ready", "initdb finished\n")

    def _trusted(self) -> list[str]:
        """System accounts that may take any role here: whoever runs the server, and we who supervise it."""
        names = [accounts.current().name]
        if self._account is not None and self._account.name not in names:
            names.append(self._account.name)
        return names

    def _configure(self) -> None:
        self._write("cell.conf", "".join(f"{name} = '{value}'\n" for name, value in self._settings.items()))

    def _write(self, name: str, text: str) -> None:
        """Write a file of the data folder anew; never through a link that the server's account could have put there."""
        path = self.data / name
        path.unlink(missing_ok=True)
        with path.open("x") as file:
            file.write(text)
        if self._account is not None:
            self._account.own(path)

    def _private(self, folder: Path) -> Path:
        """Make `folder` ours and closed to others, and trust no folder that somebody else put there."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._account is not None and folder.lstat().st_uid == os.geteuid():
            self._account.own(folder)
        found = folder.lstat()
        expected = self._account.uid if self._account else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected or found.st_mode & 0o077:
            raise EmbeddedFailure(f"{folder} 不是只属于数据库账户的目录，请删除它后再启动")
        return folder

    def _end_orphans(self) -> None:
        """Backends of a killed server leave by themselves within moments; one that does not is ended."""
        for attempt in range(100):
            orphans = self.pid_file.orphans()
            if not orphans:
                return
            if attempt >= ORPHANS_LEAVE_WITHIN:
                for process in orphans:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        process.kill()
            time.sleep(0.1)
        raise EmbeddedFailure(f"上一次的数据库进程没有退出（进程 {orphans[0].pid}），请结束它后再启动")

    # -- running the programs -------------------------------------------------------------------------------------

    def _pg_ctl(self, action: str, *options: str) -> None:
        self._run("pg_ctl", action, "-D", self.data, "-w", *options)

    def _run(self, program: str, *arguments: str | Path) -> None:
        run([self._programs() / program, *arguments], self._account)
