"""`shanzhi calendar …`: the operator loads the holidays of a coming year."""

from pathlib import Path

import click


@click.group("calendar", help="工作日历：载入节假日和调休")
def calendar() -> None:
    """The group; `shanzhi.cli` adds it to its own."""


@calendar.command("import", help="载入节假日文件：CSV，列 date,name,kind（holiday 放假，makeup 调休上班）")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", "years", multiple=True, type=int, help="担保这一年已公布完整（没有调休上班日的年份要写明）")
@click.option("--replace", is_flag=True, help="允许改动已经载入的日子")
@click.option("--source", default="", help="依据，例如通知的文号；不写就用文件名")
def import_(file: Path, years: tuple[int, ...], replace: bool, source: str) -> None:  # noqa: FBT001 - a flag of click
    """Load FILE and say what became of each year. Exit status 1 and one line when it is refused."""
    # The models need Django set up, which the console script does before it runs a command.
    from shanzhi.kernel import calendar as verbs
    from shanzhi.kernel import clock
    from shanzhi.kernel.actor import SYSTEM
    from shanzhi.kernel.refused import Refused

    try:
        done = verbs.load(
            file.read_bytes(), source=source or file.name, by=SYSTEM, at=clock.now(), years=years, replace=replace
        )
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    for words, found in (
        ("已载入", done.added),
        ("已改动", done.changed),
        ("没有变化", done.unchanged),
        ("没有调休上班日，看来还没公布，没有载入", done.not_announced),
    ):
        if found:
            click.echo(f"{words}：{'、'.join(f'{year}年' for year in found)}")
