"""`shanzhi appeals …` and `shanzhi cases …`."""

import click

from shanzhi.domains.appeals.importing.cli import import_command
from shanzhi.domains.appeals.learning.cli import evaluate, suggest_units, train


@click.group("appeals", help="诉求：训练和评测分类建议")
def appeals() -> None:
    """Commands on appeals; `shanzhi.cli` adds them."""


@click.group("cases", help="案件：从旧系统导入，推荐承办单位")
def cases() -> None:
    """Commands on cases; `shanzhi.cli` adds them."""


appeals.add_command(train)
appeals.add_command(evaluate)
cases.add_command(suggest_units)
cases.add_command(import_command)
