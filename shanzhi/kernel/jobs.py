"""Jobs, in PostgreSQL, enqueued in the transaction that needs them. A job fetches by id and calls one action."""

from collections.abc import Callable
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from shanzhi.kernel import acts, buckets, clock, files

#: Five tries over about half an hour, then the job stays as failed, in sight.
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=5)


def job(name: str, *, queue: str = "default") -> Callable[[Callable[..., Any]], Task[..., Any, Any]]:
    """Declare a job; `name` is stable, whatever the function's module."""
    return app.task(name=name, queue=queue, retry=_RETRY)


def periodic(name: str, cron: str) -> Callable[[Callable[..., Any]], Any]:
    """Declare a job that runs on a cron line (five fields, UTC); its first argument is the Unix timestamp."""

    def declare(function: Callable[..., Any]) -> Any:
        return app.periodic(cron=cron)(app.task(name=name, queue="clock", pass_context=False)(function))

    return declare


def defer_each(task: Task[..., Any, Any], argument: str, rows: str) -> tuple[str, list[Any]]:
    """A query, and its values, that enqueues `task` for each of `rows`, a relation of the same statement.

    The job's only argument is the row's id. The query returns it and the ids of the jobs.
    """
    text = (
        "SELECT r.id, procrastinate_defer_jobs_v1(ARRAY[ROW(%s, %s, %s, NULL, NULL, jsonb_build_object(%s::text, r.id), "  # noqa: S608
        f"NULL)::procrastinate_job_to_defer_v1]) FROM {rows} r"
    )
    return text, [task.queue, task.name, task.priority, argument]


@periodic("kernel.seal_acts", "* * * * *")
def seal_acts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the moment it was due
    """Each minute, seal what was recorded."""
    while acts.seal_pending(at=clock.now()) is not None:
        pass


@periodic("kernel.sweep", "17 * * * *")
def sweep(timestamp: int) -> None:  # noqa: ARG001
    """Each hour, drop what nobody needs any more: uploads that nothing claimed, full buckets."""
    at = clock.now()
    while files.sweep(at=at):
        pass
    buckets.sweep(at=at)
