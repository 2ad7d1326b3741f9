"""Where the benchmark lives: a server of its own beside the development one, a database for each size, kept between runs."""

import hashlib
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from shanzhi.embedded import account, binaries
from shanzhi.embedded.attach import CHECKOUT, data_dir, export
from shanzhi.embedded.cell import Cell
from shanzhi.embedded.places import DEVELOPMENT, home_for
from shanzhi.embedded.server import SUPERUSER, Server

#: The moment at which everything is measured: a Tuesday morning in working hours.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_MARK = "bench_seed"


def server() -> Server:
    """A server with the settings of production (fsync and all), whose load nobody else's work disturbs."""
    runs_as = account.for_server()
    home = home_for(data_dir(), runs_as)
    return Server(
        data=home / "pg-bench", programs=lambda: binaries.reachable(runs_as, home.parent), settings=DEVELOPMENT,
        account=runs_as,
    )  # fmt: skip


def key() -> str:
    """Changes when the tables or the seeding do."""
    digest = hashlib.sha256()
    ours = [Path(__file__).with_name(name) for name in ("seed.py", "seed_sql.py", "words.py", "cast.py")]
    for file in (*sorted((CHECKOUT / "shanzhi").rglob("migrations/*.py")), *ours):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def ready(running: Server, cases: int, *, fresh: bool = False) -> Cell:
    """The cell with that many cases, seeded if it is not there yet; this process's environment points at it."""
    cell = Cell(running, database=f"shanzhi_bench_{cases}")
    export(cell)
    os.environ["DJANGO_SETTINGS_MODULE"] = "shanzhi.settings"
    os.environ["SHANZHI_MODE"] = "test"
    if fresh or _seeded(cell) != key():
        cell.drop()
        cell.ensure()
        environment = os.environ | {"SHANZHI_ROOT": "421202000000"}
        subprocess.run([sys.executable, "-m", "shanzhi.migrating"], cwd=CHECKOUT, env=environment, check=True)
        subprocess.run([sys.executable, "-m", "bench.seed", str(cases)], cwd=CHECKOUT, check=True)
        with running.connect(cell.database) as connection:
            connection.execute(f"CREATE TABLE public.{_MARK} AS SELECT %s::text AS key", [key()])
    return cell


def superuser(cell: Cell) -> psycopg.Connection:
    """A connection that may do everything, in autocommit, with the cell's search path."""
    path = f"-c search_path={cell.name},{cell.name}_q -c timezone=UTC"
    return psycopg.connect(cell.server.url(SUPERUSER, cell.database), autocommit=True, options=path)


def _seeded(cell: Cell) -> str:
    with cell.server.connect() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [cell.database]).fetchone() is None:
            return ""
    with cell.server.connect(cell.database) as connection:
        if connection.execute(f"SELECT to_regclass('public.{_MARK}')").fetchone() == (None,):
            return ""
        row = connection.execute(f"SELECT key FROM public.{_MARK}").fetchone()
        return str(row[0]) if row else ""


def stand_still() -> None:
    """Pages of this process take the moment of the benchmark for now."""
    from shanzhi.kernel import clock

    clock.now = lambda: NOW
