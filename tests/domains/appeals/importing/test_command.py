"""`shanzhi cases import` as the operator runs it."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shanzhi.domains.appeals.cli import cases
from shanzhi.engines.casework.public import Case
from shanzhi.engines.org.models import Unit
from shanzhi.kernel.models import Act
from tests.factories import COUNTY, make_community, make_staff

pytestmark = pytest.mark.django_db

MAP = """
source: old-town
key: [id]
fields:
  reported_at: {column: at, formats: ["%Y-%m-%d"]}
  community: {column: where}
  nature: {default: help}
  title: {column: what}
  unit: {column: unit}
  step: {default: closed}
"""
TABLE = "id,at,where,what,unit\n1,2026-11-02,金叶社区,灯坏了,教育局\n2,2026-11-02,不存在社区,灯坏了,\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in a folder with `old.csv` and `map.yaml`."""
    make_community()
    monkeypatch.chdir(tmp_path)
    Path("old.csv").write_text(TABLE, encoding="utf-8")
    Path("map.yaml").write_text(MAP, encoding="utf-8")

    def command(*more: str, file: str = "old.csv", area: str = "421202", map_file: str = "map.yaml") -> Result:
        return CliRunner().invoke(cases, ["import", file, "--map", map_file, "--area", area, *more])

    return command


def test_it_says_what_became_of_every_row_and_where_the_rejects_and_proposals_are(run: Any) -> None:
    done = run()
    assert done.exit_code == 0, done.output
    assert "新增 1 件，已有 0 件，没有收进来 1 行，共读 2 行" in done.output
    assert "old.rejects.csv" in done.output
    assert "没有这个社区" in Path("old.rejects.csv").read_text(encoding="utf-8-sig")
    assert "教育局" in Path("old.proposals.csv").read_text(encoding="utf-8-sig")
    assert "新增 0 件，已有 1 件" in run().output


def test_units_are_opened_when_the_operator_accepts_them(run: Any) -> None:
    assert "新建单位 1 个" in run("--accept-units").output
    assert Case.objects.get().unit == Unit.objects.get(name="教育局")
    assert not Path("old.proposals.csv").exists()


def test_a_dry_run_touches_nothing(run: Any) -> None:
    assert "核对过，没有写入" in run("--dry-run", "--accept-units").output
    assert not Case.objects.exists()
    assert not Unit.objects.exists()


def test_the_acts_bear_the_name_of_whoever_imports(run: Any) -> None:
    account = make_staff("county_dispatcher", COUNTY, name="余志强")
    assert run("--by", account.username).exit_code == 0
    assert set(Act.objects.filter(verb="case.archive").values_list("actor_name", flat=True)) == {"余志强"}
    denied = run("--by", make_staff("grid_worker", "421202001010").username)
    assert denied.exit_code == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [({"file": "none.csv"}, "打不开"), ({"map_file": "none.yaml"}, "打不开"), ({"area": "110101"}, "没有区划"),
     ({"area": "abc"}, "不是区划代码")],
)  # fmt: skip
def test_what_cannot_be_done_is_one_line_and_a_status(run: Any, more: dict[str, str], words: str) -> None:
    done = run(**more)
    assert done.exit_code != 0
    assert words in done.output or words in str(getattr(done.exception, "message", ""))
    assert not Case.objects.exists()


def test_nobody_of_that_name_imports_nothing(run: Any) -> None:
    done = run("--by", "nobody")
    assert done.exit_code == 1
    assert "没有在用的工作人员账号" in done.output
