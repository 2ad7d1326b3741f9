"""Jobs of appeals: learning from what people decided."""

import logging

from shanzhi.domains.appeals import advice
from shanzhi.engines.casework.public import Case
from shanzhi.kernel.jobs import periodic

log = logging.getLogger(__name__)
#: Below this the catalogue's own examples know more than the cases do.
LEAST, MOST = 500, 30_000


@periodic("appeals.learn", "0 19 * * 6")
def learn(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the moment it was due
    """Each Sunday at 03:00 in China: learn categories from the newest accepted cases."""
    learn_now()


def learn_now() -> int:
    """Train on the newest accepted cases and put the model in place; how many were learned from, 0 when too few.

    Confidential reports are not learned from: the words that decide a suggestion are shown to others.
    """
    from shanzhi.domains.appeals.learning.training import train_on

    accepted = Case.objects.exclude(category_code="").exclude(step__in=("submitted", "declined", "withdrawn"))
    rows = list(
        accepted.filter(is_sealed=False).order_by("-reported_at").values_list("title", "body", "category_code")[:MOST]
    )
    if len(rows) < LEAST:
        log.info("%s accepted cases are too few to learn from", len(rows))
        return 0
    path = advice.model_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new.npz")
    train_on((body or title, code) for title, body, code in reversed(rows)).save(fresh)
    fresh.replace(path)
    return len(rows)
