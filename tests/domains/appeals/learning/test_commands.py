"""The operator's commands, on small tables and on the reference data where it is at hand."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shanzhi.domains.appeals.cli import appeals, cases

ROWS = [("噪声", "", f"{who}半夜放音响很吵") for who in ("楼上", "酒吧", "邻居")] + [
    ("路灯", "照明", f"{where}的路灯不亮") for where in ("巷口", "院里", "桥头")
]
PINGSHAN = Path(__file__).parents[4] / "shanzhi" / "catalogue" / "maps" / "pingshan.yaml"


def table(path: Path, header: list[str], rows: list[tuple[str, ...]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def run(group: object, *words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words])  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_training_and_evaluating_print_the_promised_keys(tmp_path: Path, encoding: str) -> None:
    data, model = table(tmp_path / "a.csv", ["label", "title", "body"], ROWS, encoding), tmp_path / "m.npz"
    assert run(appeals, "train", data, "--model", model).exit_code == 0
    done = run(appeals, "evaluate", data, "--model", model, "--json")
    found = json.loads(done.stdout)
    assert (found["accuracy"], found["macro_f1"], found["n"]) == (1.0, 1.0, 6)
    assert found["labels"]["路灯"] == {"f1": 1.0, "n": 3}


@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        (["label", "title"], [("a", "b")], "缺少列"),
        (["label", "title", "body"], [], "没有数据行"),
        (["label", "title", "body"], [("", "x", "y")], "没有一行填了 label"),
        (["label", "title", "body"], [("噪声", "", "很吵")], "至少需要两个类别"),
    ],
)
def test_a_table_that_cannot_be_learned_from_gets_one_line(
    tmp_path: Path, header: list[str], rows: list[tuple[str, ...]], words: str
) -> None:
    done = run(appeals, "train", table(tmp_path / "a.csv", header, rows), "--model", tmp_path / "m.npz")
    assert done.exit_code == 1
    assert words in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "m.npz").exists()


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    assert "打不开文件" in run(appeals, "train", tmp_path / "none.csv").output
    assert (
        "请先用 shanzhi appeals train 训练"
        in run(appeals, "evaluate", tmp_path / "none.csv", "--model", tmp_path / "none.npz").output
    )


def test_units_are_suggested_through_a_mapping(tmp_path: Path) -> None:
    header = ["REC_ID", "CREATE_TIME", "EVENT_TYPE_NAME", "MAIN_TYPE_NAME", "SUB_TYPE_NAME", "STREET_NAME",
              "COMMUNITY_NAME", "DISPOSE_UNIT_NAME"]  # fmt: skip
    text = PINGSHAN.read_text(encoding="utf-8")
    small = tmp_path / "map.yaml"
    small.write_text(
        "source: s\nkey: [REC_ID]\nmissing: ['-']\nkinds: [EVENT_TYPE_NAME, MAIN_TYPE_NAME, SUB_TYPE_NAME]\nfields:\n"
        "  reported_at: {column: CREATE_TIME, formats: ['%Y-%m-%d']}\n  street: {column: STREET_NAME}\n"
        "  community: {column: COMMUNITY_NAME}\n  unit: {column: DISPOSE_UNIT_NAME}\n",
        encoding="utf-8",
    )
    past = [
        (str(at), "2026-03-02", "市容", "街面", "占道", "东河街道", "柳园社区", "东河街道执法队") for at in range(3)
    ]
    later = [("9", "2026-04-02", "市容", "街面", "占道", "西山街道", "-", "执法队（西山街道办事处）"),
             ("10", "2026-04-02", "市容", "街面", "占道", "西山街道", "-", "-")]  # fmt: skip
    a, b = table(tmp_path / "a.csv", header, past), table(tmp_path / "b.csv", header, later)
    done = run(cases, "suggest-units", "--train", a, "--test", b, "--map", small, "--json")
    assert json.loads(done.stdout) == {"top1": 1.0, "top3": 1.0, "n": 1}
    assert "EVENT_PROPERTY_NAME" in text
    refused = run(cases, "suggest-units", "--train", a, "--test", b, "--map", PINGSHAN)
    assert refused.exit_code == 1
    assert "EVENT_PROPERTY_NAME" in refused.output


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_real_messages_not_seen_are_labelled_well_enough(shared_folder: Path, tmp_path: Path) -> None:
    folder = shared_folder / "data" / "appeals"
    rows = [(row["label"], row["title"], row["body"]) for row in _rows(folder / "labelled_raw.csv")]
    seen = table(tmp_path / "seen.csv", ["label", "title", "body"], rows[::5] + rows[1::5] + rows[2::5] + rows[3::5])
    unseen = table(tmp_path / "unseen.csv", ["label", "title", "body"], rows[4::5])
    model = tmp_path / "m.npz"
    assert run(appeals, "train", seen, folder / "labelled_segmented.csv", "--model", model).exit_code == 0
    assert json.loads(run(appeals, "evaluate", unseen, "--model", model, "--json").stdout)["macro_f1"] >= 0.90


def test_real_events_that_came_later_get_their_unit_suggested(shared_folder: Path, tmp_path: Path) -> None:
    rows = sorted(
        _rows(shared_folder / "data" / "events" / "pingshan_2018_first80.csv"), key=lambda row: row["CREATE_TIME"]
    )
    cut, header = len(rows) * 4 // 5, list(rows[0])
    past = table(tmp_path / "a.csv", header, [tuple(row.values()) for row in rows[:cut]])
    later = table(tmp_path / "b.csv", header, [tuple(row.values()) for row in rows[cut:]])
    done = run(cases, "suggest-units", "--train", past, "--test", later, "--map", PINGSHAN, "--json")
    found = json.loads(done.stdout)
    assert found["top1"] >= 0.68
    assert found["top3"] >= 0.85
