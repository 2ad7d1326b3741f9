"""Bringing a cell to the point where it serves, and serving: the web server and the worker of the job queue."""

import ctypes
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

import click

PYTHON = sys.executable
STOP_WITHIN = 15  # seconds for requests and jobs under way


def run_as_owner(module: str) -> None:
    """Run a module of ours in a process that is connected as the owner of the tables."""
    done = subprocess.run(
        [PYTHON, "-m", module],
        env=os.environ | {"SHANZHI_AS_OWNER": "1"},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["没有说明"])[-1]
        if os.environ.get("SHANZHI_DEBUG") == "1":
            sys.stderr.write(done.stderr)
        raise click.ClickException(f"数据库升级没有成功，数据没有改动完：{last}")


def fill() -> None:
    """Load what a cell holds before anybody uses it, and collect the static files. Doing it again changes nothing."""
    from django.conf import settings
    from django.core.management import call_command

    from shanzhi import installing

    installing.load(settings.SHANZHI_ROOT)
    call_command("collectstatic", interactive=False, verbosity=0)


def refuse_open_demo(*binds: str) -> None:
    """A demo has a public secret key, public passwords and an open outbox: it is served to this machine and no other.

    Raises ClickException when it would listen at one of `binds`, or answer to a host name, beyond loopback.
    """
    if os.environ.get("SHANZHI_MODE", "demo") != "demo":
        return
    for name, given in (("--host", binds), ("SHANZHI_HOSTS", os.environ.get("SHANZHI_HOSTS", "").split())):
        for host in given:
            if not _is_loopback(host):
                raise click.ClickException(
                    f"演示的密钥和口令是公开的，只能在本机上看，{name} 不能是 {host}；要给别人用请设 SHANZHI_MODE=production"
                )


def _is_loopback(host: str) -> bool:
    if host in {"localhost", "testserver"}:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def port_is_free(host: str, port: int) -> bool:
    """Nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Service:
    """The processes that serve one cell. Ends all of them when it is told to, or when one of them ends."""

    def __init__(self, host: str, port: int, *, workers: int = 2, threads: int = 4) -> None:
        self.host, self.port = host, port
        self._workers, self._threads = workers, threads
        self._children: list[tuple[str, subprocess.Popen[bytes]]] = []
        self._stop = False

    def start(self) -> None:
        """Start both processes and wait until the site takes connections."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        shape = ["--workers", str(self._workers), "--worker-class", "gthread", "--threads", str(self._threads)]
        bind = ["--bind", f"{self.host}:{self.port}", "--no-control-socket", "--log-level", "warning"]
        self._spawn("网站", ["gunicorn", "shanzhi.wsgi:application", *bind, *shape, "--graceful-timeout", "10"])
        self._spawn("后台任务", ["django", "procrastinate", "worker"])
        while not self._stop and not self._ended():
            with suppress(OSError), socket.create_connection((self.host, self.port), timeout=1):
                return
            time.sleep(0.05)

    def wait(self) -> int:
        """Serve until asked to stop (status 0) or until a process ends by itself (status 1); nothing is left behind."""
        try:
            while not self._stop:
                if ended := self._ended():
                    click.echo(f"{ended}意外停止了，正在停止其余部分", err=True)
                    return 1
                time.sleep(0.2)
            return 0
        finally:
            self.end()

    def end(self) -> None:
        """Stop what is still running: kindly, then firmly."""
        for _, child in self._children:
            with suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for _, child in self._children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self._children.clear()

    def _spawn(self, name: str, arguments: Sequence[str]) -> None:
        # A session of their own: Ctrl-C at the terminal reaches us alone, and we end them in order.
        child = subprocess.Popen(
            [PYTHON, "-m", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 -- one system call, and no other threads are running
        )
        self._children.append((name, child))

    def _ended(self) -> str | None:
        return next((name for name, child in self._children if child.poll() is not None), None)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = True


def _die_with_parent() -> None:
    """On Linux the kernel asks the child to stop when we are killed without a chance to do so."""
    if sys.platform.startswith("linux"):
        parent_death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)


@click.command("migrate")
def migrate() -> None:
    """把数据库改到这一版需要的样子，并载入随版本发布的规则和日历。"""
    run_as_owner("shanzhi.migrating")
    fill()
    click.echo("数据库已是这一版的样子")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="监听的端口")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="网站的进程数")
@click.option("--no-migrate", is_flag=True, help="不升级数据库，直接启动")
def serve(host: str, port: int, workers: int, *, no_migrate: bool) -> None:
    """启动网站和后台任务，直到按 Ctrl-C。"""
    refuse_open_demo(host)
    if not port_is_free(host, port):
        raise click.ClickException(f"端口 {port} 已被占用，请用 --port 换一个")
    if not no_migrate:
        run_as_owner("shanzhi.migrating")
        fill()
    service = Service(host, port, workers=workers)
    service.start()
    click.echo(f"网站地址 http://{host}:{port}/ （按 Ctrl-C 停止）")
    raise click.exceptions.Exit(service.wait())
