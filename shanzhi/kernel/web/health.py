"""`/healthz`: can this process serve, and does the work get done? For the load balancer and the operator."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from shanzhi.kernel import calendar, clock

#: A job that should have started this long ago means that no worker runs.
STUCK_SECONDS = 300


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the shape of a page
    """200 when the database answers and jobs are being taken; 503 otherwise, with what is wrong."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'failed'), "
            "min(coalesce(scheduled_at, e.at)) FILTER (WHERE status = 'todo') "
            "FROM procrastinate_jobs j LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events "
            "WHERE job_id = j.id) e ON true WHERE status IN ('todo', 'failed')"
        )
        waiting, failed, oldest = cursor.fetchone()
    lag = max(0, int((clock.now() - oldest).total_seconds())) if oldest else 0
    well = lag < STUCK_SECONDS
    left = calendar.days_left(clock.now())
    facts = {
        "ok": well, "jobs_waiting": waiting, "jobs_failed": failed, "oldest_job_seconds": lag, "calendar_days_left": left,
        "calendar_ends_soon": left <= calendar.WARN_DAYS,
    }  # fmt: skip
    return JsonResponse(facts, status=200 if well else 503)
