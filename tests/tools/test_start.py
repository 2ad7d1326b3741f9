"""What must not be started is refused in one line: an open demo, and production that cannot send a message."""

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from shanzhi import serving
from tools import run

KEYS = {"SHANZHI_SECRET_KEY": "x" * 50, "SHANZHI_KEYS": "1:" + "A" * 43 + "=", "SHANZHI_INDEX_KEY": "y" * 50}


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHANZHI_MODE", "demo")
    monkeypatch.delenv("SHANZHI_HOSTS", raising=False)

    def nothing(*_: object, **__: object) -> None:
        raise click.ClickException("it went on")

    monkeypatch.setattr(serving, "port_is_free", nothing)
    monkeypatch.setattr(run, "port_is_free", nothing)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "shanzhi.example.gov.cn"])  # noqa: S104 - refused
def test_a_demo_is_not_served_beyond_this_machine(host: str) -> None:
    shown = CliRunner().invoke(serving.serve, ["--host", host])
    assert shown.exit_code == 1
    assert "只能在本机上看" in shown.output
    assert f"--host 不能是 {host}" in shown.output
    assert len(shown.output.strip().splitlines()) == 1


@pytest.mark.parametrize("hosts", ["*", "localhost shanzhi.example.gov.cn", "10.0.0.8"])
def test_a_demo_answers_to_no_name_of_another_machine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hosts: str
) -> None:
    monkeypatch.setenv("SHANZHI_HOSTS", hosts)
    assert "SHANZHI_HOSTS 不能是" in CliRunner().invoke(serving.serve, []).output
    assert run.main(["--no-demo"]) == 1
    assert "SHANZHI_HOSTS 不能是" in capsys.readouterr().err


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_a_demo_on_loopback_and_production_anywhere_go_on(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setenv("SHANZHI_MODE", mode)
    monkeypatch.setenv("SHANZHI_HOSTS", "127.0.0.1 [::1] localhost" if mode == "demo" else "shanzhi.example.gov.cn")
    host = "127.0.0.1" if mode == "demo" else "0.0.0.0"  # noqa: S104 - nothing listens
    assert "it went on" in CliRunner().invoke(serving.serve, ["--host", host]).output


def start(**given: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHANZHI_")} | given
    command = [sys.executable, "-c", "import shanzhi.settings"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("sms", ["console", "", None])
def test_production_that_would_send_no_message_does_not_start(sms: str | None) -> None:
    given = {} if sms is None else {"SHANZHI_SMS": sms}
    done = start(SHANZHI_MODE="production", **KEYS, **given)
    assert done.returncode == 1
    assert "SHANZHI_SMS" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_production_with_a_sender_and_a_demo_without_one_start() -> None:
    assert start(SHANZHI_MODE="production", SHANZHI_SMS="county.sms.Sender", **KEYS).returncode == 0
    assert start().returncode == 0
