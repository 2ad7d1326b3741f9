"""`shanzhi cases import`."""

import csv
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from shanzhi.domains.appeals.importing.run import Report
    from shanzhi.domains.appeals.importing.units import Proposal
    from shanzhi.engines.org.public import Unit
    from shanzhi.kernel.actor import Actor

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--map", "map_file", required=True, type=_FILE, help="字段对照表，YAML")
@click.option("--area", required=True, metavar="CODE", help="案件所在地区的代码，例如 440310 或 440310000000")
@click.option(
    "--rejects", type=_FILE, default=None, help="收不进来的行写到哪里（默认在当前目录，文件名加 .rejects.csv）"
)
@click.option("--proposals", type=_FILE, default=None, help="没有对上的单位、类别写到哪里（默认加 .proposals.csv）")
@click.option("--accept-units", is_flag=True, help="没有对上的单位就地新建；不加时只列出来，案件照收，单位空着")
@click.option("--dry-run", is_flag=True, help="只核对，不写入")
@click.option("--by", metavar="USER", default="", help="以哪位工作人员的名义；默认是安装程序")
def import_command(
    file: Path, map_file: Path, area: str, rejects: Path | None, proposals: Path | None, by: str, *,
    accept_units: bool, dry_run: bool,
) -> None:  # fmt: skip
    """从旧系统的表格导入案件。每一行要么成为案件，要么连同原因写进 rejects；再导一次不会重复。"""
    from shanzhi.domains.appeals import mapping
    from shanzhi.domains.appeals.importing.run import Import
    from shanzhi.domains.appeals.importing.tables import size_of
    from shanzhi.kernel import clock
    from shanzhi.kernel.progress import progress

    try:
        rules = mapping.load(map_file)
    except mapping.MappingBroken as broken:
        raise click.ClickException(str(broken)) from broken
    code, started, at = _area(area), time.monotonic(), clock.now()
    actor = _actor(by, code, at)
    name = file.name.removesuffix(".gz").removesuffix(".csv")
    opener = _opener(rules.source, code, actor if by else None, at) if accept_units else None
    with progress(size_of(file), "导入") as advance:
        work = Import(file, rules, code, actor, at, rejects or Path(f"{name}.rejects.csv"), dry_run, opener, advance)
        try:
            report = work.run()
        finally:
            if work.report.rejected:
                click.echo(f"有 {work.report.rejected} 行没有收进来，行号和原因在 {work.rejects}", err=True)
    _write(proposals or Path(f"{name}.proposals.csv"), report.proposals)
    _tell(report, time.monotonic() - started, dry_run=dry_run)


def _area(text: str) -> str:
    from shanzhi.kernel.codes import full

    code = full(text.strip())
    if not (code.isascii() and code.isdigit() and len(code) == 12):
        raise click.BadParameter(f"{text} 不是区划代码", param_hint="--area")
    return code


def _actor(username: str, area: str, at: datetime) -> "Actor":
    """Whose name stands on the acts: a member of staff, else the operator at the command line."""
    from shanzhi.domains.appeals.importing.operator import operator
    from shanzhi.engines.org.public import Account, actor_for_session

    if not username:
        return operator(area)
    account = Account.objects.filter(username=username, is_staff=True, is_active=True).first()
    if account is None:
        raise click.ClickException(f"没有在用的工作人员账号 {username}")
    return actor_for_session(account.pk, at=at)


def _opener(source: str, area: str, actor: "Actor | None", at: datetime) -> "Callable[[str, str, str, str], Unit]":
    from shanzhi.engines.org.public import installer, open_unit

    by = actor or installer(area)

    def open_one(name: str, kind: str, territory: str, key: str) -> "Unit":
        return open_unit(
            slug=f"{source.replace('_', '-')}-{key}", kind=kind, name=name[:80], territory_code=territory, by=by, at=at
        )

    return open_one


def _write(path: Path, proposals: "list[Proposal]") -> None:
    path.unlink(missing_ok=True)
    if not proposals:
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["哪一项", "原系统的写法", "件数", "可能就是"])
        writer.writerows((each.kind, each.name, each.count, each.suggested) for each in proposals)
    kinds: Mapping[str, int] = {
        kind: sum(each.kind == kind for each in proposals) for kind in dict.fromkeys(p.kind for p in proposals)
    }
    told = "，".join(f"{kind} {count} 个" for kind, count in kinds.items())
    click.echo(f"没有对上的：{told}，列在 {path}。在对照表的 values 里写明再导，或加 --accept-units 新建单位")
    for each in proposals[:5]:
        click.echo(
            f"  {each.kind} {each.name}  {each.count} 件" + (f"，可能就是 {each.suggested}" if each.suggested else "")
        )


def _tell(report: "Report", seconds: float, *, dry_run: bool) -> None:
    if report.opened_units:
        click.echo(f"新建单位 {len(report.opened_units)} 个")
    if report.vague:
        click.echo(f"{report.vague} 件的地点对不上，按对照表落到上一级")
    for reason, count in report.reasons.most_common(5):
        click.echo(f"  没有收进来：{reason}  {count} 行", err=True)
    verb = "核对过，没有写入：可以新增" if dry_run else "导入完成：新增"
    rate = f"，每秒 {report.added / seconds:,.0f} 件" if seconds and report.added and not dry_run else ""
    click.echo(
        f"{verb} {report.added} 件，已有 {report.known} 件，没有收进来 {report.rejected} 行，"
        f"共读 {report.read} 行，用时 {seconds:.1f} 秒{rate}"
    )
