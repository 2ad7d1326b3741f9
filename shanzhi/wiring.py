"""The one file that knows everything: kinds, subscribers of acts, menus. Explicit lists, no discovery."""

from collections.abc import Sequence

from shanzhi.domains.appeals import notices as appeal_notices
from shanzhi.domains.appeals.kind import APPEAL
from shanzhi.engines.casework.public import kinds
from shanzhi.kernel import acts
from shanzhi.kernel.acts import Subscriber
from shanzhi.kernel.web import context
from shanzhi.portals.desk import shell as desk_shell

KINDS = [APPEAL]

#: verb → what else happens in the same transaction
SUBSCRIBERS: dict[str, Sequence[Subscriber]] = {
    "case.report": [appeal_notices.received],
    "case.dispatch": [appeal_notices.to_unit],
    "case.contact": [appeal_notices.moved],
    "case.verify": [appeal_notices.please_rate],
    "case.rework": [appeal_notices.to_unit],
    "case.send_back": [appeal_notices.to_unit],
    "case.refuse_return": [appeal_notices.to_unit],
    "case.withdraw": [appeal_notices.to_unit],
    "case.decline": [appeal_notices.moved],
    "case.close": [appeal_notices.moved],
}


def install() -> None:
    """Called once, when all apps are loaded."""
    kinds.install(KINDS)
    acts.install(SUBSCRIBERS)
    context.MENUS["desk"] = desk_shell.context
