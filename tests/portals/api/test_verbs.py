"""Acting on cases through the API."""

from typing import Any

import pytest

from shanzhi.engines.casework.public import Case
from shanzhi.engines.org.models import Unit
from shanzhi.kernel.models import Act, IdempotencyKey
from shanzhi.portals.api import jobs
from tests.conftest import FrozenClock
from tests.factories import COMMUNITY, STREET, make_case, make_unit
from tests.portals.api.programs import Program


def street_unit() -> Unit:
    return Unit.objects.get(slug="street-office-421202001")


def test_a_case_lives_its_whole_life_through_the_api(street: Program, centre: Program) -> None:
    case = make_case(body="路灯不亮", name="陈芳", phone="13900000001")
    path = f"/cases/{case.number}"
    steps = [
        (centre, "acceptance", {"category": "0803", "nature": "complaint", "unit": street_unit().slug}, "dispatched"),
        (street, "return", {"reason": "归社区管"}, "returning"),
        (centre, "return-decision", {"grant": False, "decision": "就是你们"}, "dispatched"),
        (street, "signature", {}, "signed"),
        (street, "contact", {"reached": False, "note": "没人接"}, "signed"),
        (street, "contact", {"note": "说清了"}, "handling"),
        (street, "feedback", {"result": "换了灯"}, "verifying"),
        (centre, "verification", {"passed": False, "note": "还有一盏"}, "handling"),
        (street, "feedback", {"result": "都换了"}, "verifying"),
        (street, "comment", {"text": "多换了一盏"}, "verifying"),
        (centre, "verification", {"passed": True}, "rating"),
        (centre, "rating", {"was_contacted": True, "is_solved": True, "satisfaction": 3}, "closed"),
    ]  # fmt: skip
    for who, verb, body, step in steps:
        answer = who.post(f"{path}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.content.decode())
        assert answer.json()["step"] == step, verb
    assert Case.objects.get().closed_at is not None


def test_a_unit_is_dispatched_to_by_its_slug_and_an_unknown_one_is_refused(centre: Program) -> None:
    case = make_case("accepted")
    refused = centre.post(f"/cases/{case.number}/dispatch", {"unit": "nobody"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unit_unknown")
    unit = make_unit("committee", COMMUNITY, slug="committee-a", name="甲居委会")
    assert centre.post(f"/cases/{case.number}/dispatch", {"unit": unit.slug}).json()["unit"] == unit.short_name


def test_declining_needs_a_legal_reason(centre: Program) -> None:
    case = make_case()
    body = {"reason_code": "legal_channel", "explanation": "请到法院立案窗口"}
    assert centre.post(f"/cases/{case.number}/refusal", body | {"reason_code": "busy"}).status_code == 422
    assert centre.post(f"/cases/{case.number}/refusal", body).json()["step"] == "declined"


def test_a_stale_version_changes_nothing(street: Program) -> None:
    case = make_case("dispatched", unit=street_unit())
    answer = street.post(f"/cases/{case.number}/signature", {"version": case.version - 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert Case.objects.get().step == "dispatched"


def test_the_same_key_does_a_thing_once_and_answers_the_same_again(street: Program) -> None:
    case = make_case("dispatched", unit=street_unit())
    path = f"/cases/{case.number}/signature"
    first, again = street.post(path, {}, key="k"), street.post(path, {}, key="k")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Act.objects.filter(verb="case.sign").count() == 1
    assert street.post(path, {}).json()["code"] == "out_of_order"


def test_a_key_used_on_another_request_is_refused_and_a_refused_call_may_be_tried_again(street: Program) -> None:
    case = make_case("dispatched", unit=street_unit())
    assert street.post(f"/cases/{case.number}/contact", {}, key="k").status_code == 409
    assert street.post(f"/cases/{case.number}/signature", {}, key="k").status_code == 200
    answer = street.post(f"/cases/{case.number}/contact", {}, key="k")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


def test_answers_of_calls_are_dropped_after_a_day(street: Program, frozen_clock: FrozenClock) -> None:
    case = make_case("dispatched", unit=street_unit())
    street.post(f"/cases/{case.number}/signature", {}, key="k")
    jobs.drop_answers(timestamp=0)
    assert IdempotencyKey.objects.count() == 1
    frozen_clock.move(hours=25)
    jobs.drop_answers(timestamp=0)
    assert not IdempotencyKey.objects.exists()


VERBS: list[tuple[str, dict[str, Any]]] = [
    ("acceptance", {"category": "01"}), ("dispatch", {"unit": "x"}), ("signature", {}), ("contact", {}),
    ("feedback", {"result": "好了"}), ("verification", {"passed": True}), ("return", {"reason": "不归我"}),
    ("return-decision", {"grant": True, "decision": "同意"}),
    ("refusal", {"reason_code": "repeated", "explanation": "重复"}),
    ("rating", {"was_contacted": True, "is_solved": True, "satisfaction": 3}), ("comment", {"text": "再说一句"}),
    ("withdrawal", {}),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "body"), VERBS)
def test_what_a_client_cannot_see_is_not_found_whatever_it_wants_to_do(
    street: Program, verb: str, body: dict[str, Any]
) -> None:
    case = make_case(territory_code="421202002001")
    assert street.post(f"/cases/{case.number}/{verb}", body).status_code == 404


@pytest.mark.parametrize(("verb", "body"), VERBS)
def test_an_ordinary_client_may_not_act_for_another_unit(street: Program, verb: str, body: dict[str, Any]) -> None:
    case = make_case("dispatched", unit=make_unit("committee", COMMUNITY))
    make_unit(territory=STREET, kind="street_office", slug="x", name="另一个街道办")
    answer = street.post(f"/cases/{case.number}/{verb}", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert Case.objects.get().version == case.version
