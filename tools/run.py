"""`./dev run`: from a checkout to three portals with something to see in them."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
from typing import Any

import click

from shanzhi.embedded import EmbeddedFailure, Server, development_server
from shanzhi.embedded.attach import attach, data_dir
from shanzhi.serving import PYTHON, Service, fill, port_is_free, refuse_open_demo, run_as_owner
from tools.state import State, schema_key, static_key

HOST = "127.0.0.1"
PORTALS = (("居民端", "/"), ("工作台", "/desk/"), ("指挥中心", "/centre/"), ("接口", "/api/v1/docs"))


def main(arguments: list[str]) -> int:
    """Serve until Ctrl-C; exit status 0 then, and 1 with one line when something is in the way."""
    given = _parse(arguments)
    # A signal during preparation ends us through the same door as an error, so that the database is left in order.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    os.environ.setdefault("SHANZHI_MODE", "demo")
    os.environ["DJANGO_SETTINGS_MODULE"] = "shanzhi.settings"
    try:
        return _run(given)
    except KeyboardInterrupt:
        click.echo("\n已停止")
        return 130
    except (click.ClickException, EmbeddedFailure) as failure:
        click.echo(failure.message if isinstance(failure, click.ClickException) else str(failure), err=True)
        return 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev run", description="启动整个系统，直到按 Ctrl-C")
    parser.add_argument("--fresh", action="store_true", help="先删除内置数据库和上传的文件，从头开始")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--no-demo", action="store_true", help="不载入演示数据")
    return parser.parse_args(arguments)


def _run(given: argparse.Namespace) -> int:
    refuse_open_demo(HOST)
    if not port_is_free(HOST, given.port):
        raise click.ClickException(f"端口 {given.port} 已被占用，请用 --port 换一个，或先停下占用它的程序")
    if given.fresh:
        start_over()
    server = attach()
    state = State((server.data if server else data_dir()) / "shanzhi.json")
    prepare(state, skip=server is not None)
    if not given.no_demo:
        load_demo(state)
    service = Service(HOST, given.port)
    service.start()
    _announce(given.port, demo=not given.no_demo)
    status = service.wait()
    if server is not None:
        server.stop()
    click.echo("\n已停止" if status == 0 else "", err=bool(status))
    return status


def start_over() -> None:
    """Forget everything; only where everything is ours."""
    if os.environ.get("SHANZHI_DATABASE_URL"):
        raise click.ClickException("--fresh 只用于内置数据库；SHANZHI_DATABASE_URL 指向的数据库请自行清空")
    server: Server = development_server(data_dir())
    server.destroy()
    for name in ("media", "static"):
        shutil.rmtree(data_dir() / name, ignore_errors=True)


def prepare(state: State, *, skip: bool) -> None:
    """Migrate, fill and collect what is not done yet. Another's database is looked at on every start."""
    import django

    key = schema_key() + static_key()
    done = skip and state.get("prepared") == key and (data_dir() / "static").is_dir()
    if not done:
        click.echo("正在准备数据库 …")
        run_as_owner("shanzhi.migrating")
    django.setup()
    if not done:
        fill()
        data_dir().mkdir(parents=True, exist_ok=True)
        state.put("prepared", key)


def load_demo(state: State) -> None:
    """Load the demo once in the life of a database."""
    if state.get("demo"):
        return
    click.echo("正在载入演示数据 …")
    done = subprocess.run([PYTHON, "-m", "shanzhi.cli", "demo"], check=False)
    if done.returncode == 0:
        state.put("demo", "loaded")
    else:
        click.echo("演示数据没有载入，系统照常启动", err=True)


def _announce(port: int, *, demo: bool) -> None:
    """Where to look and whom to log in as."""
    click.echo(f"\n善治已启动（按 Ctrl-C 停止），日志和数据在 {data_dir()}")
    for name, path in PORTALS:
        click.echo(f"  {name}\thttp://{HOST}:{port}{path}")
    if demo:
        _accounts()
    sys.stdout.flush()


def _accounts() -> None:
    """The demo's accounts, as the demo describes them."""
    try:
        from shanzhi.demo import accounts
    except ImportError:
        click.echo("演示账号：这一版还没有")
        return
    click.echo("演示账号：")
    for account in accounts():
        click.echo("  " + _line(account))


def _line(account: Any) -> str:
    """One account, whatever its shape: text, mapping, or a row of texts."""
    if isinstance(account, str):
        return account
    values = account.values() if isinstance(account, dict) else account
    return "\t".join(str(value) for value in values)
