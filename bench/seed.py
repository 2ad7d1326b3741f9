"""`python -m bench.seed N`: fill the migrated database of the environment with N cases, in set-based SQL on both cores."""

import os
import re
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg

from bench import seed_sql, words

TABLES = ("casework_case", "casework_clock", "kernel_act", "casework_rating", "casework_tally", "exchange_notice")
HELPERS = "DROP VIEW bench_known; DROP TABLE bench_draft, bench_people, bench_names;"


def main(arguments: list[str]) -> int:
    """Seed and say how long each part took."""
    import django

    os.environ["SHANZHI_AS_OWNER"] = "1"
    django.setup()
    from bench import cast, place

    cases = int(arguments[0])
    cast.make()
    facts = _facts(cases, place.NOW)
    with _superuser() as connection:
        _people(connection)
        connection.execute(seed_sql.FUNCTIONS)
        _timed("draft", lambda: connection.execute(seed_sql.DRAFT, facts))
        connection.execute(seed_sql.KNOWN, facts)
        kept = _drop_indexes(connection)
        _timed("cases", lambda: _halves(seed_sql.CASES, facts, cases))
        _timed("clocks", lambda: connection.execute(seed_sql.CLOCKS, facts))
        _timed("acts", lambda: _halves(seed_sql.ACTS, facts, cases))
        _timed("the rest", lambda: [connection.execute(each, facts) for each in seed_sql.REST])
        connection.execute(HELPERS)
        connection.execute("SELECT setval(pg_get_serial_sequence('casework_case', 'id'), %s)", [cases])
        connection.execute("SELECT setval(pg_get_serial_sequence('org_account', 'id'), 100000)")
        connection.execute("SELECT setval(pg_get_serial_sequence('org_unit', 'id'), 10000)")
        connection.execute("SELECT setval(pg_get_serial_sequence('kernel_seal', 'id'), 1)")
        _timed("indexes", lambda: _both(kept))
        _timed("vacuum", lambda: connection.execute("VACUUM (ANALYZE)"))
        connection.execute("CHECKPOINT")
    return 0


def _facts(cases: int, now: object) -> dict[str, Any]:
    from bench import cast
    from shanzhi.domains.appeals import categories

    leaves = [category.code for category in categories.all_categories().values() if category.parent]
    return {
        "cases": cases, "now": now, "leaves": leaves, "leaf_count": len(leaves), "residents": cast.RESIDENTS,
        "places": words.PLACES, "things": words.THINGS, "faults": words.FAULTS, "whens": words.WHENS,
        "asks": words.ASKS, "results": words.RESULTS, "west": cast.WEST, "south": cast.SOUTH,
    }  # fmt: skip


def _people(connection: psycopg.Connection) -> None:
    """Ciphertexts and blind indexes, made once for each resident and used in all their cases."""
    from bench import cast
    from shanzhi.kernel.crypto import phone_index, ring

    connection.execute("CREATE UNLOGGED TABLE bench_people (n int PRIMARY KEY, box bytea, hash bytea)")
    connection.execute("CREATE UNLOGGED TABLE bench_names (n int PRIMARY KEY, box bytea)")
    phones = [cast.phone(n) for n in range(cast.RESIDENTS)]
    boxes = ring().encrypt_many(phones, "casework.Case.reporter_phone")
    with connection.cursor() as cursor:
        with cursor.copy("COPY bench_people FROM STDIN") as pipe:
            for n, (number, box) in enumerate(zip(phones, boxes, strict=True)):
                pipe.write_row((n, box, phone_index(number)))
        names = ring().encrypt_many([f"{name}某" for name in words.SURNAMES], "casework.Case.reporter_name")
        cursor.executemany("INSERT INTO bench_names VALUES (%s, %s)", list(enumerate(names)))


def _superuser() -> psycopg.Connection:
    """Foreign keys and triggers rest while rows are made that fit by construction."""
    url = re.sub(r"user=\S+", "user=postgres", os.environ["SHANZHI_OWNER_DATABASE_URL"])
    settings = (
        "search_path=shanzhi,shanzhi_q timezone=UTC session_replication_role=replica maintenance_work_mem=512MB "
        "work_mem=256MB synchronous_commit=off"
    )
    return psycopg.connect(
        url,
        autocommit=True,
        cursor_factory=psycopg.ClientCursor,
        options=" ".join(f"-c {each}" for each in settings.split()),
    )


def _drop_indexes(connection: psycopg.Connection) -> list[str]:
    """Drop the plain indexes of the large tables; returns the statements that make them again."""
    found = connection.execute(
        """
        SELECT pg_get_indexdef(i.indexrelid), i.indexrelid::regclass::text FROM pg_index i
        WHERE i.indrelid::regclass::text = ANY(%s)
          AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
        """,
        [list(TABLES)],
    ).fetchall()
    for _, name in found:
        connection.execute(f"DROP INDEX {name}")
    return [definition for definition, _ in found]


def _halves(statement: str, facts: dict[str, Any], cases: int) -> None:
    _together(
        lambda: _run(statement, facts | {"low": 1, "high": cases // 2}),
        lambda: _run(statement, facts | {"low": cases // 2 + 1, "high": cases}),
    )


def _both(statements: list[str]) -> None:
    """Two sessions share the statements."""
    left = list(statements)

    def work() -> None:
        with _superuser() as connection:
            while left:
                connection.execute(left.pop())

    _together(work, work)


def _run(statement: str, facts: dict[str, Any]) -> None:
    with _superuser() as connection:
        connection.execute(statement, facts)


def _together(*jobs: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def guarded(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - raised again below, in the main thread
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _timed(what: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    sys.stdout.write(f"  {what:<10} {time.perf_counter() - start:6.1f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
