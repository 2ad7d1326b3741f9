"""How long the whole country's areas take to import, against a plain COPY of the same rows into the same table.

    python -m bench.areas_import [FILE…]

Without files: the country's five files in the folder of reference data (SHANZHI_SHARED, or `../shared`). Uses a
database of its own on the embedded server of the checkout, and drops it. Prints seconds, rows per second and ratios.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import psycopg

from shanzhi.embedded.attach import CHECKOUT, data_dir, export
from shanzhi.embedded.cell import Cell
from shanzhi.embedded.places import development_server

NAMES = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv.gz")
T = TypeVar("T")
#: Seconds that the import may take on two cores.
BUDGET = 20.0


def main(arguments: list[str]) -> int:
    """Measure and print; 1 when there are no files or the budget is missed."""
    shared = Path(os.environ.get("SHANZHI_SHARED") or CHECKOUT.parent / "shared") / "data" / "areas"
    files = [Path(name) for name in arguments] or [shared / name for name in NAMES]
    if not all(path.is_file() for path in files):
        sys.stdout.write("全国区划文件不在，跳过\n")
        return 1
    server = development_server(data_dir())
    server.start()
    cell = Cell(server, database="shanzhi_bench_areas")
    try:
        cell.drop()
        cell.ensure()
        export(cell)
        os.environ["DJANGO_SETTINGS_MODULE"] = "shanzhi.settings"
        subprocess.run([sys.executable, "-m", "shanzhi.migrating"], cwd=CHECKOUT, check=True)
        return measure(cell, files)
    finally:
        cell.drop()
        server.stop()


def measure(cell: Cell, files: list[Path]) -> int:
    """Import twice, COPY once, print."""
    import django

    django.setup()
    from django.db import connections

    from shanzhi.engines.territory.public import import_areas

    first, report = timed(lambda: import_areas(files, on=date(2026, 1, 1)))
    second, again = timed(lambda: import_areas(files, on=date(2026, 1, 1)))
    connections.close_all()
    copied = plain_copy(cell)
    sys.stdout.write(
        f"import  {first:6.2f} s  {report.read / first:9,.0f} rows/s  {report.added} added of {report.read} read\n"
        f"rerun   {second:6.2f} s  {again.changed} changed\n"
        f"copy    {copied:6.2f} s  ratio of the import {copied / first:.2f} (1 is COPY's own speed)\n"
        f"budget  {BUDGET:6.2f} s  used {first / BUDGET:.0%}\n"
    )
    return 0 if first <= BUDGET and not again.changed else 1


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds and result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def plain_copy(cell: Cell) -> float:
    """Seconds to COPY the loaded rows into an empty table with the same columns, constraints and indexes."""
    with psycopg.connect(cell.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE areas_copy (LIKE territory_area INCLUDING ALL)")
        with connection.cursor().copy("COPY (SELECT * FROM territory_area ORDER BY code) TO STDOUT") as source:
            blocks = [bytes(block) for block in source]
        start = time.perf_counter()
        with connection.cursor().copy("COPY areas_copy FROM STDIN") as target:
            for at in range(0, len(blocks), 4000):
                target.write(b"".join(blocks[at : at + 4000]))
        return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
