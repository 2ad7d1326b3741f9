"""Loading areas in bulk: COPY into a staging table, checks and merge in SQL, one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from shanzhi.engines.territory import names, sql_areas
from shanzhi.engines.territory.csv_areas import Progress, copy_blocks
from shanzhi.kernel.refused import Refused

#: How many faults are listed; the count is of all.
LISTED = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that may not enter. `line` counts from 1 with the heading, as editors do."""

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.message}（{self.code or '空'}）"


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, in rows."""

    read: int
    added: int
    renamed: int
    completed: int
    unchanged: int
    folded: int
    ended: int
    notes: list[str] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """Rows of the table that are not as they were."""
        return self.added + self.renamed + self.completed


class AreasRefused(Refused):
    """The files have faults; nothing was loaded. `faults` lists the first, `total` counts all."""

    code = "areas_refused"
    english = "The files have faults; nothing was loaded"

    def __init__(self, faults: list[Fault], total: int) -> None:
        self.faults, self.total = faults, total
        super().__init__(f"有 {total} 处问题，一行也没有导入，请改好再来", f"{total} faults; nothing was loaded")


def import_areas(files: Sequence[Path], *, on: date, dry_run: bool = False, progress: Progress | None = None) -> Report:
    """Load areas from files; AreasRefused (all faults with file and line) or FileUnreadable, and nothing is loaded.

    Running it again changes nothing. A known code with another name is a rename on the day `on`, kept in
    `Succession`. An area that has ended stays ended. `dry_run` checks and counts, then takes everything back.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql_areas.MEMORY)
        cursor.execute(sql_areas.STAGE)
        read = _stage(cursor, files, progress or (lambda _: None))
        for statement in sql_areas.PREPARE:
            cursor.execute(statement)
        _refuse_faults(cursor, [path.name for path in files])
        report = _merge(cursor, read, on)
        cursor.execute("DROP TABLE areas_staging, areas_repeated, areas_changes")
        if dry_run:
            transaction.set_rollback(True)
    if report.changed > 1000 and not dry_run:
        _analyze()
    names.forget()
    return report


def _stage(cursor: Any, files: Sequence[Path], progress: Callable[[int], None]) -> int:
    with cursor.cursor.copy(sql_areas.COPY) as copy:
        for number, path in enumerate(files):
            for block in copy_blocks(path, number, progress):
                copy.write(block)
    return int(cursor.rowcount)


def _refuse_faults(cursor: Any, files: list[str]) -> None:
    cursor.execute(sql_areas.FAULTS, [LISTED])
    rows = cursor.fetchall()
    if rows:
        raise AreasRefused([Fault(files[f], line, code, message) for f, line, code, message, _ in rows], rows[0][4])


def _merge(cursor: Any, read: int, on: date) -> Report:
    cursor.execute(sql_areas.CHANGES, {})
    counts = []
    for statement in (sql_areas.RENAMES, sql_areas.UPDATE, sql_areas.ADD):
        cursor.execute(statement, {"on": on})
        counts.append(cursor.rowcount)
    renamed, updated, added = counts
    cursor.execute(sql_areas.COUNTS)
    folded, places, ended = cursor.fetchone()
    notes = []
    if folded:
        notes.append(f"{folded} 行是同一个地方在几级里各列一次（直筒子市、空级），按最高一级记一次")
    if ended:
        notes.append(f"{ended} 个代码已经停用，保持停用")
    unchanged = places - added - updated - ended
    return Report(read, added, renamed, updated - renamed, unchanged, folded, ended, notes)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE territory_area")
