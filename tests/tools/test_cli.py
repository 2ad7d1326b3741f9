"""The console script: one clear line and an exit status, never a traceback."""

import sys
import types

import click
import pytest

from shanzhi import cli
from shanzhi.embedded import EmbeddedFailure
from shanzhi.kernel.refused import Refused


def command(monkeypatch: pytest.MonkeyPatch, error: BaseException | None = None) -> None:
    """Register `shanzhi try NAME`, which raises `error`."""

    @click.command("try")
    @click.argument("name")
    @click.option("--count", type=int)
    def attempt(name: str, count: int | None) -> None:
        """试一试。"""
        if error is not None:
            raise error

    module = types.ModuleType("shanzhi_try_cli")
    module.attempt = attempt  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "shanzhi_try_cli", module)
    monkeypatch.setitem(cli.COMMANDS, "try", ("shanzhi_try_cli:attempt", "试一试"))


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (Refused("区划代码要 12 位数字，请核对第 3 行"), 1, "区划代码要 12 位数字，请核对第 3 行"),
        (click.ClickException("文件是空的\n请换一个"), 1, "文件是空的 请换一个"),
        (EmbeddedFailure("数据库一直没有就绪"), 1, "数据库一直没有就绪"),
        (FileNotFoundError(2, "No such file", "a.csv"), 1, "读写不了 a.csv：No such file"),
        (
            ZeroDivisionError("division by zero"),
            1,
            "没有完成：ZeroDivisionError division by zero（设 SHANZHI_DEBUG=1 再运行可看到细节）",
        ),
        (KeyboardInterrupt(), 130, "已中断，没有完成"),
        (click.exceptions.Exit(3), 3, ""),
    ],
)
def test_whatever_goes_wrong_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, status: int, line: str
) -> None:
    command(monkeypatch, error)
    assert cli.main(["try", "x"]) == status
    shown = capsys.readouterr()
    assert shown.err.strip() == line
    assert "Traceback" not in shown.err + shown.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nope"], "没有命令 nope"),
        (["try"], "缺少 NAME"),
        (["try", "x", "--other"], "没有选项 --other"),
        (["try", "x", "--count", "many"], "count 不对"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    command(monkeypatch)
    assert cli.main(arguments) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(words)


def test_a_traceback_is_shown_to_who_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    command(monkeypatch, ZeroDivisionError())
    monkeypatch.setenv("SHANZHI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["try", "x"])


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert cli.main([name, "--help"]) == 0
    assert f"shanzhi {name}" in capsys.readouterr().out


def test_the_list_of_commands_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in cli.COMMANDS)
