"""What `postmaster.pid` says, and whether the processes that it speaks of are ours."""

import contextlib
from pathlib import Path

import psutil


class PidFile:
    """The lock file of one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.path = data / "postmaster.pid"

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text().split("\n")
        except (OSError, UnicodeDecodeError):
            return []

    def pid(self) -> int | None:
        """The process that serves this folder now; None when the file is missing, broken, stale or names a stranger."""
        try:
            pid = int(self._lines()[0])
        except (IndexError, ValueError):
            return None
        return pid if pid > 0 and self._serves(pid) else None

    def status(self) -> str:
        """`starting`, `ready`, `standby`, `stopping`, or empty."""
        lines = self._lines()
        return lines[7].strip() if len(lines) > 7 else ""

    def socket_folder(self) -> Path | None:
        """Where the running server listens; a start with another TMPDIR may have chosen another place than we would."""
        lines = self._lines()
        return Path(lines[4].strip()) if len(lines) > 4 and lines[4].strip() else None

    def _serves(self, pid: int) -> bool:
        try:
            command = psutil.Process(pid).cmdline()
        except psutil.Error:
            return False
        return bool(command) and Path(command[0]).name == "postgres" and str(self.data) in command

    def orphans(self) -> list[psutil.Process]:
        """Server processes that still work in this folder, whoever their parent is."""
        found = []
        for process in psutil.process_iter(["name"]):
            with contextlib.suppress(psutil.Error, OSError):
                if process.name().startswith("postgres") and process.cwd() == str(self.data):
                    found.append(process)
        return found


def drop_if_misleading(lock_file: Path) -> None:
    """Remove a lock file that PostgreSQL would trip over. Call only when no process of ours works in the folder.

    PostgreSQL clears the file of a dead process by itself; it gives up on an unreadable one, and on one whose number
    now belongs to another live process or a zombie.
    """
    try:
        pid = int(lock_file.read_text().split("\n")[0])
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        lock_file.unlink(missing_ok=True)
        return
    if pid <= 0 or psutil.pid_exists(pid):
        lock_file.unlink(missing_ok=True)
