"""Tokens for other systems."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from shanzhi.engines.org.models import ApiClient, Unit
from shanzhi.engines.org.rules import new_token, token_hash
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.acts import record
from shanzhi.kernel.codes import covers
from shanzhi.kernel.refused import Refused


class ApiClientNotPossible(Refused):
    """Outside the unit's territory, or the name is in use."""

    code = "api_client_not_possible"
    message = "发不了令牌：辖区要在本单位范围内，名称不能和在用的重复"
    english = "The territory lies outside the unit, or the name is in use"


@transaction.atomic
def issue_api_client(
    *, name: str, unit: Unit, territory_code: str, by: Actor, at: datetime, until: datetime | None = None
) -> tuple[ApiClient, str]:
    """A client of `unit` and its token, which is shown this once and kept only as a hash.

    Raises NotAllowed, ApiClientNotPossible.
    """
    grant = by.require("api_client.issue", code=unit.territory_code)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if (
        not covers(unit.territory_code, territory_code)
        or ApiClient.objects.filter(unit=unit, name=name, until__isnull=True).exists()
    ):
        raise ApiClientNotPossible
    token, shown = new_token()
    client = ApiClient.objects.create(
        name=name,
        unit=unit,
        token_hash=token_hash(token),
        token_prefix=shown,
        territory_code=territory_code,
        since=at,
        until=until,
    )
    record("api_client.issue", obj=client, territory=territory_code, by=by, at=at, grant=grant, payload={"name": name})
    return client, token


@transaction.atomic
def revoke_api_client(client: ApiClient, *, by: Actor, at: datetime, reason: str = "") -> ApiClient:
    """Take a token back at once. Doing it twice changes nothing. Raises NotAllowed."""
    locked = ApiClient.objects.select_for_update(no_key=True).get(pk=client.pk)
    grant = by.require("api_client.issue", code=locked.territory_code)
    end = max(at, locked.since + timedelta(microseconds=1))
    if locked.until is None or locked.until > end:
        locked.until = end
        locked.save(update_fields=["until"])
        record(
            "api_client.revoke", obj=locked, territory=locked.territory_code, by=by, at=at, grant=grant, reason=reason
        )
    return locked


def note_api_use(client_id: int, *, on: date) -> None:
    """Remember the day of the latest use; one write a day at most. A day is not an act."""
    ApiClient.objects.filter(Q(last_used_on__isnull=True) | Q(last_used_on__lt=on), pk=client_id).update(
        last_used_on=on
    )
