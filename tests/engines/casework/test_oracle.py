"""Every due time of a case against an oracle that walks minute by minute, from the record alone.

Nothing of the product's arithmetic is used: the days come from the holiday file itself, the office hours and what each
verb does to which clock are written down here again, and minutes are counted one by one.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shanzhi.engines.casework.models import Case
from shanzhi.engines.casework.public import actions
from shanzhi.kernel import acts, policy
from shanzhi.kernel.models import Act, Policy
from tests.factories import COMMUNITY, COUNTY, make_case, make_unit, pretend

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAYS = Path(__file__).resolve().parents[3] / "shanzhi" / "catalogue" / "calendar" / "holidays_2018_2026.csv"
MINUTE = timedelta(minutes=1)
#: What a verb does to the clocks, by hand from the regulation's table, not from the process file.
STOPS = {
    "accept": {"accept"}, "sign": {"sign"}, "contact": {"contact"}, "grant_return": {"sign", "contact"},
    "verify": {"finish"}, "rate": {"rate"}, "rework": {"rate"},
}  # fmt: skip


# ---- the oracle ------------------------------------------------------------------------------------------------------


@cache
def announced() -> dict[date, str]:
    """Day → holiday or makeup, as the State Council's notices say."""
    with HOLIDAYS.open(encoding="utf-8-sig") as file:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}


@cache
def office_minutes(day: date) -> frozenset[int]:
    """The minutes of the day in which offices are open: 8:30 to 12:00 and 14:00 to 17:30, on days that are worked."""
    kind = announced().get(day, "")
    if kind == "holiday" or (kind != "makeup" and day.isoweekday() > 5):
        return frozenset()
    return frozenset([*range(8 * 60 + 30, 12 * 60), *range(14 * 60, 17 * 60 + 30)])


def counted(moment: datetime) -> bool:
    """Whether this minute is worked."""
    return moment.hour * 60 + moment.minute in office_minutes(moment.date())


def whole(at: datetime) -> datetime:
    """The minute of the wall clock in Beijing."""
    return at.astimezone(ZONE).replace(second=0, microsecond=0)


@dataclass
class Told:
    """One clock as the acts tell it."""

    code: str
    start: datetime
    minutes: int
    is_working: bool
    waits: list[list[datetime]] = field(default_factory=list)
    waiting: datetime | None = None
    stopped: datetime | None = None

    def go_on(self, at: datetime) -> None:
        if self.waiting is not None:
            self.waits.append([whole(self.waiting), whole(at)])
            self.waiting = None

    def due(self) -> datetime:
        """Walk on until all minutes of the limit lie behind; an unfinished wait has not moved anything yet."""
        moment, left = whole(self.start), self.minutes
        while left:
            if (not self.is_working or counted(moment)) and not any(a <= moment < b for a, b in self.waits):
                left -= 1
            moment += MINUTE
        return moment


def told_by(record: Iterable[Act]) -> list[Told]:
    """All clocks of a case, read from its acts."""
    clocks: list[Told] = []
    for act in record:
        verb, payload = act.verb.removeprefix("case."), act.payload
        if payload.get("still"):
            continue
        running = [clock for clock in clocks if clock.stopped is None]
        for clock in running:
            for code, limit in payload.get("relimit", {}).items():
                if clock.code == code:
                    clock.minutes, clock.is_working = limit["minutes"], limit["working"]
            if verb == "ask_return" and clock.code in {"sign", "contact"}:
                clock.waiting = act.at
            if verb == "refuse_return":
                clock.go_on(act.at)
            if clock.code in STOPS.get(verb, ()):
                clock.go_on(act.at)
                clock.stopped = act.at
        clocks += [
            Told(code, act.at, limit["minutes"], limit["working"]) for code, limit in payload.get("limits", {}).items()
        ]
    return clocks


def by_the_record(case: Case) -> list[tuple[str, datetime, datetime, datetime | None]]:
    return sorted((c.code, c.start, c.due(), c.stopped) for c in told_by(acts.history(case)))


def as_stored(case: Case) -> list[tuple[str, datetime, datetime, datetime | None]]:
    return sorted((c.code, c.started_at, c.due_at, c.stopped_at) for c in case.clocks.all())


# ---- lives of cases --------------------------------------------------------------------------------------------------

Choose = Callable[[str, list[Any]], Any]


def lived(case: Case, at: datetime, waits: list[int], choose: Choose) -> Iterator[Case]:  # noqa: C901, PLR0912 - a table of steps
    """The case after each of its verbs, each so many seconds after the one before."""
    triage, units = pretend("county_dispatcher"), [make_unit(name="第一单位"), make_unit(name="第二单位")]
    for wait in waits:
        at += timedelta(seconds=wait)
        worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
        returned, running = (
            hasattr(case, "return_request"),
            case.clocks.filter(code="contact", stopped_at=None).exists(),
        )
        match case.step:
            case "submitted":
                category, nature = (
                    choose("category", ["01", "0105", "0206", "03"]),
                    choose("nature", ["help", "complaint"]),
                )
                actions.accept(case, by=triage, at=at, category=category, nature=nature)
            case "accepted":
                actions.dispatch(case, by=triage, at=at, unit=units[int(returned)])
            case "dispatched" if not returned and choose("return", [True, True, False]):
                actions.ask_return(case, by=worker, at=at, reason="不归我们")
            case "dispatched":
                actions.sign(case, by=worker, at=at)
            case "returning":
                actions.decide_return(case, by=triage, at=at, grant=choose("grant", [False, True]), decision="已核实")
            case "signed":
                actions.contact(case, by=worker, at=at, reached=choose("reached", [True, True, False]))
            case "handling" if running:
                actions.contact(case, by=worker, at=at)
            case "handling":
                actions.feed_back(case, by=worker, at=at, result="办了")
            case "verifying" if choose("sent back", [False, False, True]):
                actions.send_back(case, by=triage, at=at, reason="没修好")
            case "verifying":
                actions.verify(case, by=triage, at=at)
            case "rating":
                good = choose("content", [False, True])
                actions.rate(case, by=triage, at=at, was_contacted=True, is_solved=good, satisfaction=3 if good else 1)
        case = Case.objects.get(pk=case.pk)
        yield case
        if case.closed_at is not None:
            return


@pytest.fixture(params=["by the shipped rules", "with every limit in working time"])
def limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Signing and contacting run in natural time as shipped; a county may say working time, and then pauses are worked."""
    if request.param != "by the shipped rules":
        for code, minutes in (("sign", 840), ("contact", 1000)):
            Policy.objects.create(
                code=f"casework.{code}", area_prefix=COUNTY[:6], since=date(2026, 1, 1), source="测试",
                value={"minutes": minutes, "working": True},
            )  # fmt: skip
    policy.invalidate()
    yield
    policy.invalidate()


def test_whatever_happens_to_a_case_every_due_time_is_what_counting_minutes_gives(limits: None) -> None:
    seen: Counter[str] = Counter()

    # The period holds the worked Sunday of 20 September, mid-autumn, the national holiday and the worked Saturday.
    @settings(
        max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )  # fmt: skip
    @given(
        begin=st.integers(0, 14 * 86400),
        waits=st.lists(st.integers(0, 30 * 3600), min_size=6, max_size=16),
        data=st.data(),
    )
    def lives(begin: int, waits: list[int], data: st.DataObject) -> None:
        at = datetime(2026, 9, 17, tzinfo=ZONE) + timedelta(seconds=begin)
        case = make_case(at=at, nature="help", name="陈芳", phone="13800002617")
        for step in lived(case, at, waits, lambda label, options: data.draw(st.sampled_from(options), label=label)):
            case = step
            assert as_stored(case) == by_the_record(case)
        for act in acts.history(case):
            seen.update([act.verb.removeprefix("case."), *(["relimit"] if "relimit" in act.payload else [])])

    lives()
    # A property that was never put to the test holds always.
    wanted = ("ask_return", "refuse_return", "grant_return", "relimit", "rework", "send_back")
    assert all(seen[verb] for verb in wanted), seen


def test_a_case_over_the_make_up_sunday_and_the_national_holiday_is_due_when_an_official_would_say() -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)

    triage, unit = pretend("county_dispatcher"), make_unit()
    case = make_case(at=at("09-18 16:30"), nature="help", name="陈芳", phone="13800002617")
    # Friday 60 minutes, Saturday rests, Sunday the 20th is worked.
    assert case.clocks.get(code="accept").due_at == at("09-20 09:30")
    case = actions.accept(case, by=triage, at=at("09-20 09:00"), category="01", nature="complaint")
    # 2,100 minutes: 60 on the 18th, 420 on each of 20 to 23 September, 360 on the 24th.
    assert case.clocks.get(code="finish").due_at == at("09-24 16:30")
    worker = pretend("community_worker", COMMUNITY, unit_id=unit.pk)
    case = actions.dispatch(case, by=triage, at=at("09-29 17:00"), unit=unit)
    case = actions.ask_return(case, by=worker, at=at("09-30 10:00"), reason="不归我们")
    case = actions.decide_return(case, by=triage, at=at("10-08 09:00"), grant=False, decision="归你们")
    # 17 of the 24 hours were gone, and eight days and an hour short were waited for.
    assert case.clocks.get(code="sign").due_at == at("10-08 16:00")
    case = actions.sign(case, by=worker, at=at("10-08 15:00"))
    case = actions.contact(case, by=worker, at=at("10-08 15:30"))
    case = actions.feed_back(case, by=worker, at=at("10-09 16:00"), result="办了")
    case = actions.verify(case, by=triage, at=at("10-09 16:30"))
    actions.rate(case, by=triage, at=at("10-09 17:00"), was_contacted=True, is_solved=False, satisfaction=1)
    # Again 2,100: 30 on Friday the 9th, 420 on the worked Saturday, four days from Monday the 12th less 30 minutes.
    assert case.clocks.get(code="finish", stopped_at=None).due_at == at("10-15 17:00")
    assert as_stored(case) == by_the_record(case)


def test_the_oracle_itself_knows_lunch_weekends_and_both_kinds_of_announced_days() -> None:
    def due(start: str, minutes: int, *, is_working: bool = True) -> str:
        begin = datetime.fromisoformat(start).replace(tzinfo=ZONE).astimezone(UTC)
        return f"{Told('sign', begin, minutes, is_working).due():%m-%d %H:%M}"

    assert due("2026-09-21 11:30", 31) == "09-21 14:01"
    assert due("2026-09-30 17:00", 31) == "10-08 08:31"
    assert due("2026-10-09 17:30", 1) == "10-10 08:31"
    assert due("2026-10-10 17:30", 1) == "10-12 08:31"
    assert due("2026-09-30 17:00", 24 * 60, is_working=False) == "10-01 17:00"
