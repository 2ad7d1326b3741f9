"""The console script `shanzhi`: the operator's commands, each loaded only when it is called.

To add one: a click command or group in your package, and one line in COMMANDS. Raise `Refused` or `ClickException`
for what can be anticipated; the operator reads one Chinese line and the exit status is not 0.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from shanzhi.embedded.failure import EmbeddedFailure

#: name → (where the click command is, what it is for)
COMMANDS: dict[str, tuple[str, str]] = {
    "acts": ("shanzhi.kernel.acts_cli:acts", "行为记录：核对防篡改的链条"),
    "admins": ("shanzhi.engines.org.cli:admins", "管理员：建最初的系统、安全、审计三位管理员"),
    "appeals": ("shanzhi.domains.appeals.cli:appeals", "诉求：训练和评测分类建议"),
    "areas": ("shanzhi.engines.territory.cli:areas", "区划：导入省、市、县、街道、社区五级代码"),
    "calendar": ("shanzhi.kernel.calendar_cli:calendar", "工作日历：载入节假日和调休"),
    "cases": ("shanzhi.domains.appeals.cli:cases", "案件：从旧系统导入，推荐承办单位"),
    "demo": ("shanzhi.demo.cli:demo", "演示：载入咸安区的演示数据"),
    "migrate": ("shanzhi.serving:migrate", "升级：把数据库改到这一版需要的样子"),
    "serve": ("shanzhi.serving:serve", "服务：启动网站和后台任务"),
}


class Commands(click.Group):
    """The table above as a click group."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        try:
            command: click.Command = getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            if error.name is None or not module.startswith(error.name):
                raise
            raise click.ClickException(f"{cmd_name} 不在这一版里") from error
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in the help text, without loading anything."""
        with formatter.section("命令"):
            formatter.write_dl([(name, words) for name, (_, words) in sorted(COMMANDS.items())])


@click.group("shanzhi", cls=Commands, help="善治：城市社区治理的操作系统。各命令后加 --help 看用法。")
def group() -> None:
    """The root of all commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused or failed, 2 called wrongly, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _set_up(given)
        status = group.main(given, prog_name="shanzhi", standalone_mode=False)  # the status of an Exit, or None
    except Exception as error:
        if os.environ.get("SHANZHI_DEBUG") == "1" and not isinstance(error, click.ClickException | click.Abort):
            raise
        return _explain(error)
    except KeyboardInterrupt:
        return _say("已中断，没有完成", 130)
    return status if isinstance(status, int) else 0


def _explain(error: Exception) -> int:
    """Say in one line what went wrong; the exit status."""
    match error:
        case click.Abort():
            return _say("已中断，没有完成", 130)
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.ctx.get_help() if error.ctx else "", err=True)
            return 2
        case click.UsageError():
            return _say(_usage(error), 2)
        case click.ClickException():
            return _say(error.format_message(), 1)
        case _:
            return _say(_words(error), 1)


def _set_up(given: Sequence[str]) -> None:
    """Django for every command; a database for every command that is really run."""
    if not given or given[0] not in COMMANDS:
        return
    import django

    from shanzhi.embedded.attach import attach

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanzhi.settings")
    if "--help" not in given:
        attach()
    django.setup()


def _usage(error: click.UsageError) -> str:
    """The line for a wrong call, in Chinese."""
    hint = f"（{error.ctx.command_path} --help 看用法）" if error.ctx else ""
    match error:
        case click.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else error.param_hint
            return f"缺少 {name}{hint}"
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}{hint}"
        case click.BadParameter():
            name = error.param.human_readable_name if error.param else error.param_hint
            return f"{name} 不对：{error.message}{hint}"
        case _ if error.message.startswith("No such command"):
            name = error.message.split()[-1].strip(".'")
            return f"没有命令 {name}{hint}"
        case _ if error.message.startswith("Missing command"):
            return f"要写明命令{hint}"
        case _:
            return f"{error.message}{hint}"


def _words(error: Exception) -> str:
    """One line for anything else."""
    from django.db import OperationalError, ProgrammingError

    from shanzhi.kernel.refused import Refused

    first = (str(error).strip().splitlines() or [""])[0]
    match error:
        case Refused():
            return error.message
        case EmbeddedFailure():
            return first
        case OperationalError():
            return f"数据库连不上或中断了，请检查 SHANZHI_DATABASE_URL 和数据库是否在运行：{first}"
        case ProgrammingError() if "does not exist" in first:
            return f"数据库还不是这一版的样子，请先运行 shanzhi migrate：{first}"
        case OSError():
            return f"读写不了 {error.filename or '文件'}：{error.strerror or first}"
        case _:
            return f"没有完成：{type(error).__name__} {first}（设 SHANZHI_DEBUG=1 再运行可看到细节）"


def _say(line: str, status: int) -> int:
    click.echo(" ".join(line.split()), err=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
