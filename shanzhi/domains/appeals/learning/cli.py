"""`shanzhi appeals train|evaluate` and `shanzhi cases suggest-units`. None of them touches the database."""

import json
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")

_FILE = click.Path(exists=False, dir_okay=False, path_type=Path)


def default_model() -> Path:
    """Where a trained model is kept: `models/appeals.npz` in the data folder (SHANZHI_DATA_DIR, else .shanzhi)."""
    home = os.environ.get("SHANZHI_DATA_DIR") or Path(__file__).resolve().parents[4] / ".shanzhi"
    return Path(home) / "models" / "appeals.npz"


def _plainly(command: Callable[P, R]) -> Callable[P, R]:
    """What is anticipated becomes one Chinese line and exit status 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from shanzhi.domains.appeals.learning.model import ModelBroken
        from shanzhi.domains.appeals.learning.tables import TableBroken
        from shanzhi.domains.appeals.learning.training import NotEnough
        from shanzhi.domains.appeals.mapping import MappingBroken

        try:
            return command(*args, **kwargs)
        except (ModelBroken, TableBroken, NotEnough, MappingBroken) as error:
            raise click.ClickException(str(error)) from error

    return run


@click.command("train")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=_FILE)
@click.option("--model", type=_FILE, default=None, help="模型存到哪里（默认在数据目录的 models/appeals.npz）")
@_plainly
def train(files: tuple[Path, ...], model: Path | None) -> None:
    """用已分类的诉求训练。FILE 是 CSV，列为 label,title,body，标题可以为空；可以给多个文件。"""
    from shanzhi.domains.appeals.learning import training
    from shanzhi.domains.appeals.learning.tables import read_labelled

    rows = read_labelled(files)
    click.echo(f"读到 {len(rows)} 条，开始训练", err=True)
    learned = training.train(rows)
    path = model or default_model()
    learned.save(path)
    click.echo(f"训练完成：{len(learned.labels)} 个类别，模型在 {path}")


@click.command("evaluate")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--model", type=_FILE, default=None, help="用哪个模型（默认是最近一次训练的）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：accuracy, macro_f1, labels, n")
@_plainly
def evaluate(*, file: Path, model: Path | None, as_json: bool) -> None:
    """在没见过的诉求上评测模型。FILE 是 CSV，列为 label,title,body。"""
    from shanzhi.domains.appeals.learning import measure
    from shanzhi.domains.appeals.learning.model import Model
    from shanzhi.domains.appeals.learning.tables import read_labelled

    found = measure.evaluate(Model.load(model or default_model()), read_labelled([file]))
    if as_json:
        labels = {name: {"f1": label.f1, "n": label.n} for name, label in found.labels.items()}
        whole = {"accuracy": found.accuracy, "macro_f1": found.macro_f1, "labels": labels, "n": found.n}
        click.echo(json.dumps(whole, ensure_ascii=False))
        return
    click.echo(f"{found.n} 条：准确率 {found.accuracy:.4f}，宏平均 F1 {found.macro_f1:.4f}")
    for name, label in found.labels.items():
        click.echo(f"  {name}  F1 {label.f1:.4f}  {label.n} 条")


@click.command("suggest-units")
@click.option("--train", "train_file", required=True, type=_FILE, help="过去的案件，CSV")
@click.option("--test", "test_file", required=True, type=_FILE, help="之后的案件，CSV")
@click.option("--map", "map_file", required=True, type=_FILE, help="字段对照表，YAML")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：top1, top3, n")
@_plainly
def suggest_units(*, train_file: Path, test_file: Path, map_file: Path, as_json: bool) -> None:
    """按过去的案件推荐承办单位，看在之后的案件上推荐得对不对。没有写明单位的行不计。"""
    from shanzhi.domains.appeals import mapping
    from shanzhi.domains.appeals.learning import units
    from shanzhi.domains.appeals.learning.handled import read_handled

    rules = mapping.load(map_file)
    suggester = units.UnitSuggester().fit(read_handled(train_file, rules))
    found = units.measure_units(suggester, read_handled(test_file, rules))
    if as_json:
        whole: dict[str, Any] = {"top1": found.top1, "top3": found.top3, "n": found.n}
        click.echo(json.dumps(whole))
        return
    click.echo(f"{found.n} 条：第一个就对 {found.top1:.4f}，前三个里有 {found.top3:.4f}")
