"""What wrong, oversized and hostile calls get."""

import json
from typing import Any

import pytest
from django.test import Client

from shanzhi.engines.casework.public import Case
from tests.factories import COMMUNITY, actor_of, make_staff
from tests.portals.api.programs import Program

GOOD: dict[str, Any] = {"nature": "help", "body": "灯不亮", "code": COMMUNITY}


def check(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content.decode()[:500]
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:shanzhi:problem:{code}")
    assert told["title"]
    assert told["detail"]
    assert told["detail_en"].isascii()
    return told


def test_without_a_token_or_with_a_wrong_one_nothing_is_told(world: None) -> None:
    for headers in ({}, {"Authorization": "Bearer shz_wrong-token-wrong"}, {"Authorization": "Basic YTpi"}):
        check(Client().get("/api/v1/cases", headers=headers), 401, "token")


def test_guessing_tokens_is_slowed_down(world: None) -> None:
    answers = [Client().get("/api/v1/cases", headers={"Authorization": f"Bearer shz_guess-{n:010}"}) for n in range(31)]
    assert [answer.status_code for answer in answers] == [401] * 30 + [429]


def test_the_session_of_a_person_opens_nothing_here(world: None) -> None:
    account = make_staff("county_dispatcher", "421202000000")
    assert actor_of(account).is_known
    client = Client()
    client.force_login(account)
    check(client.get("/api/v1/cases"), 401, "token")


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b'"text"', b"[" * 50_000])
def test_what_is_not_a_json_object_is_refused(street: Program, body: bytes) -> None:
    answer = street.call("POST", "/cases", body)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert not Case.objects.exists()


def test_each_wrong_field_is_named(street: Program) -> None:
    body = {"nature": "rage", "body": "x" * 2001, "code": "12", "lon": "east", "is_public": [], "titel": "t"}
    told = check(street.post("/cases", body), 422, "fields")
    assert {e["field"] for e in told["errors"]} == {"nature", "body", "code", "lon", "is_public", "titel"}
    assert all(e["detail"] and e["detail_en"] for e in told["errors"])
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["\x00", "坏\x00字", "\ud800"])
def test_marks_that_no_database_holds_are_refused(street: Program, text: str) -> None:
    body = json.dumps(GOOD | {"body": text}).encode()
    check(street.call("POST", "/cases", body), 422, "fields")


def test_html_in_a_text_comes_back_as_it_was_and_as_json(street: Program) -> None:
    number = street.post("/cases", GOOD | {"body": "<script>alert(1)</script>"}).json()["number"]
    answer = street.get(f"/cases/{number}")
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["body"] == "<script>alert(1)</script>"


def test_an_empty_report_is_refused_in_words(street: Program) -> None:
    told = check(street.post("/cases", {"nature": "help", "code": COMMUNITY}), 422, "report_invalid")
    assert "写一句话" in told["detail"]


def test_a_body_beyond_the_limit_is_not_read(street: Program) -> None:
    check(street.call("POST", "/cases", b'{"body": "' + b"x" * 70_000 + b'"}'), 413, "too_large")


def test_unknown_addresses_and_methods_are_problems_too(street: Program) -> None:
    check(street.get("/nothing"), 404, "not_found")
    check(street.get("/cases/../../etc"), 404, "not_found")
    answer = street.call("DELETE", "/cases")
    check(answer, 405, "method_not_allowed")
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize("number", ["1", "%00", "421202001010-261124-001", "x" * 3000, "421202001010-261124-１"])
def test_a_forged_number_is_not_found(street: Program, number: str) -> None:
    check(street.get(f"/cases/{number}"), 404, "not_found")


@pytest.mark.parametrize(
    "query",
    ["area=abc", "state=maybe", "since=1600-01-01", "until=9999-12-31", "size=0", "size=1000", "q=%00",
     "unit=%27%20or%201=1", "category=1", "sort=number"],
)  # fmt: skip
def test_a_wrong_filter_is_named(street: Program, query: str) -> None:
    told = check(street.get(f"/cases?{query}"), 422, "fields")
    assert told["errors"][0]["field"] == query.partition("=")[0]


def test_a_forged_page_token_is_refused(street: Program) -> None:
    for token in ("x", "%00", "a:b:c", "é"):
        check(street.get(f"/cases?after={token}"), 422, "page_lost")


@pytest.mark.parametrize("key", ["有", "x" * 81, "a b"])
def test_a_key_that_is_none_is_refused(street: Program, key: str) -> None:
    answer = street.client.post(
        "/api/v1/cases", json.dumps(GOOD), content_type="application/json",
        headers={"Authorization": f"Bearer {street.token}", "Idempotency-Key": key},
    )  # fmt: skip
    check(answer, 422, "idempotency_key")
    assert not Case.objects.exists()


def test_categories_and_areas_are_there_to_choose_from(street: Program) -> None:
    tree = street.get("/categories").json()
    assert {"code", "name", "children"} == set(tree[0])
    area = street.get("/areas/421202").json()
    assert area["name"] == "咸安区"
    assert [child["name"] for child in area["children"]] == ["温泉街道", "浮山街道"]
    check(street.get("/areas/110101"), 404, "not_found")
    check(street.get("/areas/abc"), 404, "not_found")
