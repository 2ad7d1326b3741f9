"""Units and the people who sit in them."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password

from shanzhi.demo.people import COMMUNITY, COUNTY, GIVEN, PASSWORD, RESIDENTS, STAFF, SURNAMES, Person
from shanzhi.domains.appeals.categories import departments
from shanzhi.engines.org import public as org
from shanzhi.engines.territory import public as territory
from shanzhi.kernel.actor import Actor

_ROLE = {"committee": "community_worker", "street_office": "street_officer", "county_department": "department_officer",
         "property_firm": "partner_staff"}  # fmt: skip
_TITLE = {"committee": "社区工作者", "street_office": "民生服务办干部", "county_department": "承办人",
          "property_firm": "项目经理"}  # fmt: skip


@dataclass(slots=True)
class Cast:
    """Units by slug, who handles in each, named staff by user name, residents by name."""

    units: dict[str, org.Unit]
    handlers: dict[int, Actor]
    staff: dict[str, Actor]
    residents: dict[str, org.Account]


def build(*, by: Actor, at: datetime, rng: Random) -> Cast:
    """Every street office, residents' committee and department of the district, one handler each, and the story's people."""
    units = {unit.slug: unit for unit in _units(by=by, at=at)}
    encoded = make_password(PASSWORD)
    staff = {p.username: _seat(p, units, encoded, by=by, at=at) for p in STAFF}
    handlers: dict[int, Actor] = {}
    for person in STAFF:
        if person.role in _ROLE.values():
            handlers[units[person.unit].pk] = staff[person.username]
    unusable = make_password(None)
    for number, unit in enumerate(u for u in units.values() if u.pk not in handlers and u.kind in _ROLE):
        person = Person(
            f"staff{number:03d}", _name(rng), unit.slug, _TITLE[unit.kind], _ROLE[unit.kind], unit.territory_code
        )
        handlers[unit.pk] = _seat(person, units, unusable, by=by, at=at)
    return Cast(units, handlers, staff, _residents(staff, at=at))


def _units(*, by: Actor, at: datetime) -> list[org.Unit]:
    rows = [("centre", "centre", "咸安区社区治理监测调度中心", "区调度中心", COUNTY)]
    rows += [
        (slug, "county_department", f"咸安区{name}", f"区{name}"[:30], COUNTY) for slug, name in departments().items()
    ]
    rows += [
        (f"street-{street.code[:9]}", "street_office", _office(street.name), street.name, street.code)
        for street in territory.children(COUNTY)
    ]
    rows += [
        (f"committee-{place.code}", "committee", f"{place.short_name}居民委员会", place.short_name, place.code)
        for place in territory.communities_in(COUNTY)
    ]
    rows += [("property-jinye", "property_firm", "咸宁金叶物业服务有限公司", "金叶物业", COMMUNITY)]
    return [
        org.open_unit(slug=slug, kind=kind, name=name, short_name=short, territory_code=code, by=by, at=at)
        for slug, kind, name, short, code in rows
    ]


def _office(street: str) -> str:
    if street.endswith("街道"):
        return f"{street}办事处"
    return f"{street}人民政府" if street[-1] in "镇乡" else f"{street}管理委员会"


def _seat(person: Person, units: dict[str, org.Unit], encoded: str, *, by: Actor, at: datetime) -> Actor:
    account = org.create_staff(username=person.username, name=person.name, territory=person.territory, by=by, at=at,
                               encoded_password=encoded)  # fmt: skip
    post = org.open_post(unit=units[person.unit], title=person.title, role=person.role, by=by, at=at)
    org.grant_seat(account, post=post, territory_code=person.territory, by=by, at=at)
    return org.actor_for_session(account.pk, at=at)


def _name(rng: Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def _residents(staff: dict[str, Actor], *, at: datetime) -> dict[str, org.Account]:
    found: dict[str, org.Account] = {}
    for name, phone, _ in RESIDENTS:
        account = org.resident_with_phone(phone, at=at)
        account.name, account.home_code = name, COMMUNITY
        account.mode = "care" if name == "张桂英" else "plain"
        account.save(update_fields=["name", "home_code", "mode"])
        found[name] = account
    org.grant_mandate(found["张桂英"], found["张倩"], scope="all", basis="family", evidence="户口簿：母女",
                      by=staff["liumin"], at=at)  # fmt: skip
    return found
