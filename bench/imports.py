"""Cases with their history, as importers write them, against COPY of the same rows into the same tables."""

import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count as counter

from django.db import connection, transaction
from psycopg import sql

from bench import cast, intake, place
from bench.measure import Figure, count
from shanzhi.engines.casework.actions.bulk import History, Told, load
from shanzhi.engines.casework.public import actions
from shanzhi.engines.org.public import ROLES
from shanzhi.kernel.actor import Actor, Grant

RATIO, RATE = 0.1, 2_000.0
BATCH = 2_000
_TABLES = {"casework_case": "id", "casework_clock": "case_id", "kernel_act": "object_id"}
_keys = counter(1)


def figures(rounds: int) -> Iterator[Figure]:
    """Batches of closed cases: report, and the older system's end."""
    rng = random.Random(11)
    taken: list[float] = []
    ratios: list[float] = []
    load(_histories(rng, 50))
    for _ in range(max(3, rounds // 3)):
        histories = _histories(rng, BATCH)
        start = time.perf_counter()
        made = load(histories)
        taken.append(time.perf_counter() - start)
        ratios.append(_copy([case.pk for case in made]) / taken[-1])
    statements = count(lambda: load(_histories(rng, BATCH)))
    rate, ratio = BATCH / statistics.median(taken), statistics.median(ratios)
    yield Figure(
        "imports", f"{BATCH} cases with history", 1000 * statistics.median(taken), 1000 * max(taken), statements, ratio,
        "COPY of the same rows", rate, f"≥ {RATIO} of COPY, ≥ {RATE:.0f}/s", ratio >= RATIO and rate >= RATE,
    )  # fmt: skip


def _histories(rng: random.Random, many: int) -> list[History]:
    by = Actor(1, "导入", (Grant(ROLES["county_dispatcher"], "421299", unit_id=50, seat_id=1),), channel="import")
    found = []
    for _ in range(many):
        told = intake.facts(rng)
        at = place.NOW - timedelta(minutes=rng.randrange(1_000, 1_000_000))
        west, south = round((told["lon"] - cast.WEST) // cast.STEP), round((told["lat"] - cast.SOUTH) // cast.STEP)
        told |= {"territory_code": cast.community(south * cast.EACH + west), "channel": "import"}
        told.pop("resident")
        key = f"{time.time_ns()}-{next(_keys)}"
        new = actions.NewCase(kind="appeal", category_code="0101", source="bench", source_key=key, **told)
        found.append(History(new, at, by, [Told("archive", at + timedelta(days=1), by, "原系统已办结")]))
    return found


def _copy(ids: list[int]) -> float:
    """Seconds that COPY takes for the rows of these cases, in a transaction that is then undone.

    The rows are moved to fresh ids and keys; the text is made ready before, as a file would be.
    """
    case_names = _columns("casework_case")
    with transaction.atomic(), connection.cursor() as cursor:
        blocks = []
        for table, link in _TABLES.items():
            names = _columns(table)
            fresh = {"id": "nextval(pg_get_serial_sequence(%s, 'id'))", link: f"{link} + 500000000"}
            fresh |= {"number": "number || 'c'", "source_key": "source_key || 'c'"} if names == case_names else {}
            wanted = ", ".join(fresh.get(name, f'"{name}"') for name in names)
            where = " AND object_type = 'casework.case'" if table == "kernel_act" else ""
            text = f"COPY (SELECT {wanted} FROM {table} WHERE {link} = ANY('{{{','.join(map(str, ids))}}}'){where}) TO STDOUT"
            with cursor.copy(text.replace("%s", f"'{table}'")) as pipe:
                blocks.append((table, names, b"".join(bytes(block) for block in pipe)))
        start = time.perf_counter()
        for table, names, block in blocks:
            columns = sql.SQL(", ").join(map(sql.Identifier, names))
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)) as pipe:
                pipe.write(block)
        taken = time.perf_counter() - start
        transaction.set_rollback(True)
    return taken


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = '' "
            "AND NOT attisdropped ORDER BY attnum",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]
