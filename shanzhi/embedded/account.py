"""The unprivileged account that runs the server when we are root, since PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shanzhi.embedded.failure import EmbeddedFailure

NAME = "shanzhi"


@dataclass(frozen=True)
class Account:
    """A system account: its name and ids."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give `path` itself (nothing above or below it) to this account."""
        os.chown(path, self.uid, self.gid, follow_symlinks=False)


def find(name: str) -> Account | None:
    """The account called `name`, if the system knows it."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def current() -> Account:
    """The account that runs this process."""
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise EmbeddedFailure(f"系统里没有编号为 {os.geteuid()} 的账户，请换一个登记过的账户运行") from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def for_server() -> Account | None:
    """The account to hand the server to: None unless we are root; made on first need, `nobody` where it cannot be."""
    if os.geteuid() != 0:
        return None
    account = find(NAME) or _create() or find("nobody")
    if account is None or account.uid == 0:
        raise EmbeddedFailure("不能用 root 运行数据库，也建不了普通账户：请先运行 useradd --system shanzhi")
    return account


def _create() -> Account | None:
    if useradd := shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
        shell = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin") or "/bin/false"
        command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", shell, NAME]
        # Another process may create it at the same moment: what counts is that it exists afterwards.
        subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL)
    return find(NAME)
