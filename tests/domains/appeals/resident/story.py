"""A resident with matters at every step, and a mother for whom she acts."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.org.public import Account, Mandate
from shanzhi.engines.territory.models import Building, Estate
from shanzhi.kernel import clock
from tests.factories import COMMUNITY, actor_of, make_case, make_community, make_resident, make_unit

BODIES = {
    "submitted": "北门垃圾桶旁堆了旧家具，三天没人收",
    "handling": "3栋2单元从一楼到四楼的灯都不亮，晚上老人上楼看不见",
    "rating": "消防通道被面包车堵了，鄂L12345，电话13812345678",
    "closed": "书台街12号门口井盖响，张婆婆睡不好",
}


@dataclass
class Story:
    """Who and what."""

    resident: Account
    mother: Account
    cases: dict[str, Case]


@pytest.fixture
def story() -> Story:
    """陈芳 with a case at four steps, her mother 张桂英 with one, everything in the last days."""
    make_community()
    estate = Estate.objects.create(
        code=f"{COMMUNITY}E001",
        community_code=COMMUNITY,
        name="金叶小区",
        keys=["金叶小区", "金叶"],
        lon=114.325,
        lat=29.852,
    )
    for number in range(1, 13):
        Building.objects.create(code=f"{estate.code}B{number:03d}", estate=estate, name=f"{number}栋", key=str(number))
    resident, mother = make_resident("13800138000", "陈芳"), make_resident("13800138009", "张桂英")
    now = clock.now()
    Mandate.objects.create(
        principal=mother, agent=resident, scope="all", basis="family", evidence="户口簿", since=now - timedelta(days=30)
    )
    unit = make_unit("property_firm", name="金叶物业")
    cases = {}
    for step, body in BODIES.items():
        at = now - timedelta(hours=2) if step != "submitted" else now - timedelta(minutes=1)
        place = {"place_text": "金叶小区3栋", "reporter": resident, "body": body}
        cases[step] = make_case("rating" if step == "closed" else step, at=at, unit=unit, **place)
    done = cases["closed"]
    actions.rate(done, by=actor_of(resident), at=now, was_contacted=True, is_solved=True, satisfaction=3)
    cases["mother"] = make_case(
        "dispatched", at=now - timedelta(hours=3), unit=unit, body="走廊扶手松了", reporter=mother
    )
    return Story(resident, mother, {name: Case.objects.get(pk=case.pk) for name, case in cases.items()})
