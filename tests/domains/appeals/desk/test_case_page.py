"""The page of a case: what it shows to whom, what each verb does, and what bad input gets."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from shanzhi.domains.appeals.desk.ways import WAYS
from shanzhi.engines.casework.public import Case, Rating
from shanzhi.engines.org.public import Account, Unit
from shanzhi.kernel.models import Act
from tests import factories as make
from tests.conftest import FrozenClock

Seat = Callable[[Account], Client]


def picture(name: str = "lamp.jpg") -> SimpleUploadedFile:
    """A small photo."""
    out = BytesIO()
    Image.new("RGB", (64, 48), "#335566").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def url(case: Case, rest: str = "") -> str:
    """Where the case lives."""
    return f"/desk/cases/{case.number}/{rest}"


def send(client: Client, case: Case, slug: str, **data: Any) -> Any:
    """POST a verb with the case's own version."""
    return client.post(url(case, slug), {"version": case.version, **data})


#: slug → (step before, what is written, step after)
PLAIN: dict[str, tuple[str, dict[str, Any], str]] = {
    "acceptance": ("submitted", {"category": "0104", "nature": "help"}, "accepted"),
    "signature": ("dispatched", {}, "signed"),
    "contact": ("signed", {"reached": "yes", "note": "去看过"}, "handling"),
    "feedback": ("handling", {"result": "换了灯"}, "verifying"),
    "verification": ("verifying", {"passed": "yes"}, "rating"),
    "return": ("dispatched", {"reason": "不归我们管，归物业"}, "returning"),
    "refusal": ("submitted", {"reason_code": "secret", "explanation": "请去法院"}, "declined"),
    "revisit": ("rating", {"was_contacted": "yes", "is_solved": "yes", "satisfaction": "3"}, "closed"),
    "comment": ("handling", {"text": "师傅明天来"}, "handling"),
}  # fmt: skip


@pytest.mark.parametrize("slug", PLAIN)
def test_each_verb_is_a_form_on_the_page_and_moves_the_case(
    slug: str, community: Unit, worker: Account, dispatcher: Account, seated: Seat
) -> None:
    step, data, after = PLAIN[slug]
    client = seated(dispatcher if slug == "revisit" else worker)  # whoever did the work does not ask how it was
    case = make.make_case(step, unit=community, name="陈芳", phone="13900000001")
    page = client.get(url(case))
    assert f'action="/desk/cases/{case.number}/{slug}"' in page.content.decode()
    answer = send(client, case, slug, **data)
    assert (answer.status_code, answer["Location"]) == (303, url(case))
    case.refresh_from_db()
    assert case.step == after
    assert WAYS[slug].done in client.get(url(case)).content.decode()


def test_a_dispatcher_sends_and_decides_returns(
    community: Unit, dispatcher: Account, worker: Account, seated: Seat
) -> None:
    case, client = make.make_case("accepted"), seated(dispatcher)
    assert send(client, case, "dispatch", unit=community.pk, note="今天去看").status_code == 303
    case.refresh_from_db()
    assert send(seated(worker), case, "return", reason="归物业").status_code == 303
    case.refresh_from_db()
    assert send(client, case, "return-decision", grant="yes", decision="改派物业").status_code == 303
    case.refresh_from_db()
    assert (case.step, case.unit_id) == ("accepted", None)


def test_accepting_with_a_unit_dispatches_and_keeps_the_suggestion_on_record(
    community: Unit, worker: Account, seated: Seat
) -> None:
    case = make.make_case("submitted")
    send(seated(worker), case, "acceptance", category="0104", nature="help", unit=community.pk)
    case.refresh_from_db()
    assert (case.step, case.unit_id) == ("dispatched", community.pk)
    act = Act.objects.get(verb="case.accept", object_id=case.pk)
    assert set(act.payload["advice"]) == {"category", "confidence", "unit"}


def test_verifying_not_done_sends_it_back_with_the_reason(community: Unit, worker: Account, seated: Seat) -> None:
    case, client = make.make_case("verifying", unit=community), seated(worker)
    refused = send(client, case, "verification", passed="no")
    assert refused.status_code == 422
    assert "请写哪里没办好" in refused.content.decode()
    send(client, case, "verification", passed="no", note="四楼还不亮")
    case.refresh_from_db()
    assert case.step == "handling"


def test_a_call_that_reached_nobody_is_kept_and_the_case_still_waits(
    community: Unit, worker: Account, seated: Seat
) -> None:
    case = make.make_case("signed", unit=community)
    client = seated(worker)
    send(client, case, "contact", reached="no", note="没人接")
    case.refresh_from_db()
    assert case.step == "signed"
    assert "联系过，没联系上" in client.get(url(case)).content.decode()


def test_feedback_keeps_photos_of_before_and_after_and_only_those_who_see_the_case_get_them(
    community: Unit, worker: Account, seated: Seat, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case, client = make.make_case("handling", unit=community), seated(worker)
    send(client, case, "feedback", result="换了灯", before=picture(), after=[picture("a.jpg"), picture("b.jpg")])
    stages = sorted(case.files.values_list("stage", flat=True))
    assert stages == ["after", "after", "before"]
    file = case.files.first()
    assert file is not None
    address = url(case, f"files/{file.file_id}/")
    assert address in client.get(url(case)).content.decode()
    assert client.get(address)["Content-Type"] == "image/jpeg"
    other = make.make_staff("community_worker", make.OTHER_COMMUNITY, make.make_unit(territory=make.OTHER_COMMUNITY))
    assert seated(other).get(address).status_code == 404


def test_a_zip_named_jpg_is_refused_and_the_words_are_kept(
    community: Unit, worker: Account, seated: Seat, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = make.make_case("handling", unit=community)
    bad = SimpleUploadedFile("lamp.jpg", b"PK\x03\x04" + b"\0" * 200, "image/jpeg")
    answer = send(seated(worker), case, "feedback", result="换了三楼的灯", after=bad)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "收不了" in text
    assert "换了三楼的灯" in text
    case.refresh_from_db()
    assert case.step == "handling"


def test_two_who_sign_at_once_the_second_is_told_who_was_first(
    community: Unit, worker: Account, seated: Seat, frozen_clock: FrozenClock
) -> None:
    second = make.make_staff("community_worker", make.COMMUNITY, community, "郑涛")
    case = make.make_case("dispatched", unit=community)
    send(seated(worker), case, "signature")
    frozen_clock.move(minutes=2)
    answer = send(seated(second), case, "signature")
    assert answer.status_code == 409
    assert "刘敏今天9:30已经签收，没有重复" in answer.content.decode()
    assert Act.objects.filter(verb="case.sign", object_id=case.pk).count() == 1


def test_a_stale_page_changes_nothing_and_gives_back_what_was_written(
    community: Unit, worker: Account, seated: Seat
) -> None:
    case = make.make_case("handling", unit=community)
    client = seated(worker)
    send(client, case, "contact", reached="yes", note="又打了一次")
    answer = send(client, case, "feedback", result="换了六个声控灯")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "换了六个声控灯" in text
    assert "刚刚被别人动过" in text
    assert "你写的内容还在" in text
    fresh = Case.objects.get(pk=case.pk)
    assert f'name="version" value="{fresh.version}"' in text
    assert fresh.step == "handling"


def test_a_closed_case_takes_no_verb_and_says_so(
    community: Unit, worker: Account, dispatcher: Account, seated: Seat
) -> None:
    case = make.make_case("rating", unit=community)
    client = seated(worker)
    send(seated(dispatcher), case, "revisit", was_contacted="yes", is_solved="yes", satisfaction="3")
    case.refresh_from_db()
    answer = send(client, case, "signature")
    assert answer.status_code == 409
    assert "已办结" in answer.content.decode()
    late = send(client, case, "comment", text="补一句")
    assert late.status_code == 409
    assert "补一句" in late.content.decode()


def test_bad_input_is_answered_in_words_and_changes_nothing(community: Unit, worker: Account, seated: Seat) -> None:
    case = make.make_case("submitted")
    client = seated(worker)
    bad = [
        {"category": "zz", "nature": "help"}, {"category": "", "nature": "help"}, {"category": "0104", "nature": "x"},
        {"category": "0104", "nature": "help", "unit": "999999"}, {"category": "0104", "nature": "help", "version": "x"},
    ]  # fmt: skip
    for data in bad:
        assert send(client, case, "acceptance", **data).status_code == 422
    assert send(client, case, "comment", text="长" * 501).status_code == 422
    case.refresh_from_db()
    assert case.step == "submitted"
    assert client.get("/desk/cases/421202001010-261124-999/").status_code == 404
    assert client.get("/desk/cases/'--/").status_code == 404
    assert client.post(url(case, "nonsense")).status_code == 404
    assert client.get(url(case, "signature")).status_code == 405


def test_html_in_a_report_is_shown_as_text(community: Unit, worker: Account, seated: Seat) -> None:
    case = make.make_case("dispatched", unit=community, body="<script>alert(1)</script>灯坏了")
    text = seated(worker).get(url(case)).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_what_is_not_in_order_is_listed_with_its_reason(community: Unit, worker: Account, seated: Seat) -> None:
    case = make.make_case("signed", unit=community)
    text = seated(worker).get(url(case)).content.decode()
    assert "不行：过了待签收" in text
    assert "不行：还没到待核查" in text


def test_a_second_return_is_refused_with_the_reason(
    community: Unit, worker: Account, dispatcher: Account, seated: Seat
) -> None:
    case = make.make_case("dispatched", unit=community)
    send(seated(worker), case, "return", reason="归物业")
    case.refresh_from_db()
    send(seated(dispatcher), case, "return-decision", grant="no", decision="归你们")
    case.refresh_from_db()
    assert case.step == "dispatched"
    assert "不行：退过一次" in seated(worker).get(url(case)).content.decode()
    assert send(seated(worker), case, "return", reason="还是归物业").status_code == 409


def test_the_whole_number_needs_a_purpose_and_is_on_record(community: Unit, worker: Account, seated: Seat) -> None:
    resident = make.make_resident("13800002617")
    case = make.make_case("signed", unit=community, reporter=resident)
    client = seated(worker)
    page = client.get(url(case)).content.decode()
    assert "138****2617" in page
    assert "13800002617" not in page
    assert "请写看全号" in client.post(url(case, "reporter"), {"purpose": " "}).content.decode()
    shown = client.post(url(case, "reporter"), {"purpose": "约上门时间"})
    assert "13800002617" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    act = Act.objects.get(verb="case.unmask")
    assert (act.reason, act.object_id, act.actor_name) == ("约上门时间", case.pk, "刘敏")


@pytest.mark.parametrize("secret", [{"is_anonymous": True}, {"is_sealed": True, "nature": "report"}])
def test_the_handling_unit_does_not_learn_who_reported_in_confidence(
    secret: dict[str, Any], community: Unit, worker: Account, dispatcher: Account, seated: Seat
) -> None:
    case = make.make_case("dispatched", unit=community, reporter=make.make_resident("13800002617", "陈芳"), **secret)
    client = seated(worker)
    for page in (client.get(url(case)), client.get(url(case, "pane/")), client.get(url(case, "sheet/"))):
        text = page.content.decode()
        assert "2617" not in text
        assert "陈" not in text
    assert client.post(url(case, "reporter"), {"purpose": "看看"}).status_code == 404
    told = "2617" in seated(dispatcher).get(url(case)).content.decode()
    assert told is not secret.get("is_anonymous", False)  # of an anonymous one no telephone is kept at all


def test_a_case_elsewhere_is_not_found_by_page_pane_sheet_or_verb(
    community: Unit, worker: Account, seated: Seat
) -> None:
    case = make.make_case("submitted", territory_code=make.OTHER_COMMUNITY)
    client = seated(worker)
    for rest in ("", "pane/", "sheet/", "place.geojson"):
        assert client.get(url(case, rest)).status_code == 404
    assert send(client, case, "acceptance", category="0104", nature="help").status_code == 404
    case.refresh_from_db()
    assert case.step == "submitted"


@pytest.mark.parametrize("step", ["submitted", "accepted", "dispatched", "handling", "verifying", "rating"])
def test_the_page_of_a_case_costs_at_most_ten_statements(
    step: str, community: Unit, worker: Account, dispatcher: Account, seated: Seat
) -> None:
    make.make_unit("property_firm", make.COMMUNITY, "金叶物业")
    case = make.make_case(step, unit=community, reporter=make.make_resident(), lon=114.3, lat=29.8)
    for account in (worker, dispatcher):
        client = seated(account)
        client.get(url(case))
        with CaptureQueriesContext(connection) as made:
            assert client.get(url(case)).status_code == 200
        assert len(made) <= 10


def test_the_sheet_carries_number_facts_record_and_a_code(community: Unit, worker: Account, seated: Seat) -> None:
    case = make.make_case("rating", unit=community)
    Rating.objects.create(
        case=case, round=0, was_contacted=True, is_solved=True, satisfaction=3, channel="web", at=make.MORNING
    )
    text = seated(worker).get(url(case, "sheet/")).content.decode()
    assert case.number in text
    assert 'class="qr"' in text
    assert "换了2个声控灯" in text
    assert "办好了，满意" in text


def test_the_printed_sheet_shows_name_and_telephone_masked(community: Unit, worker: Account, seated: Seat) -> None:
    case = make.make_case("signed", unit=community, reporter=make.make_resident("13800002617", "陈桂英"))
    text = seated(worker).get(url(case, "sheet/")).content.decode()
    assert "138****2617" in text
    assert "13800002617" not in text
    assert "陈桂英" not in text


def test_the_process_bar_says_who_and_when_and_burns_when_late(
    community: Unit, worker: Account, seated: Seat, frozen_clock: FrozenClock
) -> None:
    case = make.make_case("dispatched", unit=community)
    frozen_clock.move(days=3)
    steps = {s.name: s for s in seated(worker).get(url(case)).context["process"]}
    assert steps["签收"].state == "burn"
    assert steps["受理"].state == "done"
    assert "周二" not in steps["评价"].words
    assert case.reported_at + timedelta(days=3) == frozen_clock.at
