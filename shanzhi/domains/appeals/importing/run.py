"""The import itself: batches through COPY, each committed whole; run again, it adds only what is not there yet."""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar

from django.db import DataError, IntegrityError

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.importing.histories import CHANNELS, KIND, RowRefused, Translator
from shanzhi.domains.appeals.importing.places import Places
from shanzhi.domains.appeals.importing.tables import Row, Table, opened
from shanzhi.domains.appeals.importing.units import Opener, Proposal, Units
from shanzhi.domains.appeals.mapping import Mapped, Mapping
from shanzhi.engines.casework.public import bulk, kinds
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import Refused

BATCH = 2_000
_KEY = 80
_WORDS = {"category": "类别", "nature": "性质", "channel": "来源", "step": "步骤", "in_time": "是否按时"}


class ImportRefused(Refused):
    """The import cannot begin: the area is unknown, or the mapping does not fit the file or the product."""

    code: ClassVar[str] = "import_refused"
    english = "The import cannot begin"


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a line of the file did not become a case."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Report:
    """What the import did. `read` = `added` + `known` + `rejected`, always."""

    read: int = 0
    added: int = 0
    known: int = 0
    rejected: int = 0
    vague: int = 0
    opened_units: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


class Rejects(AbstractContextManager["Rejects"]):
    """The rejects file: made when the first row is rejected; what an earlier run left there is taken away."""

    def __init__(self, path: Path | None) -> None:
        self.path, self._file, self._writer = path, None, None
        if path is not None:
            path.unlink(missing_ok=True)

    _file: IO[str] | None
    _writer: Any

    def write(self, reject: Reject) -> None:
        """One line."""
        if self.path is None:
            return
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="", errors="replace")
            self._writer = csv.writer(self._file)
            self._writer.writerow(["行号", "列", "值", "原因"])
        self._writer.writerow([reject.line, reject.column, reject.value[:500], reject.reason])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what was opened."""
        if self._file is not None:
            self._file.close()


@dataclass(slots=True)
class Import:
    """One import of one file. `progress` receives bytes consumed. `dry_run` checks every row and writes no case."""

    path: Path
    mapping: Mapping
    area: str
    by: Actor
    at: datetime
    rejects: Path | None = None
    dry_run: bool = False
    opener: Opener | None = None
    progress: Callable[[int], None] = lambda _bytes: None
    report: Report = field(default_factory=Report)
    _seen: set[int] = field(default_factory=set)
    _repeats: Counter[int] = field(default_factory=Counter)

    def run(self) -> Report:
        """Raises ImportRefused, NotAllowed, TableUnreadable; batches that were committed before that stay."""
        self.by.require("case.import", code=self.area)
        places = Places.under(self.area)
        if not places.codes:
            raise ImportRefused(f"没有区划 {self.area}，请先 shanzhi areas import", f"unknown area {self.area}")
        faults = list(self._unfit(places))
        if faults:
            raise ImportRefused(f"对照表用不了：{'；'.join(faults)}", "the mapping does not fit")
        units = Units.under(places, None if self.dry_run else self.opener)
        translator = Translator(self.mapping, places, units, self.by, self.at)
        with opened(self.path, self.mapping.encoding) as table, Rejects(self.rejects) as rejects:
            self._check_heading(table)
            self._batches(table, translator, rejects)
        self.report.vague = translator.vague
        self.report.opened_units = units.opened
        self.report.proposals = units.proposals() + list(_words_unknown(translator))
        return self.report

    def _batches(self, table: Table, translator: Translator, rejects: Rejects) -> None:
        done = 0
        while batch := list(islice(table.rows, BATCH)):
            self._batch(batch, table.header, translator, rejects)
            here = table.position()
            self.progress(here - done)
            done = here

    # ---- one batch -----------------------------------------------------------------------------------------------

    def _batch(self, rows: Sequence[Row], header: list[str], translator: Translator, rejects: Rejects) -> None:
        self.report.read += len(rows)
        keyed: list[tuple[Row, dict[str, str], Mapped, str]] = []
        for row in rows:
            try:
                keyed.append((row, *self._keyed(row, header)))
            except RowRefused as refused:
                self._reject(row, refused, rejects)
        known = bulk.known_keys(self.mapping.source, [key for *_, key in keyed])
        self.report.known += sum(key in known for *_, key in keyed)
        told: list[tuple[Row, bulk.History]] = []
        for row, cells, mapped, key in keyed:
            if key not in known:
                try:
                    told.append((row, translator.history(cells, mapped, key)))
                except RowRefused as refused:
                    self._reject(row, refused, rejects)
        self.report.added += len(told) if self.dry_run else self._load(told, rejects)

    def _keyed(self, row: Row, header: list[str]) -> tuple[dict[str, str], Mapped, str]:
        if len(row.cells) > len(header):
            raise RowRefused("", "", f"这一行有 {len(row.cells)} 格，表头只有 {len(header)} 列")
        cells = dict(zip(header, row.cells, strict=False))
        if any("\ud800" <= mark <= "\udfff" for mark in "".join(row.cells) if mark > "\ud7ff"):
            bad = next(name for name, cell in cells.items() if any("\ud800" <= mark <= "\udfff" for mark in cell))
            raise RowRefused(bad, "", "有认不出的字，请检查文件的编码")
        mapped = self.mapping.read(cells)
        key = self._key_of(row, mapped)
        if self.mapping.key and key:
            mark = _mark(key)
            if mark in self._seen:
                raise RowRefused("、".join(self.mapping.key), key, "编号和前面的行重复")
            self._seen.add(mark)
        return cells, mapped, key

    def _key_of(self, row: Row, mapped: Mapped) -> str:
        if self.mapping.key:
            key = mapped.key
            return key if len(key) <= _KEY else "sha256:" + hashlib.sha256(key.encode()).hexdigest()
        words = "\x1f".join(cell.strip() for cell in row.cells).rstrip("\x1f")
        mark = _mark(words)
        if mark in self._seen:
            self._repeats[mark] += 1
        self._seen.add(mark)
        return f"{hashlib.sha256(words.encode()).hexdigest()[:40]}-{self._repeats[mark] + 1}"

    def _load(self, told: Sequence[tuple[Row, bulk.History]], rejects: Rejects) -> int:
        """Write; where the database refuses one, the halves are tried, so that the others are not held up."""
        if not told:
            return 0
        try:
            return len(bulk.load([history for _, history in told]))
        except (Refused, DataError, IntegrityError) as error:
            if len(told) > 1:
                half = len(told) // 2
                return self._load(told[:half], rejects) + self._load(told[half:], rejects)
            words = error.message if isinstance(error, Refused) else "数据库不接受这一行"
            if isinstance(error, IntegrityError) and "case_source_once" in str(error):
                self.report.known += 1  # another import was faster
            else:
                self._reject(told[0][0], RowRefused("", "", words), rejects)
            return 0

    def _reject(self, row: Row, refused: RowRefused, rejects: Rejects) -> None:
        self.report.rejected += 1
        self.report.reasons[refused.reason.split("：")[0]] += 1
        rejects.write(Reject(row.line, refused.column, refused.value, refused.reason))

    # ---- before it begins ----------------------------------------------------------------------------------------

    def _check_heading(self, table: Table) -> None:
        if lacking := self.mapping.lacking(table.header):
            raise ImportRefused(f"{self.path.name} 缺少对照表里的列：{'、'.join(lacking)}", "columns are missing")

    def _unfit(self, places: Places) -> Iterator[str]:
        """What of the mapping the product does not know."""
        kind = kinds.of(KIND)
        process = kind.process
        ends = {name for name, step in process.steps.items() if step.is_end}
        allowed: dict[str, Iterable[str]] = {
            "nature": kind.natures,
            "channel": CHANNELS,
            "step": {process.first, "returning", *process.taken_over, *ends},
            "category": categories.all_categories(),
        }
        for target, known in allowed.items():
            if rule := self.mapping.fields.get(target):
                used = {*(rule.values or {}).values(), rule.default} - {""}
                yield from (f"fields.{target} 里没有 {word} 这个值" for word in sorted(used - set(known)))
        spare = self.mapping.fields.get("territory_code")
        if spare and spare.default and not places.holds(spare.default):
            yield f"fields.territory_code 的 default {spare.default} 不在导入的地区里"
        if "reported_at" not in self.mapping.fields:
            yield "缺少 fields.reported_at"


def _mark(text: str) -> int:
    """64 bits that stand for a text, to remember a million of them cheaply."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def _words_unknown(translator: Translator) -> Iterator[Proposal]:
    names = {category.name: code for code, category in categories.all_categories().items()}
    for target, words in translator.unknown.items():
        for word, count in words.most_common():
            suggested = names.get(word, "") if target == "category" else ""
            yield Proposal(_WORDS.get(target, target), word, count, suggested)
