"""`shanzhi areas …`: the operator's commands for areas."""

import sys
import time
from pathlib import Path

import click


@click.group("areas")
def areas() -> None:
    """区划：导入省、市、县、街道、社区五级代码。"""


@areas.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只核对，不写入。")
def import_command(files: tuple[Path, ...], *, dry_run: bool) -> None:
    """导入区划 CSV（可以是 gzip），按表头识别格式；一起给出的文件当作一批，要么全部导入，要么一行不动。"""
    from shanzhi.engines.territory.actions.areas import AreasRefused, import_areas
    from shanzhi.engines.territory.csv_areas import size_of
    from shanzhi.kernel import clock
    from shanzhi.kernel.refused import Refused

    started = time.monotonic()
    try:
        total = sum(size_of(path) for path in files)
        with click.progressbar(length=total, label="读取（读完后核对并写入）", file=sys.stderr) as bar:
            report = import_areas(files, on=clock.today().date(), dry_run=dry_run, progress=bar.update)
    except AreasRefused as refusal:
        for fault in refusal.faults:
            click.echo(str(fault), err=True)
        if refusal.total > len(refusal.faults):
            click.echo(f"……另有 {refusal.total - len(refusal.faults)} 处没有列出", err=True)
        raise click.ClickException(refusal.message) from refusal
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    for note in report.notes:
        click.echo(note)
    done = "核对过，没有写入" if dry_run else "已导入" if report.changed else "和现有的一样，没有改动"
    click.echo(
        f"{done}：读 {report.read} 行，新增 {report.added}，更名 {report.renamed}，补充 {report.completed}，"
        f"不变 {report.unchanged}，用时 {time.monotonic() - started:.1f} 秒"
    )
