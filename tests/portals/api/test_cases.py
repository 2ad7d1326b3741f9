"""Reporting, listing and looking through the API."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.casework.public import Case, Clock, Tally
from shanzhi.engines.org.models import ApiClient
from shanzhi.engines.territory.models import Estate
from shanzhi.kernel.models import Act, IdempotencyKey, Policy
from shanzhi.portals.api import door
from shanzhi.portals.api.schemas import CaseOut, PageOut, ReceiptOut, TimelineOut
from tests.conftest import FrozenClock
from tests.factories import COMMUNITY, MORNING, OTHER_COMMUNITY, make_case, make_resident, make_unit
from tests.portals.api.programs import Program

REPORT: dict[str, Any] = {
    "nature": "help", "body": "3栋2单元楼道灯不亮。晚上看不见", "code": COMMUNITY, "category": "08",
    "name": "陈芳", "phone": "139 0000 0001",
}  # fmt: skip


def test_a_report_becomes_a_case_with_clocks_an_act_and_a_place_in_the_tally(street: Program) -> None:
    answer = street.post("/cases", REPORT)
    assert answer.status_code == 201
    told = ReceiptOut.model_validate(answer.json())
    case = Case.objects.get(number=told.number)
    assert answer["Location"] == f"/api/v1/cases/{case.number}"
    assert (case.step, case.channel, case.reporter_phone, case.title) == (
        "submitted",
        "api",
        "13900000001",
        "3栋2单元楼道灯不亮",
    )
    assert {c.code for c in Clock.objects.filter(case=case)} == {"accept", "finish"}
    act = Act.objects.get(object_id=case.pk, verb="case.report")
    assert (act.channel, act.actor_name) == ("api", "api_client程序")
    assert sum(t.intake for t in Tally.objects.filter(area_code=COMMUNITY)) == 1


def test_a_repeated_report_gives_the_same_receipt_and_makes_nothing(street: Program) -> None:
    first, again = (street.post("/cases", REPORT, key="k-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Case.objects.count() == Act.objects.filter(verb="case.report").count() == 1


@pytest.mark.parametrize(
    "change", [{"body": "别的事"}, {"nature": "complaint"}, {"phone": ""}, {"code": OTHER_COMMUNITY}]
)
def test_the_same_key_with_another_report_is_refused(street: Program, change: dict[str, Any]) -> None:
    street.post("/cases", REPORT, key="k-1")
    answer = street.post("/cases", REPORT | change, key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert Case.objects.count() == 1


def test_a_repeat_still_gets_its_receipt_after_the_category_was_corrected(street: Program, centre: Program) -> None:
    number = street.post("/cases", REPORT, key="k-1").json()["number"]
    centre.post(f"/cases/{number}/acceptance", {"category": "03", "nature": "complaint"})
    assert street.post("/cases", REPORT, key="k-1").json()["number"] == number


def test_two_clients_may_use_the_same_key(street: Program, centre: Program) -> None:
    assert street.post("/cases", REPORT, key="k-1").status_code == 201
    assert centre.post("/cases", REPORT, key="k-1").status_code == 201


def test_a_client_reports_only_inside_its_territory(street: Program) -> None:
    answer = street.post("/cases", REPORT | {"code": "421202002001"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "code", ["421202001999", "421202001000", "421202000000", "421202001010999", "421202001010E777"]
)
def test_an_unknown_or_too_wide_place_is_refused(street: Program, code: str) -> None:
    answer = street.post("/cases", REPORT | {"code": code})
    assert (answer.status_code, answer.json()["code"]) == (422, "place_unknown")


def estate(community: str, number: int, name: str) -> None:
    Estate.objects.create(
        code=f"{community}E{number:03d}", community_code=community, name=name, keys=[name], lon=114.32, lat=29.85
    )


def test_an_address_that_fits_two_places_is_answered_with_both(street: Program) -> None:
    estate(COMMUNITY, 1, "金叶花园")
    estate(OTHER_COMMUNITY, 1, "金叶花园")
    told = {k: v for k, v in REPORT.items() if k != "code"} | {"address": "金叶花园3栋"}
    answer = street.post("/cases", told)
    assert (answer.status_code, answer.json()["code"]) == (422, "place_ambiguous")
    codes = [each["code"] for each in answer.json()["candidates"]]
    assert sorted(codes) == [f"{OTHER_COMMUNITY}E001", f"{COMMUNITY}E001"]
    assert street.post("/cases", told | {"code": codes[0]}).status_code == 201
    assert Case.objects.get().place_code == codes[0]


def test_an_address_in_words_and_a_point_in_another_datum_find_their_estate(street: Program) -> None:
    estate(COMMUNITY, 1, "金叶花园")
    told = {k: v for k, v in REPORT.items() if k != "code"}
    assert street.post("/cases", told | {"address": "金叶花园3栋"}).status_code == 201
    assert street.post("/cases", told | {"lon": 114.3254, "lat": 29.8474, "datum": "GCJ02"}).status_code == 201
    by_address, by_point = Case.objects.order_by("id")
    assert by_address.territory_code == by_point.territory_code == COMMUNITY
    assert abs(by_point.lon - 114.32) < 0.001
    assert street.post("/cases", told | {"lon": 0, "lat": 0}).json()["code"] == "place_unknown"


def test_the_reporter_is_masked_in_a_case_for_every_program(street: Program, centre: Program) -> None:
    number = street.post("/cases", REPORT).json()["number"]
    seen = street.get(f"/cases/{number}").json()
    assert seen["reporter"] == {"name": None, "phone": "139****0001", "is_masked": True}
    known = centre.get(f"/cases/{number}").json()
    assert known["reporter"] == {"name": "陈*", "phone": "139****0001", "is_masked": True}
    done = centre.post(f"/cases/{number}/acceptance", {"category": "03"}).json()
    assert done["reporter"] == known["reporter"]
    assert "13900000001" not in street.get("/cases?q=13900000001").content.decode()


def test_the_whole_contact_is_given_for_a_purpose_that_goes_on_record(street: Program, centre: Program) -> None:
    number = street.post("/cases", REPORT).json()["number"]
    answer = centre.post(f"/cases/{number}/reporter", {"purpose": "回访"}, key="k-1")
    assert answer.json() == {"name": "陈芳", "phone": "13900000001", "is_masked": False}
    assert answer["Cache-Control"] == "no-store"
    act = Act.objects.get(verb="case.unmask")
    assert (act.reason, act.channel, act.object_id) == ("回访", "api", Case.objects.get().pk)
    centre.post(f"/cases/{number}/reporter", {"purpose": "回访"}, key="k-1")
    assert Act.objects.filter(verb="case.unmask").count() == 2, "a repeat is another look"
    assert "13900000001" not in str(list(IdempotencyKey.objects.values_list("answer")))


@pytest.mark.parametrize("body", [{}, {"purpose": ""}, {"purpose": "  "}, {"purpose": "长" * 61}])
def test_without_a_purpose_no_contact_is_given(street: Program, centre: Program, body: dict[str, str]) -> None:
    number = street.post("/cases", REPORT).json()["number"]
    answer = centre.post(f"/cases/{number}/reporter", body)
    assert answer.status_code == 422
    assert "13900000001" not in answer.content.decode()
    assert not Act.objects.filter(verb="case.unmask").exists()


def test_whoever_may_not_know_the_reporter_is_given_no_contact(street: Program) -> None:
    number = street.post("/cases", REPORT).json()["number"]
    assert street.post(f"/cases/{number}/reporter", {"purpose": "回访"}).status_code == 404
    assert not Act.objects.filter(verb="case.unmask").exists()


def test_an_anonymous_reporter_is_not_hinted_at_and_a_confidential_report_is_not_found(street: Program) -> None:
    number = street.post("/cases", REPORT | {"is_anonymous": True}).json()["number"]
    assert street.get(f"/cases/{number}").json()["reporter"] is None
    sealed = street.post("/cases", REPORT | {"nature": "report", "is_sealed": True}).json()["number"]
    assert street.get(f"/cases/{sealed}").status_code == 404
    assert sealed not in street.get("/cases").content.decode()


def test_lists_page_by_key_and_keep_to_what_is_visible(street: Program) -> None:
    mine = [make_case(body=f"第{n}件").number for n in range(5)]
    make_case(territory_code="421202002001")
    first = PageOut.model_validate(street.get("/cases?size=3").json())
    rest = PageOut.model_validate(street.get(f"/cases?size=3&after={first.next}").json())
    assert [row.number for row in [*first.cases, *rest.cases]] == mine[::-1]
    assert rest.next is None
    assert street.get("/counts").json()["open"] == 5


@pytest.mark.parametrize(
    "query",
    ["state=open&sort=burns", "state=closed", "step=submitted", "area=421202001", f"area={COMMUNITY}", "category=01",
     "nature=help", "channel=web", "since=2026-11-01&until=2026-11-30", "q=楼道灯", "q=1124-001",
     "state=overdue&area=421202&category=0103&nature=help&channel=web&unit=committee-x&since=2026-11-01&q=灯"],
)  # fmt: skip
def test_any_combination_of_filters_takes_at_most_four_statements(street: Program, query: str) -> None:
    make_unit(slug="committee-x", name="甲居委会")
    make_case()
    street.get("/cases")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = street.get(f"/cases?{query}")
    assert answer.status_code == 200
    assert len(asked) <= 4, [each["sql"][:80] for each in asked]


def test_a_report_takes_at_most_twelve_statements_all_in(street: Program) -> None:
    street.post("/cases", REPORT)
    estate(COMMUNITY, 1, "金叶花园")
    told = {"nature": "help", "body": "灯不亮", "lon": 114.32, "lat": 29.85}
    with CaptureQueriesContext(connection) as asked:
        assert street.post("/cases", told, key="k-1").status_code == 201
    assert len(asked) <= 12, [each["sql"][:80] for each in asked]


def test_a_case_takes_at_most_ten_statements(street: Program) -> None:
    number = make_case("handling", unit=make_unit()).number
    for path in (f"/cases/{number}", f"/cases/{number}/timeline"):
        with CaptureQueriesContext(connection) as asked:
            assert street.get(path).status_code == 200
        assert len(asked) <= 10


def test_a_case_and_its_timeline_are_as_the_schema_says(street: Program) -> None:
    number = make_case("handling", reporter=make_resident()).number
    CaseOut.model_validate(street.get(f"/cases/{number}").json())
    told = TimelineOut.model_validate(street.get(f"/cases/{number}/timeline").json())
    assert [entry.verb for entry in told.entries] == ["report", "accept", "dispatch", "sign", "contact"]
    assert told.entries[0].by == "居民"


def test_a_revoked_token_is_refused_as_soon_as_it_is_looked_up_again(
    street: Program, frozen_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_LIFE", -1.0)
    assert street.get("/cases").status_code == 200
    ApiClient.objects.update(until=frozen_clock.move(seconds=1))
    answer = street.get("/cases")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_too_many_calls_are_told_when_to_come_again(street: Program) -> None:
    Policy.objects.create(code="api.rate", since=MORNING.date(), value={"calls": 40, "seconds": 60}, source="试验")
    from shanzhi.kernel import policy

    policy.invalidate()
    answers = [street.get("/categories") for _ in range(41)]
    policy.invalidate()
    assert [answer.status_code for answer in answers] == [200] * 40 + [429]
    assert int(answers[-1]["Retry-After"]) >= 1
