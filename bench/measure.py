"""Times, statements, and the limit beside each: what a thing's own SQL takes, alone, in the same minute."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import ClientCursor

Statement = tuple[str, Any]


@dataclass(slots=True)
class Figure:
    """One line of the table. Times in milliseconds; `ratio` against the limit named by `against`; `budget` in words.

    `cpu`: milliseconds of processor that one round takes, ours and the database's together: what p50 comes to on an
    idle machine, whatever else runs on this one.
    """

    group: str
    name: str
    p50: float
    p95: float
    statements: int = 0
    ratio: float | None = None
    against: str = ""
    rate: float | None = None
    budget: str = ""
    met: bool | None = None
    cpu: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}


def percentile(seconds: Sequence[float], share: float) -> float:
    """In milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def processor() -> float:
    """Seconds of processor that this process and its database session have used so far."""
    connection.ensure_connection()
    try:
        session = int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        session = 0.0
    return time.process_time() + session


def times(work: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of each round."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def count(work: Callable[[], object]) -> int:
    """Statements as Django counts them, BEGIN and COMMIT among them."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """The statements that run meanwhile, with their parameters."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's own
        if not many:
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def alone(statements: Sequence[Statement]) -> Callable[[], None]:
    """Run these statements through psycopg, one after another, and fetch what they find."""

    def work() -> None:
        connection.ensure_connection()
        cursor = ClientCursor(connection.connection)
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()

    return work


def against(work: Callable[[], object], limit: Callable[[], object], rounds: int) -> tuple[list[float], float, float]:
    """Seconds of `work`, how many times the limit it takes, and milliseconds of processor of one round.

    Measured turn by turn, so that both feel the same load.
    """
    mine: list[float] = []
    theirs: list[float] = []
    used: list[float] = []
    for _ in range(rounds):
        before = processor()
        mine += times(work, 1)
        used.append(processor() - before)
        theirs += times(limit, 1)
    return mine, statistics.median(mine) / statistics.median(theirs), 1000 * statistics.median(used)
