"""What the desk itself writes: that somebody looked at a telephone number."""

from datetime import datetime

from django.db import transaction

from shanzhi.engines.casework.public import Case, sees_reporter
from shanzhi.kernel import acts
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import NotFound, Refused

_MOST = 60


class PurposeMissing(Refused):
    """A reason for looking must be given."""

    code = "purpose"
    message = "请写看全号做什么用，最多60字，会记下来"
    english = "State the purpose; it is kept on record"


@transaction.atomic
def unmask(case: Case, *, by: Actor, at: datetime, purpose: str) -> str:
    """The reporter's whole number, on record with the purpose. NotFound for whoever may not know the reporter."""
    if not sees_reporter(by, case) or not case.reporter_phone:
        raise NotFound
    purpose = purpose.strip()
    if not purpose or len(purpose) > _MOST:
        raise PurposeMissing
    grant = by.grant_for("case.read", **case.parties)
    acts.record("case.unmask", obj=case, territory=case.territory_code, by=by, at=at, grant=grant, reason=purpose)
    return str(case.reporter_phone)
