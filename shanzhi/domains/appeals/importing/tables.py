"""Reading a table row by row, in bounded memory: CSV, plain or gzip, in UTF-8, UTF-16 or GB 18030."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

from shanzhi.kernel.refused import Refused

#: A cell longer than this is a quote that was never closed, not a text.
MOST_IN_A_CELL = 200_000
_CHUNK = 1 << 20
_CANDIDATES = ("utf-8-sig", "gb18030")


class TableUnreadable(Refused):
    """The file is not a table that can be read."""

    code: ClassVar[str] = "table_unreadable"
    english = "The file cannot be read as a table"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `line` is the physical line it begins on, `cells` as they stand."""

    line: int
    cells: list[str]


@dataclass(slots=True)
class Table:
    """An open table. `position()` is how far it has been read, in bytes on disk."""

    header: list[str]
    rows: Iterator[Row]
    raw: IO[bytes]

    def position(self) -> int:
        """Bytes of the file consumed."""
        return self.raw.tell()


def size_of(path: Path) -> int:
    """Bytes on disk. Raises TableUnreadable when there is no such file."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise TableUnreadable(f"打不开 {path}：{error.strerror or '请检查路径'}", f"cannot open {path}") from error


@contextmanager
def opened(path: Path, encoding: str = "") -> Iterator[Table]:
    """Open a table and read its heading. Raises TableUnreadable, also later, while rows are read."""
    size_of(path)
    encoding = encoding or _encoding(path)
    csv.field_size_limit(MOST_IN_A_CELL)
    with path.open("rb") as raw, _plain(raw) as plain:
        stream = io.TextIOWrapper(plain, encoding=encoding, errors="surrogateescape", newline="")
        reader = csv.reader(stream)
        header = _heading(reader, path)
        yield Table(header, _rows(reader, path), raw)


def _plain(raw: IO[bytes]) -> IO[bytes]:
    head = raw.read(4)
    raw.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TableUnreadable(
            "这是 Excel 工作簿，请在 Excel 里另存为“CSV UTF-8”再导入", "an Excel workbook; save it as CSV"
        )
    return raw


def _encoding(path: Path) -> str:
    """The first candidate in which the whole file is text; one pass, nothing kept."""
    with path.open("rb") as raw, _plain(raw) as plain:
        head = plain.read(2)
        if head in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return "utf-16"
        readers = {name: codecs.getincrementaldecoder(name)() for name in _CANDIDATES}
        chunk = head
        try:
            while chunk:
                _sift(readers, chunk)
                chunk = plain.read(_CHUNK)
        except (OSError, EOFError, zlib.error) as error:
            raise TableUnreadable(f"{path.name} 读到一半读不下去，压缩包可能不完整", f"{path.name}: {error}") from error
        _sift(readers, b"", final=True)
    # In none of them: read as UTF-8, and the rows with the bad places are rejected one by one.
    return next(iter(readers), _CANDIDATES[0])


def _sift(readers: dict[str, codecs.IncrementalDecoder], chunk: bytes, *, final: bool = False) -> None:
    for name in list(readers):
        try:
            readers[name].decode(chunk, final)
        except UnicodeDecodeError:
            del readers[name]


def _heading(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except (csv.Error, OSError, EOFError, zlib.error, UnicodeError) as error:
        raise TableUnreadable(f"{path.name} 的表头读不出来", f"{path.name}: {error}") from error
    if not any(header):
        raise TableUnreadable(f"{path.name} 是空的，第一行应是列名", f"{path.name}: no heading")
    twice = next((name for name in header if name and header.count(name) > 1), "")
    if twice:
        raise TableUnreadable(f"{path.name} 里有两列都叫 {twice}，请改名后再导入", f"{path.name}: two columns {twice}")
    return header


def _rows(reader: "csv._reader", path: Path) -> Iterator[Row]:  # type: ignore[name-defined]
    line = reader.line_num
    try:
        for cells in reader:
            if any(cells):
                yield Row(line + 1, cells)
            line = reader.line_num
    except csv.Error as error:
        words = f"{path.name} 第 {line + 1} 行起不是合格的 CSV，多半是少了一个引号，请改好再导入；之前的行已经处理"
        raise TableUnreadable(words, f"{path.name} line {line + 1}: {error}") from error
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        words = f"{path.name} 读到第 {line + 1} 行读不下去，文件可能不完整；之前的行已经处理"
        raise TableUnreadable(words, f"{path.name} line {line + 1}: {error}") from error
