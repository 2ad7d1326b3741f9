"""`shanzhi demo`."""

import click

from shanzhi.kernel import clock


@click.command("demo", help="载入演示数据：咸宁市咸安区，一个讲故事的社区，约 2,000 件过去 90 天的事项。只能装进空库。")
@click.option("--count", default=2_000, show_default=True, help="事项件数")
def demo(count: int) -> None:
    """Load the demo into an empty cell."""
    from shanzhi.demo.load import load

    last = ""

    def progress(what: str, done: int) -> None:
        nonlocal last
        if what != last:
            click.echo(f"正在载入{what}")
            last = what
        if done:
            click.echo(f"  {done:,} 件")

    total = load(at=clock.now(), count=count, progress=progress)
    click.echo(f"演示数据装好了，共 {total:,} 件事项")
