"""The committed description is the code's; whatever is sent, an operation answers as described and never fails."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ninja.responses import NinjaJSONEncoder

from tests.factories import make_case
from tests.portals.api.programs import Program

FILE = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.json"
SCHEMA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"paths": {}}
OPERATIONS = [(method.upper(), path, told) for path, ways in SCHEMA["paths"].items() for method, told in ways.items()]


def test_the_committed_description_is_that_of_the_code() -> None:
    from shanzhi.portals.api.api import api

    now = json.loads(json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder))
    assert now == SCHEMA, "run ./dev api-schema"


def test_every_operation_says_what_it_does_and_what_it_answers() -> None:
    assert len(OPERATIONS) >= 19
    for _, path, told in OPERATIONS:
        assert told["summary"], path
        assert "422" in told["responses"], path


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.just("\x00"), st.just("9" * 400),
    st.lists(st.text(max_size=3), max_size=2), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = SCHEMA["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return found
    return schema


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that the schema allows, mostly; junk at times."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return st.one_of(*map(values, schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return st.one_of(st.sampled_from(schema.get("enum") or [schema["const"]]), JUNK)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "string": st.one_of(st.from_regex(schema["pattern"]) if "pattern" in schema else st.text(max_size=40), JUNK),
        "integer": st.one_of(st.integers(-3, 300), JUNK),
        "number": st.one_of(st.floats(-200, 200), JUNK),
        "boolean": st.one_of(st.booleans(), JUNK),
        "object": objects(schema),
    }
    return kinds.get(schema.get("type", ""), JUNK)


def objects(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    members = {name: values(each) for name, each in schema.get("properties", {}).items()}
    required = {name: each for name, each in members.items() if name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional={n: e for n, e in members.items() if n not in required})


def query_of(told: dict[str, Any]) -> st.SearchStrategy[Any]:
    asked = [each for each in told.get("parameters", ()) if each["in"] == "query"]
    return st.fixed_dictionaries({}, optional={each["name"]: values(each["schema"]) for each in asked})


@pytest.mark.parametrize(("method", "path", "told"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS])
def test_no_input_makes_an_operation_fail(centre: Program, method: str, path: str, told: dict[str, Any]) -> None:
    number = make_case("dispatched").number
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")

    @settings(
        max_examples=25, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(body=values(content) if content else st.none(), query=query_of(told), other=st.text(max_size=20))
    def attempt(body: Any, query: dict[str, Any], other: str) -> None:
        where = path.removeprefix("/api/v1").replace("{number}", number).replace("{code}", quote(other, safe="") or "x")
        asked = urlencode({name: str(value) for name, value in query.items()}, errors="replace")
        answer = centre.call(method, f"{where}?{asked}", None if content is None else json.dumps(body).encode())
        assert str(answer.status_code) in told["responses"], answer.content.decode()[:300]

    attempt()
