"""A program of the street, one of the county's centre, and how they call."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from shanzhi.engines.org.public import ApiClient, installer, issue_api_client
from shanzhi.portals.api import door, placing
from tests.factories import COUNTY, MORNING, make_community, make_unit


class Program:
    """A client of the API."""

    def __init__(self, token: str) -> None:
        self.client, self.token = Client(), token

    def call(self, method: str, path: str, body: Any = None, key: str = "", **headers: str) -> HttpResponse:
        """Send JSON; `key` is the Idempotency-Key."""
        given = {"Authorization": f"Bearer {self.token}", **({"Idempotency-Key": key} if key else {}), **headers}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, f"/api/v1{path}", data, content_type="application/json", headers=given)

    def get(self, path: str) -> HttpResponse:
        return self.call("GET", path)

    def post(self, path: str, body: Any, key: str = "") -> HttpResponse:
        return self.call("POST", path, body, key)


def fresh_world() -> None:
    """A community, and a process that has not called before."""
    door.forget()
    placing.forget()
    make_community()


def program(kind: str, territory: str, role: str) -> Program:
    unit = make_unit(kind, territory, slug=f"{kind.replace('_', '-')}-{territory[:9]}")
    client, token = issue_api_client(
        name=f"{role}程序", unit=unit, territory_code=territory, by=installer(COUNTY), at=MORNING
    )
    ApiClient.objects.filter(pk=client.pk).update(role=role, last_used_on=MORNING.date())
    return Program(token)
