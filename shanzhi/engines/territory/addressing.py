"""From address text to places: candidates in order of likeness, three queries at most, nothing guessed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from shanzhi.engines.territory.models import Building, Home
from shanzhi.engines.territory.rules.address import (
    Address,
    normalise,
    parse_address,
    short_name,
    stem,
)
from shanzhi.kernel.codes import prefix, span

#: Candidates that are worked out and returned at most.
MOST = 10

_NAMED = """
SELECT 'estate' AS kind, e.code, e.name, e.community_code, e.keys, a.name AS community_name
FROM territory_estate e LEFT JOIN territory_area a ON a.code = e.community_code
WHERE EXISTS (SELECT FROM unnest(e.keys) k WHERE strpos(%(text)s, k) > 0) {estates}
UNION ALL
SELECT 'area', code, name, CASE level WHEN 5 THEN code ELSE '' END, ARRAY[upper(short_name)]::varchar[], ''
FROM territory_area
WHERE until IS NULL AND level >= 4 AND short_name <> '' {areas}
      AND strpos(%(text)s, upper(CASE WHEN length(short_name) > 3 THEN regexp_replace(short_name, '(社区|村)$', '')
                                      ELSE short_name END)) > 0
"""


@dataclass(frozen=True, slots=True)
class Match:
    """One reading of an address. `code` is the finest place found; `rest` what the text says beyond it.

    `score` 0-1 ranks: full names before bare ones, an estate in the named community before its namesake, a
    registered building and home before an unregistered. Equal scores mean that a person must choose.
    """

    code: str
    kind: str
    name: str
    community: str
    score: float
    rest: str = ""


def locate_text(text: str, *, within: str = "") -> list[Match]:
    """Places that an address may mean, best first, at most MOST; [] when nothing is recognised.

    `within` is a territory prefix; without it the whole table is looked through. At most three queries.
    """
    address = parse_address(text[:200])
    if len(address.place) < 2:
        return []
    rows = _named(address.place, within)
    readings = _readings(address.place, rows)
    readings = sorted(readings, key=lambda match: (-match.score, match.code))[:MOST]
    if address.building:
        readings = _with_buildings(readings, address)
    return sorted(readings, key=lambda match: (-match.score, match.code))


def certain(matches: list[Match]) -> Match | None:
    """The one match that stands alone: clearly better than the next; None when a person must choose."""
    if not matches or matches[0].score < 0.5:
        return None
    if len(matches) > 1 and matches[0].score - matches[1].score < 0.1:
        return None
    return matches[0]


def _named(place: str, within: str) -> list[dict[str, Any]]:
    scope = "AND {0} ~>=~ %(low)s AND {0} ~<~ %(high)s" if within else ""
    low, high = span(prefix(within)) if within else ("", "")
    statement = _NAMED.format(estates=scope.format("e.code"), areas=scope.format("code"))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"text": place, "low": low, "high": high})
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _readings(place: str, rows: Iterable[dict[str, Any]]) -> list[Match]:
    rows = list(rows)
    areas = {row["code"]: _likeness(place, [short_name(row["name"])]) for row in rows if row["kind"] == "area"}
    spoken = {code for code, likeness in areas.items() if likeness >= 1}
    # What is left when the areas that the text names in full are taken out: 金叶 of 金叶社区 is no word for 金叶小区.
    left = place
    for row in rows:
        if row["code"] in spoken:
            left = left.replace(normalise(short_name(row["name"])), "|")
    readings = []
    for row in rows:
        if row["kind"] == "estate":
            readings += _estate_reading(place, left, row, spoken)
        elif row["community_code"]:
            likeness = 1.0 if row["code"] in spoken else _likeness(left, [short_name(row["name"])])
            street = row["code"][:9]
            score = 0.55 * likeness + (0.1 if _speaks_of(spoken, street) else 0)
            if likeness:
                readings.append(Match(row["code"], "community", row["name"], row["code"], round(score, 3)))
    return _without_echoes(readings, place)


def _speaks_of(spoken: Iterable[str], start: str) -> bool:
    return any(prefix(code) == start for code in spoken)


def _estate_reading(place: str, left: str, row: dict[str, Any], spoken: set[str]) -> list[Match]:
    """0.6-0.7 for the name; more when the text names its community or street, less when it names another."""
    likeness = _likeness(place, row["keys"])
    if likeness < 1:
        likeness = _likeness(left, row["keys"])
    if not likeness:
        return []
    score = 0.6 * likeness + min(len(max(row["keys"], key=len)), 10) / 100
    communities = [code for code in spoken if not code.endswith("000")]
    if row["community_code"] in communities:
        score += 0.15
    elif communities:
        score -= 0.2
    elif _speaks_of(spoken, row["community_code"][:9]):
        score += 0.12
    return [Match(row["code"], "estate", row["name"], row["community_code"], round(score, 3))]


def _likeness(place: str, keys: Iterable[str]) -> float:
    """1 when a whole name stands in the text, 0.7 when only its bare form does."""
    whole = [normalise(key) for key in keys]
    longest = max((key for key in whole if key in place), key=len, default="")
    if not longest:
        return 0.7 if any(stem(key) in place for key in whole) else 0.0
    has_longer = any(len(key) > len(longest) and stem(key) == longest for key in whole)
    return 0.7 if has_longer else 1.0


def _without_echoes(readings: list[Match], place: str) -> list[Match]:
    """Drop what only repeats a part of a longer name: 金叶 inside 金叶花园, and the community of a found estate."""
    estates = [match for match in readings if match.kind == "estate"]
    homes = {match.community for match in estates}
    whole = [normalise(match.name) for match in estates if normalise(match.name) in place]
    kept = []
    for match in readings:
        name = normalise(match.name)
        swallowed = any(name != longer and name in longer for longer in whole) and place.count(name) == 1
        if not swallowed and not (match.kind == "community" and match.code in homes):
            kept.append(match)
    return kept


def _with_buildings(readings: list[Match], address: Address) -> list[Match]:
    """Carry estates on to the building and the home, where these are registered."""
    estates = [match.code for match in readings if match.kind == "estate"]
    buildings = {
        building.code[:16]: building
        for building in Building.objects.filter(estate__code__in=estates, key=address.building)
    }
    doors = _homes([building.pk for building in buildings.values()], address)
    result = []
    for match in readings:
        building = buildings.get(match.code)
        if building is None:
            result.append(replace(match, rest=_rest(address)))
            continue
        found = doors.get(building.pk, [])
        name = f"{match.name}{building.name}"
        raised = replace(match, code=building.code, kind="building", name=name, score=round(match.score + 0.1, 3))
        if not address.room:
            result.append(raised)
        elif not found:
            result.append(replace(raised, rest=_rest(replace(address, building=""))))
        for home in found:
            # Without the unit two doors of the same number are two candidates.
            more = 0.05 if len(found) == 1 else 0.0
            spoken = f"{name}{home.unit_no + '单元' if home.unit_no else ''}{home.room}室"
            result.append(
                replace(raised, code=home.code, kind="home", name=spoken, score=round(raised.score + more, 3))
            )
    return result


def _homes(buildings: list[int], address: Address) -> dict[int, list[Home]]:
    if not buildings or not address.room:
        return {}
    homes = Home.objects.filter(building__in=buildings, room=address.room)
    if address.unit:
        homes = homes.filter(unit_no=address.unit)
    result: dict[int, list[Home]] = {}
    for home in homes.order_by("code"):
        result.setdefault(home.building_id, []).append(home)
    return result


def _rest(address: Address) -> str:
    parts = ((address.building, "栋"), (address.unit, "单元"), (address.room, "室"))
    return "".join(value + word for value, word in parts if value)
