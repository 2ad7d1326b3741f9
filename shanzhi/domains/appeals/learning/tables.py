"""Labelled messages from CSV files as people have them: UTF-8 with or without mark, or GBK."""

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from shanzhi.domains.appeals.learning.training import Row


class TableBroken(Exception):
    """The file cannot be read as the table that is wanted; `str()` says why and where, in Chinese, fit to show."""

    code: ClassVar[str] = "table_broken"


def read_table(path: Path, *, encoding: str = "") -> list[dict[str, str]]:
    """Rows as dictionaries; missing cells are empty. Raises TableBroken."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TableBroken(f"打不开文件 {path}：{error.strerror or '请检查路径'}") from error
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    reader = csv.DictReader(io.StringIO(_decode(raw, path, encoding), newline=""))
    try:
        return [{name: (row.get(name) or "") for name in reader.fieldnames or ()} for row in reader]
    except csv.Error as error:
        raise TableBroken(f"{path} 第 {reader.line_num} 行不是合格的 CSV：{error}") from error


def read_labelled(paths: Sequence[Path]) -> list[Row]:
    """Columns label, body and, if there is one, title. A file of cut words has `tokens` for body. Raises TableBroken."""
    found: list[Row] = []
    for path in paths:
        rows = read_table(path)
        if not rows:
            raise TableBroken(f"{path} 里没有数据行")
        body = "body" if "body" in rows[0] else "tokens"
        if "label" not in rows[0] or body not in rows[0]:
            raise TableBroken(f"{path} 缺少列：需要 label、title、body 三列（title 可以为空）")
        for row in rows:
            if row["label"].strip():
                words = row[body] if body == "body" else row[body].replace(" ", "")
                found.append(Row(row["label"].strip(), row.get("title", ""), words))
    if not found:
        raise TableBroken("没有一行填了 label，请检查文件")
    return found


def _decode(raw: bytes, path: Path, given: str) -> str:
    for encoding in [given] if given else ["utf-8-sig", "gb18030"]:
        try:
            return raw.decode(encoding).replace("\0", "")
        except (UnicodeDecodeError, LookupError):
            continue
    raise TableBroken(f"{path} 的文字编码认不出，请另存为 UTF-8 的 CSV")
