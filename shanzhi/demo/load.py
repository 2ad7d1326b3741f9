"""Loading the demo: places, units, people, the story, and the cases of 90 days. Deterministic for a given moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from shanzhi.demo import cases, places, stories, units
from shanzhi.demo.people import COUNTY
from shanzhi.engines.casework.actions import bulk
from shanzhi.engines.casework.public import Case
from shanzhi.engines.org.public import installer
from shanzhi.kernel import acts
from shanzhi.kernel.refused import Refused

SEED = 20261122
BATCH = 500


class NotEmpty(Refused):
    """There are cases already; the demo does not mix with real ones."""

    code = "not_empty"
    status = 409
    message = "数据库里已经有事项，演示数据只能装进空库。要重来请用 ./dev run --fresh"
    english = "The database is not empty"


def load(*, at: datetime, count: int = 2_000, progress: Callable[[str, int], None] = lambda _what, _n: None) -> int:
    """Fill an empty cell; the number of cases. `progress` hears what is being done and how many cases are in."""
    if Case.objects.exists():
        raise NotEmpty
    by, rng, since = installer(COUNTY), Random(SEED), at - timedelta(days=cases.DAYS + 30)  # noqa: S311 - not a secret
    with transaction.atomic():
        progress("区划、网格和小区", 0)
        places.build(by=by, at=since)
        progress("单位和人", 0)
        cast = units.build(by=by, at=since, rng=rng)
        made = cases.Generator(cast, at, rng).histories(count)
        done = 0
        while batch := list(islice(made, BATCH)):
            done += len(bulk.load(batch))
            progress("事项", done)
        done += stories.play(cast, at=at)
    acts.seal_pending(at=at)
    return done
