"""What must be rung up first, and what kind of thing was said."""

import pytest

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.resident import guess
from shanzhi.domains.appeals.resident.rules import catalogue, nature_of, urgent


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("楼道里有煤气味", "119"), ("燃气泄漏了快来", "119"), ("3栋着火了", "119"), ("电梯困人，有人被困", "119"),
        ("隔壁在家暴", "110"), ("老人晕倒在楼下", "120"), ("路口撞了人", "122"), ("已经着火了", "119"),
    ],
)  # fmt: skip
def test_an_emergency_names_its_number(said: str, first: str) -> None:
    found = urgent(said)
    assert found is not None
    assert found.numbers[0][0] == first


@pytest.mark.parametrize("said", ["楼道灯不亮", "电动车在楼道充电，怕着火", "消防演练什么时候办", "担心起火", ""])
def test_worry_is_no_emergency(said: str) -> None:
    assert urgent(said) is None


def test_every_entry_dials_numbers_that_have_a_title_and_holds_words() -> None:
    for kind in catalogue()["kinds"]:
        assert kind["words"]
        assert set(kind["dial"]) <= set(catalogue()["numbers"])


@pytest.mark.parametrize(
    ("said", "nature"),
    [
        ("举报小卖部卖过期牛奶", "report"), ("请问老年证怎么办理", "consult"), ("建议装个路灯", "suggest"),
        ("楼下广场舞太吵", "complaint"), ("楼道灯坏了", "help"), ("", "help"),
    ],
)  # fmt: skip
def test_the_words_suggest_a_nature(said: str, nature: str) -> None:
    assert nature_of(said) == nature


def test_a_guess_is_a_category_of_the_catalogue_with_the_words_that_decided() -> None:
    found = guess.of("我们单元的楼道灯坏了好几层，声控灯也不亮")
    assert categories.get(found.category) is not None
    assert "声控灯" in found.because


def test_nothing_is_guessed_from_nothing() -> None:
    assert guess.of("").category == ""
