"""The whole loop in windows: said on a phone, accepted as suggested, handled, not good enough, done again, good.

A resident (390 px), a street worker (1440 px), a dispatcher (1440 px) and the centre's wall (1920 px). The same steps are
played with scripts and without, where everything is a form.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page

from shanzhi.domains.appeals import advice
from shanzhi.engines.casework.public import Case, CaseFile, Rating
from shanzhi.kernel import acts
from shanzhi.kernel.models import Act
from tests import factories as make
from tests.conftest import FrozenClock
from tests.support.browser import DESK, PHONE, Windows

pytestmark = pytest.mark.django_db(transaction=True)
WALL = (1920, 1080)
BODY = "小区想成立业委会，业主大会怎么申请，说了两个月没有人指导"


def photo(colour: str) -> dict[str, Any]:
    """A picture as a file input takes it."""
    out = BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@dataclass
class Cast:
    """The windows, and the clock that goes on between the steps."""

    clock: FrozenClock
    resident: Page
    worker: Page
    dispatcher: Page
    wall: Page

    def later(self, minutes: int = 7) -> None:
        """Time passes."""
        self.clock.move(minutes=minutes)


@pytest.fixture
def cast(
    request: pytest.FixtureRequest,
    windows: Windows,
    frozen_clock: FrozenClock,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Cast:
    """Everybody at their place on a Tuesday morning; an earlier case has been rated, so that there are rates to move."""
    scripts: bool = request.param
    monkeypatch.setattr(settings, "MEDIA_ROOT", str(tmp_path))
    frozen_clock.set(make.MORNING)
    make.make_community()
    street = make.make_unit("street_office", make.STREET, "温泉街道办事处")
    centre = make.make_unit("centre", make.COUNTY, "区指挥中心")
    neighbour = make.make_resident("13800138009", "邻居")
    _rated(neighbour, street)
    people = {
        "resident": make.make_resident("13800138000", "陈芳"),
        "worker": make.make_staff("street_officer", make.STREET, street, "周强"),
        "dispatcher": make.make_staff("county_dispatcher", make.COUNTY, centre, "王丽"),
        "leader": make.make_staff("county_leader", make.COUNTY, centre, "李区长"),
    }
    advice.warm()
    return Cast(
        frozen_clock,
        windows.open(account=people["resident"], size=PHONE, javascript=scripts),
        windows.open(account=people["worker"], size=DESK, javascript=scripts),
        windows.open(account=people["dispatcher"], size=DESK, javascript=scripts),
        windows.open(account=people["leader"], size=WALL, javascript=scripts),
    )


def _rated(neighbour: Any, unit: Any) -> None:
    from shanzhi.engines.casework.public import actions

    case = make.make_case("rating", unit=unit, reporter=neighbour, body="路口井盖响")
    actions.rate(case, by=make.actor_of(neighbour), at=make.MORNING, was_contacted=True, is_solved=True, satisfaction=3)


def rates(cast: Cast) -> list[str]:
    """有人联系, 解决了, 满意 as the wall shows them, summed up."""
    cast.wall.goto("/centre/")
    cells = cast.wall.locator("table.rates tfoot .gap b").all_inner_texts()
    assert len(cells) == 3, "the wall shows three rates"
    return cells


def tells(cast: Cast) -> str:
    """The resident reports; the number of the case."""
    page = cast.resident
    page.goto("/report/")
    page.locator("textarea[name=body]").fill(BODY)
    page.locator("input[type=file]").first.set_input_files([photo("orange")])
    page.get_by_role("button", name=re.compile("^下一步，在哪里")).click()
    page.wait_for_url("**/report/where/")
    page.locator(f"button[name=pick][value='{make.COMMUNITY}']").click()
    page.wait_for_url("**/report/check/")
    assert BODY in page.content()
    page.get_by_role("button", name=re.compile("^发出去")).click()
    page.wait_for_url("**/done/")
    number = page.url.split("/")[-3]
    assert Case.objects.get(number=number).short_number in page.content()
    return number


def accepts(cast: Cast, number: str) -> None:
    """The dispatcher takes the suggestion: the form begins with its category and unit."""
    page = cast.dispatcher
    page.goto("/desk/")
    assert "业委会" in page.content(), "the case is on top of the dispatcher's inbox"
    page.goto(f"/desk/cases/{number}/")
    form = page.locator("form[action$='/acceptance']").first
    told = page.locator("section[aria-labelledby='advice-h']").first.inner_text()
    assert "温泉街道办事处" in told
    assert form.locator("select[name=unit] option:checked").inner_text() == "温泉街道办事处"
    assert form.locator("select[name=category]").input_value().startswith("24")
    press(page, form)
    case = Case.objects.get(number=number)
    assert (case.step, case.unit and case.unit.name) == ("dispatched", "温泉街道办事处")
    record = Act.objects.get(verb="case.accept", object_id=case.pk, object_type="casework.case").payload
    assert record["advice"]["category"] == case.category_code


def press(page: Page, form: Any) -> None:
    """Send a form of the case's page and wait for what comes after."""
    with page.expect_navigation():
        form.locator("button:not([type=button])").last.click()


def does(page: Page, number: str, slug: str, **fields: Any) -> str:
    """One verb on the case's page, filled in by hand; the text of the page afterwards."""
    page.goto(f"/desk/cases/{number}/")
    form = page.locator(f"form[action$='/{slug}']").first
    assert form.is_visible(), f"what comes next is {slug}, yet its form does not stand first"
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if isinstance(value, dict):
            field.set_input_files([value])
        elif field.first.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value='{value}']").check()
        else:
            field.fill(value)
    press(page, form)
    return page.content()


def handles(cast: Cast, number: str, result: str) -> None:
    """Contact, feedback with photos of before and after, and the dispatcher's 核查."""
    assert "记下了" in does(cast.worker, number, "contact", reached="yes", note="约了明天来办公室")
    cast.later()
    said = does(cast.worker, number, "feedback", result=result, before=photo("gray"), after=photo("green"))
    assert "等核查" in said
    cast.later()
    assert "核查结果记下了" in does(cast.dispatcher, number, "verification", passed="yes")
    cast.later()


def rated(cast: Cast, number: str, *, good: bool, scripts: bool) -> str:
    """The resident finds the case waiting, sees the result, and says how it was."""
    page = cast.resident
    page.goto("/cases/")
    page.locator(f"a[href='/cases/{number}/rating/']").first.click()
    page.wait_for_url("**/rating/")
    page.locator(f"input[name=quick][value='{'good' if good else 'bad'}']").check(force=scripts)
    if not good:
        page.locator("[name=comment]").fill("来了一次就没有下文了")
    page.get_by_role("button", name=re.compile("^交上去")).click()
    page.wait_for_url("**/rated/")
    return page.content()


@pytest.mark.parametrize("cast", [True, False], indirect=True, ids=["with scripts", "forms only"])
def test_said_accepted_handled_refused_done_again_and_good(cast: Cast, request: pytest.FixtureRequest) -> None:
    scripts = "with scripts" in request.node.name
    before = rates(cast)
    assert before == ["100.0", "100.0", "100.0"]
    number = tells(cast)
    cast.later()
    accepts(cast, number)
    cast.later()
    cast.worker.goto("/desk/")
    assert "业委会" in cast.worker.content(), "it waits for the street's signature"
    assert "签收了" in does(cast.worker, number, "signature")
    cast.later()
    handles(cast, number, "发了申请书样本，讲了流程")
    told = rated(cast, number, good=False, scripts=scripts)
    assert "重新办" in told
    assert Case.objects.get(number=number).step == "handling"
    moved = rates(cast)
    assert moved == ["50.0", "50.0", "50.0"]
    cast.later()
    handles(cast, number, "派人上门指导，筹备组成立了")
    rated(cast, number, good=True, scripts=scripts)
    assert rates(cast) == ["66.7", "66.7", "66.7"]
    _whole(number)
    cast.resident.goto(f"/cases/{number}/")
    timeline = cast.resident.content()
    for words in ("您说了这件事", "温泉街道办事处", "发了申请书样本", "派人上门指导", "不满意"):
        assert words in timeline, words
    cast.dispatcher.goto(f"/desk/cases/{number}/")
    assert cast.dispatcher.locator("form[action$='/feedback']").count() == 0, "a closed case offers nothing to do"


def _whole(number: str) -> None:
    """What the database holds at the end: two rounds, five pictures, every act once, and the chain that proves it."""
    case = Case.objects.get(number=number)
    assert (case.step, case.reopened) == ("closed", 1)
    assert case.burns_at is None
    assert list(Rating.objects.filter(case=case).order_by("round").values_list("satisfaction", flat=True)) == [1, 3]
    stages = sorted(CaseFile.objects.filter(case=case).values_list("stage", flat=True))
    assert stages == ["after", "after", "before", "before", "report"]
    verbs = list(
        Act.objects.filter(object_type="casework.case", object_id=case.pk).order_by("id").values_list("verb", flat=True)
    )
    round_ = ["case.contact", "case.feed_back", "case.verify"]
    assert verbs == [
        "case.report",
        "case.accept",
        "case.dispatch",
        "case.sign",
        *round_,
        "case.rework",
        *round_,
        "case.rate",
    ]
    acts.seal_pending(at=make.MORNING)
    found = acts.verify()
    assert (found.breaks, found.unsealed) == ((), 0)
