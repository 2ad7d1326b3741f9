"""A small county of marked cases and of people in every role and place, for the sweeps.

Every case says its mark (`标记甲01`) in its title, so that whatever shows a case shows its mark or its number. The rows
are made once a module, inside a transaction that is rolled back at its end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.org.public import (
    Account,
    ApiClient,
    Mandate,
    Unit,
    actor_for_token,
    installer,
    issue_api_client,
)  # fmt: skip
from shanzhi.engines.org.roles import NOT_FOR_POSTS, ROLES
from shanzhi.engines.territory.models import Area, Grid
from shanzhi.kernel import clock, files
from shanzhi.kernel.actor import ANONYMOUS, Actor
from shanzhi.portals.api import door
from tests import factories as make
from tests.support.browser import session_for

AT = make.MORNING
SIBLING, OTHER_STREET_COMMUNITY, OTHER_COUNTY_COMMUNITY = make.OTHER_COMMUNITY, "421202002001", "421221001001"
#: Phones and names that must never be shown where the reporter is hidden.
SEALED_PHONE, SEALED_NAME = "13971234567", "欧阳知秋"
ANONYMOUS_PHONE = "13787658096"
PLAIN_PHONE, PLAIN_NAME = "13612344321", "钱多多"
#: Every title holds it, so one search finds whatever may be found.
WORD = "凉亭"

#: Where the seat of each role is, for the own place of the sweep.
HOME = {
    "grid_worker": make.GRID, "community_worker": make.COMMUNITY, "community_secretary": make.COMMUNITY,
    "street_officer": make.STREET, "department_officer": make.COUNTY, "partner_staff": make.COMMUNITY,
}  # fmt: skip


@dataclass
class World:
    """Cases by mark; people by key (`role`, `role@place`, `reporter`, `agent`, `neighbour`); units by key."""

    cases: dict[str, Case] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, who: str, **options: Any) -> Client:
        """A client signed in as that person, or with that program's token; `visitor` is nobody."""
        if who in self.tokens:
            door.forget()
            return Client(headers={"Authorization": f"Bearer {self.tokens[who]}"}, **options)
        client = Client(**options)
        if who != "visitor":
            client.cookies["sessionid"] = self.sessions[who]
        return client

    def actor(self, who: str) -> Actor:
        """The actor of the person or program as a request has it."""
        if who in self.tokens:
            found = actor_for_token(self.tokens[who], at=AT)
            assert found is not None
            return found
        return ANONYMOUS if who == "visitor" else make.actor_of(self.people[who])

    def visible(self, who: str) -> set[str]:
        """Marks that the predicate shows to that person."""
        return self.marks(Case.objects.visible_to(self.actor(who)))

    def marks(self, cases: Any) -> set[str]:
        """Marks of a queryset."""
        wanted = set(cases.values_list("pk", flat=True))
        return {mark for mark, case in self.cases.items() if case.pk in wanted}

    def shown(self, text: str) -> set[str]:
        """Marks of every case of which `text` shows the mark or the number."""
        return {mark for mark, case in self.cases.items() if mark in text or case.number in text}


@contextmanager
def built(blocker: Any) -> Iterator[World]:
    """The world, in a transaction that is rolled back."""
    with pytest.MonkeyPatch.context() as patch, blocker.unblock(), TemporaryDirectory() as media:
        patch.setattr(clock, "now", lambda: AT)
        patch.setattr(settings, "MEDIA_ROOT", media)
        with transaction.atomic():
            yield _build()
            transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


STAFF = [code for code in ROLES if code not in NOT_FOR_POSTS]


def _build() -> World:
    world = World()
    _places()
    _units(world)
    _people(world)
    _cases(world)
    for who, (unit, role) in PROGRAMS.items():
        _program(world, who, world.units[unit], role)
    # Here and not when first asked for: a test that takes back what it did would take the session along.
    world.sessions = {who: session_for(account) for who, account in world.people.items()}
    return world


def _places() -> None:
    make.make_community()
    for code, level, name, parent in (
        ("421221001000", 4, "鱼岳镇", make.OTHER_COUNTY), (OTHER_COUNTY_COMMUNITY, 5, "北街社区", "421221001000")
    ):  # fmt: skip
        Area.objects.create(code=code, level=level, name=name, short_name=name, parent_code=parent)
    Grid.objects.create(code=make.GRID, community_code=make.COMMUNITY, name="第三网格")


def _units(world: World) -> None:
    make_unit = make.make_unit
    world.units = {
        "centre": make_unit("centre", make.COUNTY, "区指挥中心"),
        "department": make_unit("county_department", make.COUNTY, "区城管局"),
        "street": make_unit("street_office", make.STREET, "温泉街道办事处"),
        "committee": make_unit("committee", make.COMMUNITY, "金叶社区居委会"),
        "firm": make_unit("property_firm", make.COMMUNITY, "金叶物业"),
        "sibling": make_unit("committee", SIBLING, "岔路口社区居委会"),
        "other street": make_unit("street_office", make.OTHER_STREET, "浮山街道办事处"),
        "other county": make_unit("centre", make.OTHER_COUNTY, "嘉鱼指挥中心"),
    }


_UNIT_OF = {
    "grid_worker": "committee", "community_worker": "committee", "community_secretary": "committee",
    "street_officer": "street", "department_officer": "department", "partner_staff": "firm",
}  # fmt: skip


def _people(world: World) -> None:
    for role in STAFF:
        unit = world.units[_UNIT_OF.get(role, "centre")]
        world.people[role] = make.make_staff(role, HOME.get(role, make.COUNTY), unit)
    for role, place, unit in (
        ("community_worker", SIBLING, "sibling"), ("street_officer", make.OTHER_STREET, "other street"),
        ("county_dispatcher", make.OTHER_COUNTY, "other county"), ("county_leader", make.OTHER_COUNTY, "other county"),
    ):  # fmt: skip
        world.people[f"{role}@{unit}"] = make.make_staff(role, place, world.units[unit])
    world.people["reporter"] = make.make_resident(PLAIN_PHONE, PLAIN_NAME)
    world.people["whistleblower"] = make.make_resident(SEALED_PHONE, SEALED_NAME)
    world.people["neighbour"] = make.make_resident("13500001111", "邻居甲")
    world.people["principal"] = make.make_resident("13500002222", "老母亲")
    world.people["agent"] = make.make_resident("13500003333", "代办人乙")
    world.people["staff whistleblower"] = make.make_staff(
        "community_worker", SIBLING, world.units["sibling"], name="司徒揭发"
    )
    Mandate.objects.create(
        principal=world.people["principal"], agent=world.people["agent"], scope="all", basis="family",
        evidence="户口簿", since=AT - timedelta(days=30),
    )  # fmt: skip


#: Programs: (unit, role). The place is the unit's.
PROGRAMS = {
    "program: committee": ("committee", "api_client"), "program: firm": ("firm", "api_client"),
    "program: street": ("street", "api_client"), "program: department": ("department", "api_client"),
    "program: centre": ("centre", "county_dispatcher"), "program: other county": ("other county", "api_client"),
}  # fmt: skip


def _program(world: World, who: str, unit: Unit, role: str) -> None:
    client, token = issue_api_client(
        name=who, unit=unit, territory_code=unit.territory_code, by=installer("42"), at=AT - timedelta(days=1)
    )
    ApiClient.objects.filter(pk=client.pk).update(role=role, last_used_on=AT.date())
    world.tokens[who] = token


def picture(colour: str = "red", name: str = "a.jpg") -> SimpleUploadedFile:
    """A small real JPEG."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


#: mark: (place, step, unit, reporter, facts)
PLAN: dict[str, tuple[str, str, str, str, dict[str, Any]]] = {
    "标记甲01": (make.COMMUNITY, "submitted", "", "reporter", {}),
    "标记甲02": (make.COMMUNITY, "dispatched", "committee", "principal", {}),
    "标记甲03": (make.COMMUNITY, "dispatched", "committee", "whistleblower", {"nature": "report", "is_sealed": True}),
    "标记甲04": (make.COMMUNITY, "submitted", "", "", {"nature": "report", "is_sealed": True, "is_anonymous": True}),
    "标记甲05": (make.GRID, "handling", "firm", "neighbour", {}),
    "标记甲06": (SIBLING, "submitted", "", "reporter", {}),
    "标记甲07": (SIBLING, "handling", "department", "neighbour", {"category_code": "02"}),
    "标记甲08": (OTHER_STREET_COMMUNITY, "dispatched", "department", "reporter", {}),
    "标记甲09": (OTHER_COUNTY_COMMUNITY, "submitted", "", "neighbour", {}),
    "标记甲10": (make.COMMUNITY, "closed", "committee", "reporter", {}),
    "标记甲11": (make.COMMUNITY, "rating", "committee", "reporter", {}),
    "标记甲12": (SIBLING, "dispatched", "street", "whistleblower", {"nature": "report", "is_sealed": True}),
    "标记甲13": (make.GRID, "signed", "firm", "", {"nature": "report", "is_anonymous": True, "phone": ANONYMOUS_PHONE}),
    "标记甲14": (make.GRID, "dispatched", "firm", "whistleblower", {"nature": "report", "is_sealed": True}),
    "标记甲15": (SIBLING, "dispatched", "sibling", "staff whistleblower", {"nature": "report", "is_sealed": True}),
    "标记甲16": (make.COMMUNITY, "submitted", "", "principal", {"nature": "report", "is_sealed": True}),
}


def _cases(world: World) -> None:
    for number, (mark, (place, step, unit, reporter, more)) in enumerate(PLAN.items()):
        kept = files.store(picture(), by=ANONYMOUS, at=AT, purpose="appeal", keep_until=None).pk
        facts: dict[str, Any] = {
            "body": f"{WORD}漏水，{mark}。", "territory_code": place, "lon": 114.3 + number / 1000, "lat": 29.8,
            "place_text": f"{mark}号楼", "files": [kept], "category_code": "01",
        }  # fmt: skip
        if reporter:
            account = world.people[reporter]
            facts["reporter"] = account
            if account.is_staff:
                facts |= {"phone": "13411112222"}
        goal = "rating" if step == "closed" else step
        case = make.make_case(goal, at=AT, unit=world.units.get(unit), **(facts | more))
        if step == "closed":
            by = world.actor(reporter)
            actions.rate(case, by=by, at=AT, was_contacted=True, is_solved=True, satisfaction=3)
        world.cases[mark] = Case.objects.get(pk=case.pk)
        world.files[mark] = kept
