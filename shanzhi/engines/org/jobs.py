"""Jobs of the org engine."""

from shanzhi.engines.org.actions import forget_codes
from shanzhi.kernel import clock
from shanzhi.kernel.jobs import periodic


@periodic("org.forget_codes", "20 19 * * *")
def forget_old_codes(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the planned time
    """Every night at 03:20 in Beijing."""
    forget_codes(at=clock.now())
