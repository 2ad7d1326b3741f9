"""Granting and ending mandates (委托代办)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from shanzhi.engines.org.models import Account, Mandate
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.acts import record
from shanzhi.kernel.refused import Refused


class MandateNotPossible(Refused):
    """To oneself, for or to a locked account, or without evidence."""

    code = "mandate_not_possible"
    message = "登记不了：委托人和代办人要是两个在用的账号，并写明凭据，比如户口簿或委托书编号"
    english = "A mandate joins two different active accounts and states its evidence"


class MandateExists(Refused):
    """The same mandate runs already."""

    code = "mandate_exists"
    status = 409
    message = "同样的委托已经登记过，还在有效期内"
    english = "The same mandate is in force"


@transaction.atomic
def grant_mandate(
    principal: Account,
    agent: Account,
    *,
    scope: str,
    basis: str,
    evidence: str,
    by: Actor,
    at: datetime,
    until: datetime | None = None,
) -> Mandate:
    """`agent` may act for `principal` in `scope` from now on. By the principal, or by the principal's community.

    民法典 165: a written mandate names the agent, the matters, the powers and the term. Raises NotAllowed,
    MandateNotPossible, MandateExists.
    """
    place = _place(principal)
    grant = by.require("mandate.grant", code=place, owner_ids=[principal.pk] if principal.pk == by.account_id else [])
    active = Account.objects.select_for_update(no_key=True).filter(pk__in=[principal.pk, agent.pk], is_active=True)
    if len(active) != 2 or not evidence.strip() or (until and until <= at):
        raise MandateNotPossible
    same = Mandate.objects.filter(
        Q(until__isnull=True) | Q(until__gt=at), principal=principal, agent=agent, scope=scope
    )
    if same.exists():
        raise MandateExists
    mandate = Mandate.objects.create(
        principal=principal,
        agent=agent,
        scope=Mandate.Scope(scope),
        basis=Mandate.Basis(basis),
        evidence=evidence.strip(),
        since=at,
        until=until,
    )
    facts = {"principal": principal.pk, "agent": agent.pk, "scope": scope, "basis": basis}
    record("mandate.grant", obj=mandate, territory=place, by=by, at=at, grant=grant, payload=facts)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, by: Actor, at: datetime, reason: str = "") -> Mandate:
    """End a mandate now: by the principal at any time without a reason (民法典 173), or by the community."""
    locked = Mandate.objects.select_for_update(no_key=True, of=("self",)).select_related("principal").get(pk=mandate.pk)
    place = _place(locked.principal)
    mine = [locked.principal_id] if locked.principal_id == by.account_id else []
    grant = by.require("mandate.grant", code=place, owner_ids=mine)
    end = max(at, locked.since + timedelta(microseconds=1))
    if locked.until is None or locked.until > end:
        locked.until = end
        locked.save(update_fields=["until"])
        record("mandate.end", obj=locked, territory=place, by=by, at=at, grant=grant, reason=reason)
    return locked


def _place(principal: Account) -> str:
    """Where the principal lives; the root of the cell while that is unknown, so that only the county's reach helps."""
    return principal.home_code or settings.SHANZHI_ROOT
