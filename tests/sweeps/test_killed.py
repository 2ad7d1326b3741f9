"""The power goes in the middle of the work: whoever was told 收到了 finds their case again."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from shanzhi.embedded import Cell, Server, account, binaries
from shanzhi.embedded.attach import CHECKOUT

#: The power goes when so many have been acknowledged, in the midst of the next ones.
ENOUGH, SENDERS, PATIENCE = 60, 4, 30.0


@pytest.fixture
def cell() -> Iterator[Cell]:
    """A server of its own with the settings that keep promises (nothing of the test mode's haste)."""
    folder = Path(tempfile.mkdtemp(prefix="shz")).resolve()
    folder.chmod(0o755)
    runs_as = account.for_server()
    durable = {"shared_buffers": "32MB", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    server = Server(
        data=folder / "pg", programs=lambda: binaries.reachable(runs_as, folder), settings=durable, account=runs_as
    )
    server.start()
    made = Cell(server)
    made.ensure()
    yield made
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def environment(cell: Cell) -> dict[str, str]:
    """Of processes that work on that cell."""
    return os.environ | {
        "SHANZHI_MODE": "test", "SHANZHI_DATABASE_URL": cell.app_url, "SHANZHI_OWNER_DATABASE_URL": cell.owner_url,
        "SHANZHI_SCHEMA": cell.name, "DJANGO_SETTINGS_MODULE": "shanzhi.settings", "PYTHONPATH": str(CHECKOUT),
    }  # fmt: skip


def run(cell: Cell, *arguments: str) -> Any:
    """A process of ours, whose output is JSON."""
    done = subprocess.run(
        [sys.executable, *arguments], env=environment(cell), cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout or "null")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def serving(cell: Cell, port: int) -> "subprocess.Popen[bytes]":
    """The web server as `shanzhi serve` starts it."""
    command = ["-m", "gunicorn", "shanzhi.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "critical"]
    child = subprocess.Popen(
        [sys.executable, *command], env=environment(cell), cwd=CHECKOUT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return child
        time.sleep(0.05)
    raise AssertionError("the web server did not come up")


class Sender(threading.Thread):
    """Reports one thing after another and keeps the numbers that it was given, until nobody answers."""

    def __init__(self, port: int, facts: dict[str, str], name: str) -> None:
        super().__init__(daemon=True)
        self.port, self.facts, self.sender = port, facts, name
        self.acknowledged: list[str] = []
        self.refused: list[int] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with suppress(OSError, http.client.HTTPException, ValueError):
            for serial in range(100_000):
                body = {"body": f"{self.sender}说的第{serial}件", "nature": "help", "code": self.facts["community"]}
                headers = {"Authorization": f"Bearer {self.facts['token']}", "Content-Type": "application/json"}
                headers["Idempotency-Key"] = f"{self.sender}-{serial}"
                connection.request("POST", "/api/v1/cases", json.dumps(body), headers)
                answer = connection.getresponse()
                told = answer.read()
                if answer.status == 201:
                    self.acknowledged.append(json.loads(told)["number"])
                else:
                    self.refused.append(answer.status)
                    return


def kill_everything(web: "subprocess.Popen[bytes]", cell: Cell) -> None:
    """SIGKILL to the web server with its workers and to PostgreSQL with its processes, nobody asked."""
    pid = cell.server.pid_file.pid()
    assert pid is not None
    postmaster = psutil.Process(pid)
    victims = [postmaster, *postmaster.children(recursive=True)]
    os.killpg(web.pid, signal.SIGKILL)
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.kill()
    web.wait()
    psutil.wait_procs(victims, timeout=10)


def test_a_killed_server_loses_no_acknowledged_case(cell: Cell) -> None:
    run(cell, "-m", "shanzhi.migrating")
    facts = run(cell, "-m", "tests.sweeps.killed.script", "prepare")
    port = free_port()
    web = serving(cell, port)
    senders = [Sender(port, facts, name) for name in "abcd"[:SENDERS]]
    try:
        for sender in senders:
            sender.start()
        until = time.monotonic() + PATIENCE
        while sum(len(sender.acknowledged) for sender in senders) < ENOUGH and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        kill_everything(web, cell)
    for sender in senders:
        sender.join(15)
    cell.server.start()
    found = run(cell, "-m", "tests.sweeps.killed.script", "check")
    acknowledged = [number for sender in senders for number in sender.acknowledged]
    assert not [status for sender in senders for status in sender.refused]
    assert len(acknowledged) >= ENOUGH, "hardly anything was reported before the power went"
    assert len(set(acknowledged)) == len(acknowledged)
    assert not set(acknowledged) - set(found["numbers"]), "a case that was acknowledged is gone"
    # What was committed and not yet acknowledged is at most one a sender.
    assert len(found["numbers"]) <= len(acknowledged) + SENDERS
    assert found["acts_whole"]
    assert found["clocks_whole"]
    assert found["tallied"] == len(found["numbers"])
    assert found["breaks"] == []
    assert found["unsealed"] == 0
