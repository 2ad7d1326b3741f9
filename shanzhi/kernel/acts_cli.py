"""`shanzhi acts`: is the record whole?"""

import click


@click.group("acts", help="行为记录")
def acts() -> None:
    """Commands about the record of acts."""


@acts.command("verify", help="重算每一封的摘要和链条，有一条被改过、删过、插过都会指出来。完好返回 0，有断裂返回 1。")
def verify() -> None:
    """Recompute every seal; exit status 1 when anything does not agree."""
    from shanzhi.kernel import acts as record  # noqa: PLC0415 - needs Django set up

    result = record.verify()
    click.echo(f"核对了 {result.seals:,} 封、{result.acts:,} 条记录，还有 {result.unsealed:,} 条没有封")
    for line in result.breaks:
        click.echo(f"断裂：{line}", err=True)
    if result.breaks:
        raise click.ClickException(f"有 {len(result.breaks)} 处断裂，请保留现场，通知审计管理员")
    click.echo("完好，没有被改过")
