"""Taking reports: through the product, against raw SQL that inserts the same rows, each report in one transaction."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count as counter
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.json import Jsonb

from bench import api, cast, place, words
from bench.clerk import together
from bench.measure import Figure, count, percentile, processor, times
from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.org.public import Account, actor_for_session
from shanzhi.engines.territory.public import locate
from shanzhi.kernel.actor import Actor

RATIO, P95, RATE = 0.35, 25.0, 100.0
MOST_STATEMENTS, BATCH = 12, 40
_serial = counter(1)
_LATEST = "SELECT id FROM casework_tally ORDER BY id DESC LIMIT 2"
_JOB = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, priority, status) "
    "VALUES ('default', 'bench.nothing', %s, 0, 'todo')"
)
#: Stand for the ids that the fresh rows get.
_CASE, _ACT = object(), object()


def facts(rng: random.Random) -> dict[str, Any]:
    """What somebody tells: words, a point, a telephone. Drawn like the seeded cases."""
    c = int(400 * rng.random() ** 2)
    west, south, _, _ = cast.square(c)
    spot = f"{rng.choice(words.PLACES)}{rng.randrange(1, 31)}栋"
    title = f"{spot}{rng.choice(words.THINGS)}{rng.choice(words.FAULTS)}"
    return {
        "nature": rng.choice(["help", "complaint", "consult"]), "title": title, "place_text": spot,
        "body": f"{rng.choice(words.WHENS)}，{title}，{rng.choice(words.ASKS)}", "channel": "phone",
        "lon": west + rng.random() * cast.STEP, "lat": south + rng.random() * cast.STEP, "name": "陈某",
        "phone": cast.phone(rng.randrange(cast.RESIDENTS)), "resident": 10_001 + rng.randrange(cast.RESIDENTS),
    }  # fmt: skip


def by_verb(actor: Actor, told: dict[str, Any]) -> Case:
    """Locate the point and take the report, at the engine's door."""
    where = locate(told["lon"], told["lat"])
    told = {name: value for name, value in told.items() if name != "resident"} | {"reporter_id": told["resident"]}
    new = actions.NewCase(kind="appeal", territory_code=where.code, **told)
    return actions.report(new, by=actor, at=place.NOW + timedelta(milliseconds=next(_serial)))


def entry() -> tuple[str, Callable[[dict[str, Any]], str]]:
    """The way in for programs: its name, and a function from facts to the number of the case."""
    return "POST /api/v1/cases", api.door()


def verb() -> Callable[[dict[str, Any]], str]:
    """The engine's verb beneath it, as the counter's desk calls it for a resident with an account."""
    actor = actor_for_session(Account.objects.get(username="bench-county").pk, at=place.NOW)
    return lambda told: by_verb(actor, told).number


def figures(rounds: int) -> Iterator[Figure]:
    """The API and the verb beneath it, each against raw SQL turn by turn in batches; then two processes together."""
    name, take = entry()
    yield _one(f"{name}, one process", take, rounds, RATIO)
    yield _one("report and locate beneath it", verb(), rounds, RATIO)
    yield _together(name, rounds * BATCH)


def _one(name: str, take: Callable[[dict[str, Any]], str], rounds: int, limit: float) -> Figure:
    rng = random.Random(os.getpid())
    for _ in range(20):
        take(facts(rng))
    statements = count(lambda: take(facts(rng)))
    taken: list[float] = []
    ratios: list[float] = []
    used: list[float] = []
    with psycopg.connect(os.environ["SHANZHI_DATABASE_URL"], autocommit=True, options=_path()) as raw:
        for _ in range(rounds):
            made: list[str] = []
            told = [facts(rng) for _ in range(BATCH)]
            before = processor()
            mine = times(lambda made=made, told=told: made.append(take(told.pop())), BATCH)  # type: ignore[misc]
            used.append((processor() - before) / BATCH)
            copies = [Rows.of(number) for number in made]
            theirs = []
            for rows in copies:
                start = time.perf_counter()
                rows.insert(raw)
                theirs.append(time.perf_counter() - start)
            ratios.append(sum(theirs) / sum(mine))
            taken += mine
    ratio, p95 = statistics.median(ratios), percentile(taken, 0.95)
    return Figure(
        "intake", name, percentile(taken, 0.5), p95, statements, ratio, "raw SQL of the same rows",
        rate=len(taken) / sum(taken), budget=f"≥ {limit} of its throughput, ≤ 12 statements",
        met=ratio >= limit and statements <= MOST_STATEMENTS, cpu=1000 * statistics.median(used),
    )  # fmt: skip


def _together(name: str, each: int) -> Figure:
    taken, rate = together("reports", each)
    p95 = percentile(taken, 0.95)
    return Figure(
        "intake", f"{name}, two processes", percentile(taken, 0.5), p95, rate=rate,
        budget=f"p95 ≤ {P95:.0f} ms, ≥ {RATE:.0f}/s", met=p95 <= P95 and rate >= RATE,
    )  # fmt: skip


def _path() -> str:
    return "-c search_path=shanzhi,shanzhi_q -c timezone=UTC"


class Rows:
    """Every row that one report wrote, ready to be written again as another report."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, list[Any]]] = []

    @classmethod
    def of(cls, number: str) -> "Rows":
        """Read them back."""
        rows = cls()
        with connection.cursor() as cursor:
            case = _read(
                cursor, "casework_case", "number = %s", [number], drop=("street_code", "community_code", "search")
            )[0]
            case_id = case["id"]
            acts = _read(cursor, "kernel_act", "object_type = 'casework.case' AND object_id = %s", [case_id])
            act_id = acts[0]["id"]
            told = {
                "casework_clock": _read(cursor, "casework_clock", "case_id = %s", [case_id]),
                "kernel_act": acts,
                "exchange_notice": _read(cursor, "exchange_notice", "act_id = %s", [act_id]),
                "exchange_message": _read(cursor, "exchange_message", "key = %s", [f"act:{act_id}"]),
                "casework_tally": _read(cursor, "casework_tally", f"id IN ({_LATEST})", []),
            }
            jobs = bool(told["exchange_message"])  # a message is queued with its job
        rows.steps.append(_number(case))
        again = {"number": f"{number}c", "source_key": case["source_key"] and f"{case['source_key']}c"}
        rows.steps.append(_insert("casework_case", [case | again]))
        links: dict[str, dict[str, Any]] = {
            "casework_clock": {"case_id": _CASE}, "kernel_act": {"object_id": _CASE}, "exchange_notice": {"act_id": _ACT},
            "exchange_message": {"key": f"{act_id}:again"},
        }  # fmt: skip
        for table, found in told.items():
            if found:
                extra = links.get(table, {})
                rows.steps.append(_insert(table, [row | extra for row in found]))
        if jobs:
            rows.steps.append((_JOB, [Jsonb({"message_id": 1})]))
        return rows

    def insert(self, raw: psycopg.Connection) -> None:
        """One transaction, one statement a table."""
        ids: dict[object, int] = {}
        with raw.transaction():
            for statement, params in self.steps:
                filled = [ids[each] if each is _CASE or each is _ACT else each for each in params]
                found = raw.execute(statement, filled)
                if " casework_case " in statement or " kernel_act " in statement:
                    row = found.fetchone()
                    assert row is not None
                    ids[_CASE if " casework_case " in statement else _ACT] = row[0]


def _read(cursor: Any, table: str, where: str, params: list[Any], drop: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    cursor.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY id", params)
    names = [column.name for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{name: value for name, value in row.items() if name not in drop} for row in rows]


def _insert(table: str, rows: list[dict[str, Any]]) -> tuple[str, list[Any]]:
    names = [name for name in rows[0] if name != "id"]
    line = "(" + ", ".join(["%s"] * len(names)) + ")"
    values = [Jsonb(row[name]) if isinstance(row[name], dict) else row[name] for row in rows for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([line] * len(rows))} RETURNING id", values


def _number(case: dict[str, Any]) -> tuple[str, list[Any]]:
    text = (
        'INSERT INTO casework_casenumber AS n (community_code, "on", last) VALUES (%s, %s, 1) '
        'ON CONFLICT (community_code, "on") DO UPDATE SET last = n.last + 1 RETURNING last'
    )
    return text, [case["territory_code"][:12], place.NOW.date()]
