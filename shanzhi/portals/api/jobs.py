"""Jobs of the API."""

from datetime import timedelta

from shanzhi.kernel import clock
from shanzhi.kernel.jobs import periodic
from shanzhi.kernel.models import IdempotencyKey

#: How long an answer is kept for a repeated call; it may hold what a person said.
KEPT = timedelta(days=1)


@periodic("api.drop_answers", "20 * * * *")
def drop_answers(timestamp: int) -> None:  # noqa: ARG001
    """Each hour, drop the answers of calls that nobody will repeat any more."""
    IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT).delete()
