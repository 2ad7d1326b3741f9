"""`shanzhi acts`: is the record whole?"""

import click


@click.group("acts", help="行为记录")
def acts() -> None:
    """Commands about the record of acts."""


@acts.command("verify", help="重算每一封的摘要和链条，有一条被改过、删过、插过都会指出来。完好返回 0，有断裂返回 1。")
@click.option("--expect", metavar="编号:指纹", help="上次核对时抄下来的最后一封；不在了就是记录被截短或换过")
def verify(expect: str | None) -> None:
    """Recompute every seal; exit status 1 when anything does not agree."""
    from shanzhi.kernel import acts as record

    result = record.verify()
    breaks = list(result.breaks)
    if expect:
        number, _, fingerprint = expect.partition(":")
        if not number.isdigit() or not record.holds(int(number), fingerprint):
            breaks.append(f"上次抄下的第 {number} 封不在了，或者指纹不同")
    click.echo(f"核对了 {result.seals:,} 封、{result.acts:,} 条记录，还有 {result.unsealed:,} 条没有封")
    for line in breaks:
        click.echo(f"断裂：{line}", err=True)
    if breaks:
        raise click.ClickException(f"有 {len(breaks)} 处断裂，请保留现场，通知审计管理员")
    newest = record.newest_seal()
    click.echo(
        "完好，没有被改过"
        + (f"。最后一封 {newest[0]}:{newest[1][:16]}，抄下来，下次用 --expect 核对" if newest else "")
    )
