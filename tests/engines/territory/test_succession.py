"""Areas split, merge, take another name or code; nothing is forgotten."""

from datetime import date
from typing import Any

import pytest

from shanzhi.engines.territory import public
from shanzhi.engines.territory.models import Area, Succession
from shanzhi.engines.territory.refusals import SuccessionWrong, UnknownArea
from shanzhi.kernel.actor import ANONYMOUS
from shanzhi.kernel.refused import NotAllowed
from tests.engines.territory.story import AT, CHAHUA, FUSHAN, JINYE, SURVEYOR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

DAY, BEFORE, LATER = date(2027, 3, 1), date(2027, 2, 28), date(2028, 1, 1)
HOW: dict[str, Any] = {"on": DAY, "basis": "咸政函〔2027〕1号", "by": SURVEYOR, "at": AT}
EAST, WEST = "421202001020", "421202001021"


def test_a_split_ends_the_old_area_and_its_code_leads_to_the_parts_from_that_day() -> None:
    public.split_area(JINYE, [(EAST, "金叶东社区居委会"), (WEST, "金叶西社区居委会")], **HOW)
    assert Area.objects.get(code=JINYE).until == DAY
    assert Area.objects.get(code=EAST).short_name == "金叶东社区"
    assert public.current_code(JINYE, BEFORE) == [JINYE]
    assert public.current_code(JINYE, DAY) == [EAST, WEST]
    assert {place.code for place in public.communities_in("421202001")} == {EAST, WEST, CHAHUA}
    assert public.name_path(JINYE).endswith("金叶社区")


def test_a_part_may_be_carved_off_and_the_old_area_goes_on() -> None:
    public.split_area(JINYE, [(JINYE, "金叶社区"), (EAST, "金叶东社区")], **HOW)
    assert Area.objects.get(code=JINYE).until is None
    assert public.current_code(JINYE, LATER) == [JINYE, EAST]


def test_a_merge_ends_those_that_went_in_and_each_leads_to_the_whole() -> None:
    public.merge_areas([JINYE, CHAHUA], (JINYE, "金茶社区"), **HOW)
    assert public.current_code(CHAHUA, LATER) == [JINYE]
    assert public.current_code(CHAHUA, BEFORE) == [CHAHUA]
    assert set(Succession.objects.values_list("kind", "old_name", "new_name")) == {
        ("merge", "茶花社区居委会", "金叶社区"), ("rename", "金叶社区", "金茶社区"),
    }  # fmt: skip


def test_chains_of_changes_are_followed_to_the_day_asked_for() -> None:
    public.split_area(JINYE, [(EAST, "东"), (WEST, "西")], **HOW)
    public.recode_area(EAST, ("421202002020", "东社区"), **{**HOW, "on": LATER})
    assert public.current_code(JINYE, DAY) == [EAST, WEST]
    assert public.current_code(JINYE, LATER) == [WEST, "421202002020"]
    assert public.current_code("421202009999", LATER) == []


def test_a_new_name_keeps_the_code_and_the_old_name_is_remembered() -> None:
    assert public.name_path(JINYE) == "咸安区 / 温泉街道 / 金叶社区"
    public.rename_area(JINYE, "银叶社区居委会", **HOW)
    assert public.name_path(JINYE) == "咸安区 / 温泉街道 / 银叶社区"
    assert public.current_code(JINYE, LATER) == [JINYE]
    assert Succession.objects.get().old_name == "金叶社区"
    with pytest.raises(SuccessionWrong):
        public.rename_area(JINYE, "银叶社区居委会", **HOW)


def test_what_does_not_add_up_is_refused_and_changes_nothing() -> None:
    before = list(Area.objects.order_by("code").values())
    with pytest.raises(SuccessionWrong, match="两个"):
        public.split_area(JINYE, [(EAST, "东")], **HOW)
    with pytest.raises(SuccessionWrong, match="已经用过"):
        public.split_area(JINYE, [(EAST, "东"), (CHAHUA, "西")], **HOW)
    with pytest.raises(SuccessionWrong, match="同一级"):
        public.split_area(JINYE, [("421202003000", "东"), (WEST, "西")], **HOW)
    with pytest.raises(UnknownArea):
        public.split_area(JINYE, [("421202009001", "东"), (WEST, "西")], **HOW)
    with pytest.raises(SuccessionWrong, match="两个"):
        public.merge_areas([JINYE], (JINYE, "金叶社区"), **HOW)
    with pytest.raises(NotAllowed):
        public.merge_areas([JINYE, FUSHAN], (JINYE, "金叶社区"), **{**HOW, "by": ANONYMOUS})
    assert list(Area.objects.order_by("code").values()) == before
    assert not Succession.objects.exists()


def test_an_area_cannot_end_before_it_began() -> None:
    public.split_area(JINYE, [(EAST, "东"), (WEST, "西")], **HOW)
    with pytest.raises(SuccessionWrong, match="才开始"):
        public.merge_areas([EAST, WEST], (EAST, "合"), **HOW)
