"""The API as a client of the county uses it, without a network: a request through the whole stack."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count as counter
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from bench import cast
from shanzhi.engines.org.models import ApiClient
from shanzhi.engines.org.rules import token_hash
from shanzhi.kernel import policy
from shanzhi.kernel.models import Policy

TOKEN = "shz_bench_0123456789abcdefghijklmnop"  # noqa: S105 - opens nothing but the benchmark's own database
_keys = counter(1)


class Refusal(Exception):
    """The API did not take the report."""


def client() -> dict[str, str]:
    """Headers of a client of the centre, whose calls are not limited."""
    ApiClient.objects.get_or_create(
        token_hash=token_hash(TOKEN),
        defaults={
            "name": "bench",
            "unit_id": 50,
            "token_prefix": "shz_bench",
            "territory_code": cast.COUNTY,
            "since": cast.SINCE,
        },
    )
    Policy.objects.get_or_create(
        code="api.rate", area_prefix="421299", since=date(2020, 1, 1),
        defaults={"value": {"calls": 10_000_000, "seconds": 60}, "source": "bench"},
    )  # fmt: skip
    policy.invalidate()
    return {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


def door() -> Callable[[dict[str, Any]], int]:
    """A function that sends one report and returns the id of the case."""
    headers, handler, factory = client(), WSGIHandler(), RequestFactory()
    import secrets

    mark = secrets.token_hex(6)

    def take(told: dict[str, Any]) -> str:
        body = {name: value for name, value in told.items() if name not in {"resident", "channel", "place_text"}}
        body["address"] = told["place_text"]
        request = factory.post(
            "/api/v1/cases", json.dumps(body), content_type="application/json",
            HTTP_IDEMPOTENCY_KEY=f"{mark}-{next(_keys)}", **headers,
        )  # fmt: skip
        answer = handler.get_response(request)
        answer.close()
        if answer.status_code != 201:
            raise Refusal(answer.content.decode())
        return str(json.loads(answer.content)["number"])

    return take  # type: ignore[return-value]


def paths() -> Iterator[tuple[str, str]]:
    """Lists that clients ask for."""
    yield "API list, newest", "/api/v1/cases?size=50"
    yield "API list, what burns", "/api/v1/cases?size=50&sort=burns&state=open"
    yield "API list, category and nature", "/api/v1/cases?size=50&category=05&nature=help"
