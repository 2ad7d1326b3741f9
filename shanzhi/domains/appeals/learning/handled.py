"""Handled cases out of an older system's table, read through its mapping."""

from pathlib import Path

from shanzhi.domains.appeals.learning.tables import TableBroken, read_table
from shanzhi.domains.appeals.learning.units import Facts, Handled
from shanzhi.domains.appeals.mapping import Mapped, Mapping


def read_handled(path: Path, rules: Mapping) -> list[Handled]:
    """Rows that name a unit and a day, oldest first. Raises TableBroken."""
    rows = read_table(path, encoding=rules.encoding)
    if not rows:
        raise TableBroken(f"{path} 里没有数据行")
    lacking = rules.lacking(list(rows[0]))
    if lacking:
        raise TableBroken(f"{path} 缺少对照表里的列：{'、'.join(lacking)}")
    found = [handled for row in rows if (handled := _handled(rules.read(row)))]
    if not found:
        raise TableBroken(f"{path} 里没有一行写明了承办单位和时间")
    return sorted(found, key=lambda row: row.on)


def _handled(row: Mapped) -> Handled | None:
    unit, reported = row.values.get("unit"), row.values.get("reported_at")
    if not (unit and reported):
        return None
    facts = Facts(row.kinds, row.values.get("street", ""), row.values.get("community", ""))
    return Handled(facts, unit, reported.date())
