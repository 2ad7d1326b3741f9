"""A small community to test in, made of real rows: 咸安区 温泉街道 金叶社区 and whoever the test asks for."""

from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.casework.public import actions as verbs
from shanzhi.engines.org.public import ROLES, Account, Post, Seat, Unit
from shanzhi.engines.territory.models import Area
from shanzhi.kernel.actor import Actor, Grant
from shanzhi.kernel.codes import prefix

COUNTY, STREET, COMMUNITY = "421202000000", "421202001000", "421202001010"
OTHER_COMMUNITY, OTHER_STREET, OTHER_COUNTY = "421202001006", "421202002000", "421221000000"
GRID = COMMUNITY + "003"
#: A Tuesday morning in working hours.
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

_serial = count(1)


def make_community() -> Area:
    """Province to community, as few rows as a place needs; the community is returned."""
    rows = [
        ("420000000000", 1, "湖北省", ""), ("421200000000", 2, "咸宁市", "420000000000"),
        (COUNTY, 3, "咸安区", "421200000000"), (STREET, 4, "温泉街道", COUNTY), (OTHER_STREET, 4, "浮山街道", COUNTY),
        (COMMUNITY, 5, "金叶社区", STREET), (OTHER_COMMUNITY, 5, "岔路口社区", STREET),
        ("421202002001", 5, "银泉社区", OTHER_STREET), (OTHER_COUNTY, 3, "嘉鱼县", "421200000000"),
    ]  # fmt: skip
    for code, level, name, parent in rows:
        Area.objects.get_or_create(
            code=code, defaults={"level": level, "name": name, "short_name": name, "parent_code": parent}
        )
    return Area.objects.get(code=COMMUNITY)


def make_unit(kind: str = "committee", territory: str = COMMUNITY, name: str = "", **more: Any) -> Unit:
    """A unit of that kind and place; asked for twice under one name, it is the same."""
    name = name or f"{Unit.Kind(kind).label}{territory}"
    slug = more.pop("slug", f"unit-{next(_serial)}")
    unit, _ = Unit.objects.get_or_create(
        name=name, territory_code=territory, defaults={"slug": slug, "kind": kind, "short_name": name[:30], **more}
    )
    return unit


def make_staff(role: str, territory: str = COMMUNITY, unit: Unit | None = None, name: str = "", **more: Any) -> Account:
    """An account with a seat of that role there since 2020."""
    serial = next(_serial)
    unit = unit or make_unit(territory=territory[:12])
    account = Account.objects.create(
        username=f"staff{serial}",
        name=name or f"{ROLES[role].title}{serial}",
        is_staff=True,
        created_at=MORNING,
        **more,
    )
    post, _ = Post.objects.get_or_create(unit=unit, title=ROLES[role].title, defaults={"role": role})
    since = datetime(2020, 1, 1, tzinfo=MORNING.tzinfo)
    Seat.objects.create(account=account, post=post, territory_code=territory, since=since)
    return account


def make_resident(phone: str = "", name: str = "陈芳", **more: Any) -> Account:
    """A resident who has logged in once."""
    phone = phone or f"1390000{next(_serial):04d}"
    return Account.objects.create(
        name=name, phone=phone, is_staff=False, home_code=COMMUNITY, created_at=MORNING, **more
    )


def actor_of(account: Account) -> Actor:
    """The account's actor, seats and all, as a request would have it."""
    from shanzhi.engines.org.public import actor_for_session

    return actor_for_session(account.pk, at=MORNING)


def pretend(role: str, territory: str = COUNTY, unit_id: int | None = None, account_id: int | None = None) -> Actor:
    """An actor of one role without rows behind it, for rules that need none."""
    grant = Grant(ROLES[role], prefix(territory), unit_id=unit_id, seat_id=next(_serial))
    return Actor(account_id or 900_000 + next(_serial), ROLES[role].title, (grant,))


def make_case(step: str = "submitted", *, at: datetime = MORNING, unit: Unit | None = None, **facts: Any) -> Case:
    """A case brought to `step` by the verbs themselves, all at `at`. `facts` are fields of NewCase."""
    reporter = facts.pop("reporter", None)
    defaults: dict[str, Any] = {
        "kind": "appeal",
        "nature": "help",
        "body": "3栋2单元楼道灯不亮",
        "territory_code": COMMUNITY,
    }
    if reporter is not None:
        defaults |= {"reporter_id": reporter.pk, "name": reporter.name, "phone": reporter.phone or ""}
    elif step == "rating":
        defaults["phone"] = "13900009999"  # a case of which nobody can be asked for a rating ends when it is verified
    by = actor_of(reporter) if reporter is not None else pretend("county_dispatcher")
    case = actions.report(actions.NewCase(**(defaults | facts)), by=by, at=at)
    return advance(case, step, at=at, unit=unit)


_PATH = ("submitted", "accepted", "dispatched", "signed", "handling", "verifying", "rating")


def advance(case: Case, step: str, *, at: datetime = MORNING, unit: Unit | None = None) -> Case:
    """Bring a case forward along the usual path by its verbs."""
    # An anonymous one passes over the contact: where it stands tells what comes next.
    while case.step in _PATH and _PATH.index(case.step) < _PATH.index(step):
        case = _FORWARD[case.step](case, at, unit)
    return Case.objects.get(pk=case.pk)


def _dispatch(case: Case, at: datetime, unit: Unit | None) -> Case:
    return verbs.dispatch(case, by=pretend("county_dispatcher"), at=at, unit=unit or make_unit())


def _handler(case: Case) -> Actor:
    return pretend("community_worker", case.community_code, unit_id=case.unit_id)


_FORWARD = {
    "submitted": lambda c, at, _: verbs.accept(c, by=pretend("county_dispatcher"), at=at, category="01"),
    "accepted": _dispatch,
    "dispatched": lambda c, at, _: verbs.sign(c, by=_handler(c), at=at),
    "signed": lambda c, at, _: verbs.contact(c, by=_handler(c), at=at, note="问清了是哪几层"),
    "handling": lambda c, at, _: verbs.feed_back(c, by=_handler(c), at=at, result="换了2个声控灯"),
    "verifying": lambda c, at, _: verbs.verify(c, by=pretend("county_dispatcher"), at=at),
}
