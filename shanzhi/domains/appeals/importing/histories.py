"""From a row to the history of a case: only what the older system knew. What it did not know is named, never made up.

An ended case gets the act `archive`. The columns need a moment of closing; where the source has none, that of the report
stands in, the act says `missing: [closed_at]`, and no clock is written, since nobody saw one stop. An open case gets the
act `take_over` at the moment of the import and its clocks run from there; the finishing clock runs from the report.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.importing.places import Places
from shanzhi.domains.appeals.importing.units import Units
from shanzhi.domains.appeals.mapping import Mapped, Mapping
from shanzhi.engines.casework.public import actions, bulk, kinds
from shanzhi.kernel import calendar, policy
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.policy import PolicyMissing
from shanzhi.kernel.refused import Refused
from shanzhi.kernel.worktime import CalendarUnknown

KIND = "appeal"
CHANNELS = frozenset({"wechat", "web", "phone", "counter", "grid", "import", "api"})
#: Steps at which a case is in a unit's hands; without a known unit it waits to be dispatched.
_IN_HANDS = frozenset({"dispatched", "returning", "signed", "handling"})
_YES = frozenset({"yes", "true", "1", "是", "y"})
_TITLE, _PLACE = 60, 120
#: More working minutes than any limit; whether a calendar reaches far enough.
_LONGEST = 6_000


class RowRefused(Exception):
    """A row cannot become a case: the column, the value and why, in Chinese."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        self.column, self.value, self.reason = column, value, reason
        super().__init__(reason)


@dataclass(slots=True)
class Translator:
    """Makes histories out of mapped rows. `at` is the moment of the import."""

    mapping: Mapping
    places: Places
    units: Units
    by: Actor
    at: datetime
    unknown: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    vague: int = 0
    _days: dict[date, tuple[datetime | None, str]] = field(default_factory=dict)

    def history(self, row: MappingOf[str, str | None], mapped: Mapped, key: str) -> bulk.History:
        """Raises RowRefused."""
        self._complain(row, mapped)
        values = mapped.values
        at = self._moment(row, values, "reported_at", None)
        if at is None:
            raise RowRefused(self._columns("reported_at"), "", "没有反映时间")
        code, beyond = self._place(values)
        for target, cell in mapped.unknown.items():
            self.unknown[target][cell] += 1
        new = self._new(row, values, code, key)
        payload = {"source": self.mapping.source, "source_key": key, **beyond}
        history = bulk.History(new, at, self.by, payload=payload)
        self._tell(history, row, values)
        try:
            bulk.examine(history)
        except Refused as refused:
            raise RowRefused(self._columns("body"), new.body[:60], refused.message) from refused
        return history

    # ---- the report ----------------------------------------------------------------------------------------------

    def _complain(self, row: MappingOf[str, str | None], mapped: Mapped) -> None:
        if mapped.problems:
            words = mapped.problems[0]
            target = words.removeprefix("缺少 ").split("（")[0].split(" ")[0]
            columns = self._columns(target) if target in self.mapping.fields else "、".join(self.mapping.key)
            raise RowRefused(columns, self._cell(row, columns), "；".join(mapped.problems))

    def _new(self, row: MappingOf[str, str | None], values: dict[str, Any], code: str, key: str) -> actions.NewCase:
        title, body = values.get("title", ""), values.get("body", "")
        if len(title) > _TITLE:
            title, body = title[: _TITLE - 1] + "…", f"{title}\n{body}".strip()
        place = values.get("place_text", "")
        if len(place) > _PLACE:
            body = f"{body}\n地点：{place}".strip()
        category = values.get("category", "")
        if category and categories.get(category) is None:
            self.unknown["category"][category] += 1
            category = ""
        lon, lat = self._point(row, values)
        return actions.NewCase(
            kind=KIND, nature=values.get("nature", ""), body=body, territory_code=code, title=title,
            category_code=category, place_text=place[:_PLACE], lon=lon, lat=lat,
            name=values.get("reporter_name", "")[:40], phone=values.get("reporter_phone", "")[:30],
            is_anonymous=str(values.get("is_anonymous", "")).lower() in _YES, is_public=False,
            channel=values.get("channel") or "import", source=self.mapping.source, source_key=key,
        )  # fmt: skip

    def _point(self, row: MappingOf[str, str | None], values: dict[str, Any]) -> tuple[float | None, float | None]:
        if "lon" not in values or "lat" not in values:
            return None, None
        try:
            lon, lat = float(values["lon"]), float(values["lat"])
        except ValueError:
            lon, lat = 999.0, 999.0
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            columns = self._columns("lon")
            raise RowRefused(columns, self._cell(row, columns), "经纬度不对")
        return lon, lat

    def _place(self, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The territory code, and what of the place could not be matched."""
        rule = self.mapping.fields.get("territory_code")
        spare = rule.default if rule else ""
        given = values.get("territory_code", "")
        if given and given != spare:
            if not self.places.holds(given):
                raise RowRefused(self._columns("territory_code"), given, "没有这个区划代码，或不在导入的地区里")
            return given, {}
        names = {name: values[name] for name in ("district", "street", "community") if values.get(name)}
        code, why = self.places.find(*(names.get(name, "") for name in ("district", "street", "community")))
        if not why:
            return code, {}
        if not spare:
            target = "community" if names.get("community") else "street" if "street" in names else "community"
            raise RowRefused(self._columns(target), names.get(target, ""), f"地点对不上：{why}")
        self.vague += 1
        return code or spare, {"place_as_told": names, "place_note": why}

    # ---- what became of it ---------------------------------------------------------------------------------------

    def _tell(self, history: bulk.History, row: MappingOf[str, str | None], values: dict[str, Any]) -> None:
        process = kinds.of(KIND).process
        step = values.get("step") or ("closed" if {"closed_at", "in_time"} & values.keys() else process.first)
        accepted = self._moment(row, values, "accepted_at", history.at)
        closed = self._moment(row, values, "closed_at", history.at)
        unit_id, facts = self._unit(values)
        facts |= {name: values[name] for name in ("rating",) if values.get(name)}
        if (step in _IN_HANDS and unit_id is None) or step == "returning":
            facts["step_as_told"], step = step, "accepted"
        if process.steps[step].is_end:
            self._ended(history, step, accepted, closed, unit_id, facts, values)
        elif step == process.first:
            history.payload |= facts
        else:
            self._open(history, step, accepted, unit_id, facts)
        self._fit_rules(history, row, is_open=not process.steps[step].is_end)

    def _unit(self, values: dict[str, Any]) -> tuple[int | None, dict[str, Any]]:
        name = values.get("unit", "")
        return (self.units.find(name), {"unit_name": name}) if name else (None, {})

    def _accept(self, history: bulk.History, accepted: datetime) -> bulk.Told:
        facts = {"category": history.new.category_code, "nature": history.new.nature}
        return bulk.Told("accept", accepted, self.by, payload=facts)

    def _ended(
        self, history: bulk.History, step: str, accepted: datetime | None, closed: datetime | None,
        unit_id: int | None, facts: dict[str, Any], values: dict[str, Any],
    ) -> None:  # fmt: skip
        outcome, known = values.get("outcome", ""), {"accepted_at": accepted, "closed_at": closed}
        missing = [name for name, moment in known.items() if moment is None] + ([] if outcome else ["outcome"])
        if values.get("in_time"):
            facts["in_time"] = str(values["in_time"]).lower() in _YES
        started = ["finish"] if closed else []
        at = closed or history.at
        verb = {"declined": "decline", "withdrawn": "withdraw"}.get(step, "archive")
        if accepted and accepted <= at and verb == "archive":
            history.steps.append(self._accept(history, accepted))
            started += ["accept"] if closed else []
        changes: dict[str, Any] = {"outcome": outcome} if outcome else {}
        if unit_id is not None and verb == "archive":
            changes["unit_id"] = unit_id
        history.clocks = tuple(started)
        history.steps.append(bulk.Told(verb, at, self.by, outcome, changes, {"missing": missing, **facts}))

    def _open(
        self, history: bulk.History, step: str, accepted: datetime | None, unit_id: int | None, facts: dict[str, Any]
    ) -> None:
        history.clocks = () if step == "rating" else ("finish",)
        if accepted:
            history.clocks = (*history.clocks, "accept")
            history.steps.append(self._accept(history, accepted))
        changes = {"unit_id": unit_id} if unit_id is not None else {}
        missing = [] if accepted else ["accepted_at"]
        told = bulk.Told("take_over", self.at, self.by, "", changes, {"missing": missing, **facts}, to=step)
        history.steps.append(told)

    # ---- times and rules -----------------------------------------------------------------------------------------

    def _moment(
        self, row: MappingOf[str, str | None], values: dict[str, Any], target: str, after: datetime | None
    ) -> datetime | None:
        moment: datetime | None = values.get(target)
        if moment is None:
            return None
        columns = self._columns(target)
        if moment > self.at:
            raise RowRefused(columns, self._cell(row, columns), "时间在将来")
        if after is not None and moment < after:
            raise RowRefused(columns, self._cell(row, columns), "时间早于反映时间")
        return moment

    def _fit_rules(self, history: bulk.History, row: MappingOf[str, str | None], *, is_open: bool) -> None:
        """Days before our rules take today's; days that the working calendar does not know have no clocks."""
        if history.clocks == ():
            return
        rules_at, problem = self._rules_of(history.at, history.new.territory_code)
        history.rules_at = rules_at
        if problem and is_open:
            columns = self._columns("reported_at")
            raise RowRefused(columns, self._cell(row, columns), problem)
        if problem:
            history.clocks = ()
            history.payload["missing"] = ["clocks"]

    def _rules_of(self, at: datetime, area: str) -> tuple[datetime | None, str]:
        if at.date() not in self._days:
            rules_at, problem = None, ""
            try:
                policy.value("casework.finish", area=area, at=at)
            except PolicyMissing:
                rules_at = self.at
            try:
                calendar.current().add(at, _LONGEST)
            except CalendarUnknown as unknown:
                problem = unknown.message
            self._days[at.date()] = rules_at, problem
        return self._days[at.date()]

    def _columns(self, target: str) -> str:
        rule = self.mapping.fields.get(target)
        return "、".join(rule.needs()) if rule else target

    @staticmethod
    def _cell(row: MappingOf[str, str | None], columns: str) -> str:
        return "、".join(row.get(name) or "" for name in columns.split("、"))
