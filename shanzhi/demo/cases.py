"""About 2,000 cases over 90 days: believable categories, hours and outcomes, from a seeded generator."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from random import Random
from typing import Any

from django.utils import timezone

from shanzhi.demo.people import COMMUNITY, COUNTY, GIVEN, SURNAMES
from shanzhi.demo.units import Cast
from shanzhi.demo.words import BLAME, OTHER, PRAISE, RESULTS
from shanzhi.domains.appeals.categories import Category, all_categories, examples
from shanzhi.domains.appeals.kind import finish_minutes
from shanzhi.engines.casework.actions.bulk import History, Told
from shanzhi.engines.casework.public import Rating, actions
from shanzhi.engines.territory import public as territory
from shanzhi.engines.territory.public import Place
from shanzhi.kernel import calendar
from shanzhi.kernel.actor import ANONYMOUS, SYSTEM, Actor
from shanzhi.kernel.worktime import CalendarUnknown

DAYS = 90
#: How often each top category comes up, out of a hundred or so; the rest get 2 each.
_WEIGHT = {"01": 14, "02": 6, "03": 9, "04": 3, "05": 9, "06": 13, "07": 7, "08": 6, "09": 3, "10": 4, "11": 4, "12": 4,
           "13": 3, "25": 5}  # fmt: skip
#: Intake by hour of the day: up in the morning, a lull at noon, up again after supper.
_HOURS = [1, 1, 1, 0, 0, 1, 4, 10, 20, 22, 18, 12, 8, 9, 14, 14, 13, 12, 13, 16, 15, 10, 6, 3]
_NATURES = [("help", 46), ("complaint", 28), ("consult", 16), ("suggest", 7), ("report", 3)]
_CHANNELS = [("wechat", 48), ("phone", 22), ("grid", 16), ("counter", 8), ("web", 6)]
_URBAN = {"421202001", "421202002", "421202003"}


@dataclass(slots=True)
class Generator:
    """Draws one history after another. `now` is the moment up to which things have happened."""

    cast: Cast
    now: datetime
    rng: Random

    def histories(self, count: int) -> Iterator[History]:
        """`count` histories, oldest first."""
        places = territory.communities_in(COUNTY)
        weights = [self._busy(place) for place in places]
        moments = sorted(self._moment() for _ in range(count))
        for at in moments:
            yield self._history(at, self.rng.choices(places, weights)[0])

    def _busy(self, place: Place) -> float:
        if place.code == COMMUNITY:
            return 14.0
        return 6.0 if place.code[:9] in _URBAN else 0.6

    def _moment(self) -> datetime:
        day = timezone.localtime(self.now) - timedelta(
            days=self.rng.triangular(0, DAYS, 0) if self.rng.random() < 0.3 else self.rng.uniform(0, DAYS)
        )
        hour = self.rng.choices(range(24), _HOURS)[0]
        at = day.replace(hour=hour, minute=self.rng.randrange(60), second=self.rng.randrange(60), microsecond=0)
        return at if at < self.now else at - timedelta(days=1)

    def _category(self) -> Category:
        leaves = [c for c in all_categories().values() if c.parent]
        weights = [_WEIGHT.get(c.parent, 2) / sum(1 for d in leaves if d.parent == c.parent) for c in leaves]
        return self.rng.choices(leaves, weights)[0]

    def _history(self, at: datetime, place: Place) -> History:
        category = self._category()
        nature = self._pick(_NATURES)
        channel = self._pick(_CHANNELS)
        body = self.rng.choice(examples(category.code))
        anonymous = nature == "report" and self.rng.random() < 0.6
        name = "" if anonymous else self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)
        new = actions.NewCase(
            kind="appeal", nature=nature, body=body, territory_code=place.code, place_text=place.short_name, name=name,
            phone="" if anonymous else f"1380000{self.rng.randrange(10_000):04d}", is_anonymous=anonymous,
            is_sealed=nature == "report", is_public=nature != "report" and self.rng.random() < 0.9, channel=channel,
            **self._point(place),
        )  # fmt: skip
        steps = takewhile(lambda told: told.at <= self.now, self._steps(at, new, category))
        return History(new, at, ANONYMOUS, list(steps))

    def _point(self, place: Place) -> dict[str, Any]:
        if place.lon is None or place.lat is None:
            return {}
        return {"lon": place.lon + self.rng.gauss(0, 0.002), "lat": place.lat + self.rng.gauss(0, 0.0016)}

    def _pick(self, weighted: list[tuple[str, int]]) -> str:
        return self.rng.choices([w for w, _ in weighted], [n for _, n in weighted])[0]

    # ---- what happened to it -------------------------------------------------------------------------------------

    def _steps(self, at: datetime, new: actions.NewCase, category: Category) -> Iterator[Told]:
        triage = self._triage(new.territory_code)
        at = self._work(at, 4, 60)
        if self.rng.random() < 0.025:
            words = "这件事要到法院办理，地址是永安大道118号立案窗口"
            yield Told(
                "decline", at, triage, words, changes={"outcome": words}, payload={"reason_code": "legal_channel"}
            )
            return
        facts = {"category": category.code, "nature": new.nature}
        yield Told("accept", at, triage, changes={"category_code": category.code}, payload=facts)
        unit = self._unit(category, new.territory_code)
        yield self._dispatched(at, triage, unit)
        worker = self.cast.handlers[unit.pk]
        if self.rng.random() < 0.02 and unit.kind == "county_department":
            at, unit, worker = yield from self._returned(at, triage, worker, new.territory_code)
        at = self._soon(at, 120)
        yield Told("sign", at, worker)
        if new.is_anonymous:  # there is nobody to ring up, and nobody to rate
            at = self._later(at, self._pace(new, category))
            result = self.rng.choice(RESULTS.get(category.parent, OTHER))
            yield Told("feed_back", at, worker, result, changes={"outcome": result}, payload={"files": 0})
            yield Told("conclude", self._work(at, 15, 400), triage)
            return
        at = self._soon(at, 180)
        yield Told("contact", at, worker, "电话里问清了情况", payload={"reached": True})
        yield from self._work_rounds(at, worker, triage, new, category)

    def _returned(self, at: datetime, triage: Actor, worker: Actor, code: str) -> Any:
        at = self._work(at, 20, 200)
        yield Told("ask_return", at, worker, "这件事按职责归街道，请改派")
        at = self._work(at, 10, 120)
        yield Told("grant_return", at, triage, "同意，改派街道", changes={"unit_id": None})
        unit = self.cast.units[f"street-{code[:9]}"]
        yield self._dispatched(at, triage, unit)
        return at, unit, self.cast.handlers[unit.pk]

    def _work_rounds(
        self, at: datetime, worker: Actor, triage: Actor, new: actions.NewCase, category: Category
    ) -> Iterator[Told]:
        for round_ in range(3):
            at = self._later(at, self._pace(new, category))
            result = self.rng.choice(RESULTS.get(category.parent, OTHER))
            yield Told("feed_back", at, worker, result, changes={"outcome": result}, payload={"files": 0})
            at = self._work(at, 15, 400)
            yield Told("verify", at, triage)
            rated = at + timedelta(minutes=self.rng.lognormvariate(6.3, 1.2))
            if rated - at > timedelta(days=7) or self.rng.random() < 0.25:
                yield Told("close", at + timedelta(days=7, minutes=5), SYSTEM, "评价时间已过，按未评价办结")
                return
            content = self.rng.random() < 0.93 or round_ == 2
            yield self._rated(rated, content=content, triage=triage)
            if content:
                return
            at = self._soon(rated, 200)
            yield Told("contact", at, worker, "回访后再次联系，约好上门", payload={"reached": True})

    def _rated(self, at: datetime, *, content: bool, triage: Actor) -> Told:
        satisfaction = (3 if self.rng.random() < 0.8 else 2) if content else self.rng.choice([1, 1, 2])
        words = self.rng.choice(PRAISE if content else BLAME)
        rating = Rating(was_contacted=content or self.rng.random() < 0.8, is_solved=content, satisfaction=satisfaction,
                        comment=words, channel="phone", at=at)  # fmt: skip
        return Told("rate" if content else "rework", at, triage, words, rating=rating)

    def _dispatched(self, at: datetime, triage: Actor, unit: Any) -> Told:
        return Told("dispatch", at, triage, changes={"unit_id": unit.pk},
                    payload={"unit": unit.pk, "unit_name": unit.short_name})  # fmt: skip

    def _triage(self, code: str) -> Actor:
        if self.rng.random() < 0.4:
            return self.cast.staff["yuzhiqiang"]
        return self.cast.handlers[self.cast.units[f"committee-{code[:12]}"].pk]

    def _unit(self, category: Category, code: str) -> Any:
        wanted, units = category.unit, self.cast.units
        if wanted.startswith("department:"):
            return units[wanted.removeprefix("department:")]
        if wanted == "street":
            return units[f"street-{code[:9]}"]
        if wanted == "property" and code[:12] == COMMUNITY:
            return units["property-jinye"]
        return units[f"committee-{code[:12]}"]

    def _soon(self, at: datetime, usual: int) -> datetime:
        """Somebody on duty picks it up: the same day, or the next morning when it comes late."""
        later = at + timedelta(minutes=5 + self.rng.expovariate(1 / usual))
        local = timezone.localtime(later)
        if not 8 <= local.hour < 21:
            nine = local.replace(hour=8, minute=30) + timedelta(days=int(local.hour >= 21))
            later = nine + timedelta(minutes=self.rng.randrange(90))
        return later

    def _pace(self, new: actions.NewCase, category: Category) -> int:
        """Working minutes that the work takes: well within the limit, seldom beyond it."""
        limit = finish_minutes(new.nature, category.code, _LIMITS)
        return int(limit * (self.rng.uniform(1.1, 2.2) if self.rng.random() < 0.05 else self.rng.uniform(0.1, 0.55)))

    def _work(self, at: datetime, least: int, usual: int) -> datetime:
        """Some working minutes later: seldom much more than `usual`."""
        minutes = least + int(self.rng.expovariate(1 / max(usual - least, 1)) * 0.6)
        return self._later(at, min(minutes, usual * 3)) + timedelta(seconds=self.rng.randrange(50))

    def _later(self, at: datetime, minutes: int) -> datetime:
        """So many working minutes later; what would lie beyond the known calendar simply has not happened yet."""
        try:
            return calendar.current().add(at, minutes)
        except CalendarUnknown:
            return self.now + timedelta(days=1)


_LIMITS = {"default": 2100, "consult": 1260, "help": 1260, "urgent": 420, "complex": 5460}
