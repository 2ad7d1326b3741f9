"""Changing policies: the row in force ends on a day and a new dated row begins. Nothing is overwritten.

A decision pins the id of the row that it used, so every decision made before the day stays explained by the old row.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shanzhi.kernel import policy
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.acts import record
from shanzhi.kernel.codes import full, prefix
from shanzhi.kernel.models import Policy
from shanzhi.kernel.policy_shape import difference
from shanzhi.kernel.refused import Refused, Stale

VERB = "policy.edit"


class PolicyNotPossible(Refused):
    """A value of another shape, a day that has come, no source, or a place that does not fit."""

    code = "policy_not_possible"
    message = "这样改不了，请核对"
    english = "The policy cannot be changed like this"


@transaction.atomic
def revise(
    row: Policy, *, value: Any, since: date, source: str, by: Actor, at: datetime, is_sample: bool = False
) -> Policy:
    """End `row` on `since` and begin a new row with `value` that day; the new row is returned.

    `since` lies after today: a day has one rule, and what was decided today stays explained. The new row ends where the
    old one would have. Raises NotAllowed, PolicyNotPossible, Stale (somebody changed the row meanwhile).
    """
    grant = by.require(VERB, code=place_of(row.area_prefix))
    locked = Policy.objects.select_for_update(no_key=True).get(pk=row.pk)
    if locked.until != row.until:
        raise Stale
    _check(locked, value, since, source, at)
    if since <= locked.since:
        raise PolicyNotPossible(f"这条规定 {locked.since} 才开始管用，新的要从那天以后起")
    if locked.until is not None and since >= locked.until:
        raise PolicyNotPossible(f"这条规定 {locked.until} 就到期了，请改接着管用的那一条")
    made = _begin(locked, locked.area_prefix, value, since, locked.until, source, is_sample=is_sample)
    locked.until = since
    locked.save(update_fields=["until"])
    facts = {"code": made.code, "was": locked.pk, "value": value, "since": str(since)}
    record("policy.revise", obj=made, territory=place_of(made.area_prefix), by=by, at=at, grant=grant, payload=facts)
    _forget()
    return made


@transaction.atomic
def localise(
    row: Policy, *, area: str, value: Any, since: date, source: str, by: Actor, at: datetime, is_sample: bool = False
) -> Policy:
    """A row of the same code for a place inside that of `row`, which stays in force elsewhere; the new row is returned.

    `area` is a code or prefix. Raises NotAllowed, PolicyNotPossible.
    """
    place = prefix(area)
    grant = by.require(VERB, code=place_of(place))
    locked = Policy.objects.select_for_update(no_key=True).get(pk=row.pk)
    if not place.startswith(locked.area_prefix) or place == locked.area_prefix:
        raise PolicyNotPossible("单独规定的地方要在这条规定管的范围里面，请改选")
    _check(locked, value, since, source, at)
    others = Policy.objects.filter(code=locked.code, area_prefix=place)
    if others.exclude(until__lte=since).exists():
        raise PolicyNotPossible("这个地方已经有单独的规定，请打开那一条来改")
    made = _begin(locked, place, value, since, None, source, is_sample=is_sample)
    facts = {"code": made.code, "beside": locked.pk, "value": value, "since": str(since)}
    record("policy.localise", obj=made, territory=place_of(place), by=by, at=at, grant=grant, payload=facts)
    _forget()
    return made


def place_of(area_prefix: str) -> str:
    """The code under which a policy is administered: its area, the root of the cell where it holds everywhere."""
    return full(area_prefix) if area_prefix else settings.SHANZHI_ROOT


def _check(row: Policy, value: Any, since: date, source: str, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if since <= today:
        raise PolicyNotPossible("新的规定最早从明天起：今天已经照原来的办了，不能改到前面去")
    if not source.strip():
        raise PolicyNotPossible("要写明依据：哪个文件、第几条，或者谁在哪次会上定的")
    if fault := difference(row.value, value):
        raise PolicyNotPossible(fault)
    if value == row.value and source.strip() == row.source:
        raise PolicyNotPossible("和现在的一样，不用改")


def _begin(
    row: Policy, area: str, value: Any, since: date, until: date | None, source: str, *, is_sample: bool
) -> Policy:
    return Policy.objects.create(
        code=row.code, area_prefix=area, since=since, until=until, value=value, source=source.strip(),
        is_sample=is_sample,
    )  # fmt: skip


def _forget() -> None:
    """Now, and again once others can see the row."""
    policy.invalidate()
    transaction.on_commit(policy.invalidate)
