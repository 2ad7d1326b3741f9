"""Reading files of areas: any of the published shapes, recognised by the heading, gzip by content.

Shapes: five levels in one file (`level,code,name,parent_code[,village_kind_from_code]`, 12-digit codes), or one file
for each level with short codes and the codes of the levels above (`code,name[,provinceCode][,cityCode][,areaCode]
[,streetCode]`). Columns may stand in any order and others are ignored.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shanzhi.kernel.refused import Refused

_PARENTS = ("streetcode", "areacode", "citycode", "provincecode")
_BATCH = 4_000

Progress = Callable[[int], None]


class FileUnreadable(Refused):
    """A file that is not a table of areas."""

    code = "areas_file_unreadable"
    english = "Not a table of areas"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each fact stands in a row; -1 when the file does not have it."""

    code: int
    name: int
    level: int = -1
    parent: int = -1
    village_kind: int = -1
    above: tuple[int, ...] = (-1, -1, -1, -1)


def size_of(path: Path) -> int:
    """Bytes on disk, for a progress bar; FileUnreadable when there is no such file."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise FileUnreadable(f"打不开 {path}，请检查路径", f"Cannot open {path}") from error


def columns_of(heading: list[str], *, file: str) -> Columns:
    """Recognise the heading; FileUnreadable names what is missing."""
    names = [name.strip().lower() for name in heading]
    if "code" not in names or "name" not in names:
        raise FileUnreadable(
            f"{file} 第 1 行：表头里要有 code 和 name 两列，现在是 {'、'.join(heading)[:80]}",
            f"{file}: the heading needs the columns code and name",
        )

    def find(name: str) -> int:
        return names.index(name) if name in names else -1

    return Columns(
        find("code"),
        find("name"),
        find("level"),
        find("parent_code"),
        find("village_kind_from_code"),
        tuple(find(name) for name in _PARENTS),
    )


def copy_blocks(path: Path, number: int, progress: Progress) -> Iterator[str]:
    """Blocks of COPY text for the staging table, (file, line, code, name, level, parent, village_kind, four above).

    `progress` receives the bytes consumed since its last call. Values are passed on as they stand, without judging:
    the checks are made by the database over the whole set.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        plain = gzip.GzipFile(fileobj=raw) if packed else raw
        stream = io.TextIOWrapper(plain, encoding="utf-8-sig", newline="")
        try:
            yield from _blocks(stream, path.name, number, raw.tell, progress)
        except UnicodeDecodeError as error:
            raise FileUnreadable(
                f"{path.name} 不是 UTF-8 编码，请另存为 UTF-8 再导入", f"{path.name}: not UTF-8"
            ) from error
        except (csv.Error, OSError, EOFError, zlib.error) as error:
            raise FileUnreadable(f"{path.name} 读到一半读不下去：{error}", f"{path.name}: {error}") from error


def _blocks(
    stream: io.TextIOWrapper, name: str, number: int, position: Callable[[], int], progress: Progress
) -> Iterator[str]:
    reader = csv.reader(stream)
    heading = next(reader, None)
    if heading is None:
        raise FileUnreadable(f"{name} 是空的", f"{name}: empty")
    columns = columns_of(heading, file=name)
    block: list[str] = []
    seen = 0
    for row in reader:
        if row:
            block.append(_line(row, columns, number, reader.line_num))
        if len(block) >= _BATCH:
            yield "".join(block)
            block.clear()
            here = position()
            progress(here - seen)
            seen = here
    yield "".join(block)
    progress(position() - seen)


def _line(row: list[str], columns: Columns, number: int, line: int) -> str:
    """One line of COPY text; a short row has empty values where it ends."""
    size = len(row)
    wanted = (columns.code, columns.name, columns.level, columns.parent, columns.village_kind, *columns.above)
    values = [row[index].strip() if 0 <= index < size else "" for index in wanted]
    text = "\t".join(values)
    if "\\" in text or "\n" in text or "\r" in text or "\0" in text or text.count("\t") != len(values) - 1:
        text = "\t".join(_escaped(value) for value in values)
    return f"{number}\t{line}\t{text}\n"


def _escaped(value: str) -> str:
    """COPY escapes; a NUL, which PostgreSQL cannot hold, becomes a mark that the name check refuses."""
    value = value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return value.replace("\0", "\\x01")
