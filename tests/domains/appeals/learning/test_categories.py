"""Suggestion of categories: learning, the plain file, explanations, hostile input."""

import subprocess
import sys
from pathlib import Path

import pytest

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.learning import Model, ModelBroken, NotEnough, Suggester, train, train_on
from shanzhi.domains.appeals.learning.measure import measure
from shanzhi.domains.appeals.learning.starter import accuracy, starter
from shanzhi.domains.appeals.learning.training import Row

NOISE = [
    f"{who}{when}放音响太吵，{what}"
    for who in ("楼上", "酒吧", "隔壁")
    for when in ("半夜", "中午")
    for what in ("睡不着", "孩子没法学习")
]
LIGHT = [
    f"{where}路灯{how}，{what}"
    for where in ("巷口", "院里", "桥头")
    for how in ("不亮", "坏了")
    for what in ("晚上看不见路", "老人摔倒了")
]
ROWS = [Row("噪声", "", text) for text in NOISE] + [Row("路灯", "", text) for text in LIGHT]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(ROWS)


def test_a_message_gets_the_label_that_its_words_were_learned_with(model: Model) -> None:
    suggester = Suggester(model)
    assert suggester.suggest("门口的路灯一直不亮")[0].code == "路灯"
    assert suggester.suggest("酒吧音响吵到半夜")[0].code == "噪声"


def test_confidences_fall_and_sum_to_one(model: Model) -> None:
    found = Suggester(model).suggest("酒吧音响吵到半夜", top=2)
    assert found[0].confidence > found[1].confidence
    assert sum(each.confidence for each in found) == pytest.approx(1, abs=1e-5)


def test_the_reasons_are_words_of_the_message_that_speak_for_the_label(model: Model) -> None:
    reasons = Suggester(model).suggest("桥头的路灯坏了，没有音响")[0].because
    assert "路灯" in reasons
    assert "音响" not in reasons
    assert all(word in "桥头的路灯坏了，没有音响" for word in reasons)


def test_the_title_counts_even_when_the_body_is_empty(model: Model) -> None:
    assert Suggester(model).suggest("", title="路灯不亮")[0].code == "路灯"


@pytest.mark.parametrize("text", ["", "   ", "1234567", "!!!", "<b></b>", "\0\0", "&nbsp;" * 50, "𠀀" * 100])
def test_text_without_a_known_word_gets_no_suggestion(model: Model, text: str) -> None:
    assert Suggester(model).suggest(text) == []


def test_hostile_text_is_answered_and_markup_never_becomes_a_reason(model: Model) -> None:
    suggester = Suggester(model)
    assert suggester.suggest("<script>路灯</script>" + "路灯" * 5000)[0].code == "路灯"
    assert suggester.suggest("<" * 10_000 + "路灯") == []
    assert not {word for found in suggester.suggest("<img onerror=x>路灯坏了") for word in found.because} & {
        "img",
        "onerror",
    }


def test_a_saved_model_answers_exactly_as_before(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz")
    for text in NOISE + LIGHT:
        assert Suggester(again).suggest(text) == Suggester(model).suggest(text)


def test_a_saved_model_is_used_without_scikit_learn(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    program = (
        "import sys\nfrom pathlib import Path\nfrom shanzhi.domains.appeals.learning import Model, Suggester\n"
        f"assert Suggester(Model.load(Path({str(tmp_path / 'model.npz')!r}))).suggest('路灯不亮')[0].code == '路灯'\n"
        "assert 'sklearn' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04broken"])
def test_a_file_that_is_no_model_is_refused_in_chinese(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(ModelBroken, match="不是可用的模型文件"):
        Model.load(path)


def test_a_pickle_dressed_as_a_model_is_never_executed(tmp_path: Path) -> None:
    import numpy as np

    path = tmp_path / "model.npz"
    np.savez(path, format=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ModelBroken):
        Model.load(path)


def test_a_missing_model_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="shanzhi appeals train"):
        Model.load(tmp_path / "none.npz")


def test_one_label_is_not_enough_to_learn_from() -> None:
    with pytest.raises(NotEnough, match="至少需要两个类别"):
        train([row for row in ROWS if row.label == "噪声"])


def test_the_starter_knows_most_of_its_own_examples_when_they_are_held_out() -> None:
    first, three = accuracy()
    assert first >= 0.75
    assert three >= 0.90


@pytest.mark.parametrize(
    ("text", "code"),
    [("电梯又坏了，昨天关了两个人", "0105"), ("老人八十岁了高龄津贴怎么领", "1504"), ("半夜工地还在打桩", "0502"),
     ("隔壁在楼道里给电瓶车充电", "1103"), ("门口井盖没了", "0802")],
)  # fmt: skip
def test_the_starter_suggests_a_category_of_the_catalogue(text: str, code: str) -> None:
    found = Suggester(starter()).suggest(text)
    assert found[0].code == code
    assert all(categories.get(each.code) for each in found)


def test_accepted_cases_teach_what_the_catalogue_does_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    from shanzhi.domains.appeals.learning import starter as starter_module

    few = [row for row in starter_module.starter_rows() if row.label in {"0501", "0803", "1301"}]
    monkeypatch.setattr(starter_module, "starter_rows", lambda: few)
    learned = train_on([("无人机天天在窗前盘旋", "1301")] * 4)
    assert Suggester(learned).suggest("无人机又在盘旋")[0].code == "1301"


def test_macro_f1_is_the_plain_mean_over_labels_also_those_only_answered() -> None:
    found = measure(["甲", "甲", "乙"], ["甲", "乙", "丙"])
    assert found.accuracy == pytest.approx(1 / 3)
    assert found.labels["甲"].f1 == pytest.approx(2 / 3)
    assert found.macro_f1 == pytest.approx((2 / 3 + 0 + 0) / 3)


def test_every_leaf_of_the_catalogue_has_words_examples_and_a_known_unit() -> None:
    from shanzhi.domains.appeals.learning.starter import _leaves

    for leaf in _leaves():
        assert len(leaf["examples"]) >= 3, leaf["code"]
        assert len(leaf["words"].split()) >= 4, leaf["code"]
        category = categories.get(leaf["code"])
        assert category is not None
        kind, _, slug = category.unit.partition(":")
        assert (kind == "department" and slug in categories.departments()) or kind in {
            "community",
            "street",
            "property",
        }
