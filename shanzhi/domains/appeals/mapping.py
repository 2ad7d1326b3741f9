"""字段对照表: how a table of an older system is read. Pure: text in, values or Chinese sentences out.

A mapping is a YAML file:

    name: 坪山区民生诉求        what it is for, for people
    source: pingshan-2018       slug; with the key it makes a row unique for ever
    key: [REC_ID]               columns that together identify a row; `key: row` when the older system has no number:
                                then the row's own words identify it, and its how-manieth occurrence in the file
    missing: ["", "-"]          cells that mean "not given" (default: the empty cell)
    encoding: gb18030           optional; otherwise UTF-8, then GB 18030, is tried
    fields:                     target → where its value comes from
      reported_at: {column: CREATE_TIME, formats: ["%Y-%m-%d %H:%M:%S"], required: true}
      nature:      {column: EVENT_PROPERTY_NAME, values: {投诉: complaint}, default: complaint}
      category:    {columns: [SUB_TYPE_NAME, TYPE_NAME], values: {无照经营游商: "2203", 市容环卫: "03"}}
      title:       {template: "{SUB_TYPE_NAME}"}
      channel:     {default: import}
    kinds: [TYPE_NAME, SUB_TYPE_NAME]   the older system's own kinds, coarse to fine; units are learned from them

A field takes one of `column`, `columns` (the first that gives a value wins) or `template` (`{COLUMN}` is replaced), or
only `default`. With `values` a cell is translated; one that is not listed gives nothing (and is reported by
`unknown`), unless `keep: true` lets it through as it is. `formats` are tried in turn; times without an offset are Beijing time.
"""

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import yaml

BEIJING = ZoneInfo("Asia/Shanghai")
#: `key: row`.
BY_ROW = "row"
#: Every target that a mapping may fill. Those ending in `_at` are times.
TARGETS = frozenset(
    {
        "reported_at", "accepted_at", "closed_at", "nature", "channel", "district", "street", "community",
        "territory_code", "place_text", "lon", "lat", "title", "body", "category", "unit", "reporter_name",
        "reporter_phone", "is_anonymous", "in_time", "outcome", "rating", "step",
    }
)  # fmt: skip
_TOP = frozenset({"name", "source", "key", "missing", "encoding", "fields", "kinds", "version", "notes"})
_OF_FIELD = frozenset({"column", "columns", "template", "values", "default", "formats", "required", "keep"})
_SLOT = re.compile(r"\{([^{}]+)\}")
_COMMON = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", re.ASCII)
_SLUG = re.compile(r"^[a-z0-9][a-z0-9_-]{0,39}$")


class MappingBroken(Exception):
    """The mapping file cannot be used; `problems` are Chinese sentences, `str()` joins them."""

    code: ClassVar[str] = "mapping_broken"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(self.problems))


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Where the value of one target comes from."""

    columns: tuple[str, ...] = ()
    template: str = ""
    values: MappingOf[str, str] | None = None
    default: str = ""
    formats: tuple[str, ...] = ()
    required: bool = False
    keep: bool = False

    def needs(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return self.columns or tuple(_SLOT.findall(self.template))


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row read.

    `values`: target → text (times as aware datetime), only what was given; `kinds` coarse to fine; `unknown`: target →
    a cell that `values` does not list; `problems`: why the row cannot be taken, in Chinese.
    """

    key: str
    values: dict[str, Any]
    kinds: tuple[str, ...]
    unknown: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """A checked mapping. `key` is empty for `key: row`; then `Mapped.key` is too."""

    name: str
    source: str
    key: tuple[str, ...]
    missing: frozenset[str]
    encoding: str
    fields: MappingOf[str, FieldRule]
    kinds: tuple[str, ...]

    def lacking(self, header: Sequence[str]) -> list[str]:
        """Columns that the mapping reads and the table does not have."""
        needed = [*self.key, *self.kinds, *(name for rule in self.fields.values() for name in rule.needs())]
        return [name for name in dict.fromkeys(needed) if name not in header]

    def read(self, row: MappingOf[str, str | None]) -> Mapped:
        """Read one row. Never raises: what is wrong stands in `problems`."""
        values: dict[str, Any] = {}
        unknown: dict[str, str] = {}
        problems: list[str] = []
        for target, rule in self.fields.items():
            value = self._value(row, rule, target, unknown)
            if value and rule.formats:
                moment = _moment(value, rule.formats)
                if moment is None:
                    problems.append(f"{target} 的时间认不出：{value}")
                    continue
                values[target] = moment
            elif value:
                values[target] = value
            elif rule.required:
                problems.append(f"缺少 {target}（{'、'.join(rule.needs())} 列为空）")
        parts = [self._cell(row, column) for column in self.key]
        if self.key and not all(parts):
            problems.append(f"缺少编号（{'、'.join(self.key)} 列为空）")
        kinds = tuple(self._cell(row, column) for column in self.kinds)
        return Mapped("|".join(parts), values, kinds, unknown, tuple(problems))

    def _cell(self, row: MappingOf[str, str | None], column: str) -> str:
        text = (row.get(column) or "").replace("\0", "").strip()
        return "" if text in self.missing else text

    def _value(self, row: MappingOf[str, str | None], rule: FieldRule, target: str, unknown: dict[str, str]) -> str:
        if rule.template:
            return _SLOT.sub(lambda slot: self._cell(row, slot[1]), rule.template).strip() or rule.default
        cells = [cell for column in rule.columns if (cell := self._cell(row, column))]
        if rule.values is None:
            return cells[0] if cells else rule.default
        found = next((rule.values[cell] for cell in cells if cell in rule.values), "")
        if not found and cells:
            unknown[target] = cells[0]
            found = cells[0] if rule.keep else ""
        return found or rule.default


def load(path: Path) -> Mapping:
    """Read and check a mapping file. Raises MappingBroken."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingBroken([f"打不开对照表 {path}：{error.strerror or '请检查路径'}"]) from error
    except UnicodeDecodeError as error:
        raise MappingBroken([f"对照表 {path} 不是 UTF-8 文字"]) from error


def parse(text: str) -> Mapping:
    """Check a mapping. Raises MappingBroken with everything that is wrong with it."""
    try:
        raw = yaml.load(text, Loader=yaml.CSafeLoader)  # a long map takes a tenth of the time
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行附近" if mark else ""
        raise MappingBroken([f"对照表不是合格的 YAML{where}"]) from error
    if not isinstance(raw, dict):
        raise MappingBroken(["对照表应是 name、source、key、fields 这样的条目"])
    problems = [f"不认识的条目 {name}" for name in raw if name not in _TOP]
    key, kinds = _names(raw.get("key"), "key", problems), _names(raw.get("kinds", []), "kinds", problems)
    if key == (BY_ROW,):
        key = ()
    elif not key:
        problems.append("缺少 key：写明哪些列合起来是编号")
    source = str(raw.get("source", ""))
    if not _SLUG.match(source):
        problems.append("source 应是小写字母、数字和短横线组成的代号，例如 pingshan-2018")
    fields = _fields(raw.get("fields"), problems)
    if problems:
        raise MappingBroken(problems)
    missing = frozenset({"", *(str(cell).strip() for cell in raw.get("missing") or ())})
    return Mapping(str(raw.get("name", source)), source, key, missing, str(raw.get("encoding", "")), fields, kinds)


def _fields(raw: Any, problems: list[str]) -> dict[str, FieldRule]:
    if not isinstance(raw, dict) or not raw:
        problems.append("缺少 fields：写明每一项从哪一列来")
        return {}
    fields: dict[str, FieldRule] = {}
    for target, rule in raw.items():
        if target not in TARGETS:
            problems.append(f"fields 里不认识 {target}，可用的有：{'、'.join(sorted(TARGETS))}")
        elif not isinstance(rule, dict):
            problems.append(f"fields.{target} 应写成 {{column: 列名}} 的样子")
        else:
            fields[target] = _rule(target, rule, problems)
    return fields


def _rule(target: str, raw: dict[str, Any], problems: list[str]) -> FieldRule:
    problems.extend(f"fields.{target} 里不认识 {name}" for name in raw if name not in _OF_FIELD)
    ways = [name for name in ("column", "columns", "template") if name in raw]
    if len(ways) > 1 or not (ways or "default" in raw):
        problems.append(f"fields.{target} 要写 column、columns、template 之一，或只写 default")
    columns = raw.get("columns", [raw["column"]] if "column" in raw else [])
    values = raw.get("values")
    if values is not None and not isinstance(values, dict):
        problems.append(f"fields.{target}.values 应是“原值: 新值”的对照")
        values = None
    formats = _names(raw.get("formats", []), f"fields.{target}.formats", problems)
    if target.endswith("_at") and not formats:
        problems.append(f'fields.{target} 是时间，要写 formats，例如 ["%Y-%m-%d %H:%M:%S"]')
    return FieldRule(
        columns=_names(columns, f"fields.{target}", problems),
        template=str(raw.get("template", "")),
        values=None if values is None else {str(cell).strip(): str(new) for cell, new in values.items()},
        default=str(raw.get("default", "")),
        formats=formats,
        required=bool(raw.get("required", False)),
        keep=bool(raw.get("keep", False)),
    )


def _names(raw: Any, where: str, problems: list[str]) -> tuple[str, ...]:
    names = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        problems.append(f"{where} 应是列名的清单")
        return ()
    return tuple(names)


def _moment(text: str, formats: Sequence[str]) -> datetime | None:
    for pattern in formats:
        try:
            # The common form is read twenty times faster by its own reader.
            common = pattern == "%Y-%m-%d %H:%M:%S" and _COMMON.match(text)
            moment = datetime.fromisoformat(text) if common else datetime.strptime(text, pattern)  # noqa: DTZ007
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
    return None
