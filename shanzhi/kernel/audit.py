"""What an audit administrator does with the record: check the newest seals, and leave word of having checked."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from shanzhi.kernel import acts
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.acts import Verification
from shanzhi.kernel.models import Seal

#: So many seals are checked from a page at most; the whole chain is a command's work.
MOST = 500


@transaction.atomic
def check_latest(*, by: Actor, at: datetime, last: int) -> Verification:
    """Recompute the newest `last` seals (1 to MOST) and put on record who checked and what was found. Raises NotAllowed."""
    grant = by.require("act.verify", code=settings.SHANZHI_ROOT)
    found = acts.verify(last=max(1, min(last, MOST)))
    newest = Seal.objects.order_by("-id").first()
    if newest is not None:
        facts = {"seals": found.seals, "acts": found.acts, "breaks": len(found.breaks)}
        acts.record("act.verify", obj=newest, territory=settings.SHANZHI_ROOT, by=by, at=at, grant=grant, payload=facts)
    return found
