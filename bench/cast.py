"""Places, units and people of the made-up county 基准区: 20 streets of 20 communities, in squares of 0.01 degree."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shanzhi.engines.org.models import Account, Post, Seat, Unit
from shanzhi.engines.org.public import ROLES
from shanzhi.engines.territory.models import Area
from shanzhi.kernel.crypto import phone_index, ring

COUNTY = "421299000000"
STREETS, EACH = 20, 20
DEPARTMENTS = 20
#: Residents who have an account; about half of the cases are theirs.
RESIDENTS = 20_000
WEST, SOUTH, STEP = 114.0, 29.0, 0.01
SINCE = datetime(2020, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True)
class Scope:
    """One of the desks that everything is measured from."""

    name: str
    role: str
    territory: str


#: A dispatcher of the county, the busiest street and community, and a department without a territory.
SCOPES = (
    Scope("county", "county_dispatcher", COUNTY),
    Scope("street", "street_officer", "421299001000"),
    Scope("community", "community_worker", "421299001001"),
    Scope("unit", "department_officer", COUNTY),
)


def street(s: int) -> str:
    """Code of a street, counted from 0."""
    return f"421299{s + 1:03d}000"


def community(c: int) -> str:
    """Code of a community, counted from 0; the first ones are the busiest."""
    return f"421299{c // EACH + 1:03d}{c % EACH + 1:03d}"


def square(c: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a community."""
    west, south = WEST + c % EACH * STEP, SOUTH + c // EACH * STEP
    return west, south, west + STEP, south + STEP


def make() -> None:
    """Write them. Units have the ids 1 to 20 (departments), 101 to 120 (streets), 1001 to 1400 (committees)."""
    _areas()
    _units()
    _staff()
    _residents()


def _areas() -> None:
    rows = [
        Area(code="420000000000", level=1, name="湖北省"),
        Area(code="421200000000", level=2, name="咸宁市", parent_code="420000000000"),
        Area(code=COUNTY, level=3, name="基准区", parent_code="421200000000"),
        *(Area(code=street(s), level=4, name=f"第{s + 1}街道", parent_code=COUNTY) for s in range(STREETS)),
    ]
    for c in range(STREETS * EACH):
        west, south, east, north = square(c)
        ring_ = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        rows.append(
            Area(
                code=community(c),
                level=5,
                name=f"第{c + 1}社区",
                parent_code=street(c // EACH),
                lon=west + STEP / 2,
                lat=south + STEP / 2,
                boundary={"type": "Polygon", "coordinates": [ring_]},
                west=west,
                south=south,
                east=east,
                north=north,
            )
        )
    Area.objects.bulk_create(rows, ignore_conflicts=True)


def _units() -> None:
    def unit(id_: int, kind: str, name: str, territory: str) -> Unit:
        return Unit(id=id_, slug=f"bench-{id_}", kind=kind, name=name, short_name=name, territory_code=territory)

    departments = [unit(d + 1, "county_department", f"第{d + 1}局", COUNTY) for d in range(DEPARTMENTS)]
    streets = [unit(101 + s, "street_office", f"第{s + 1}街道办", street(s)) for s in range(STREETS)]
    committees = [unit(1001 + c, "committee", f"第{c + 1}居委会", community(c)) for c in range(STREETS * EACH)]
    Unit.objects.bulk_create([unit(50, "centre", "区指挥中心", COUNTY), *departments, *streets, *committees])


def _staff() -> None:
    units = {"county": 50, "street": 101, "community": 1001, "unit": 1}
    for scope in SCOPES:
        account = Account.objects.create(
            username=f"bench-{scope.name}",
            name=ROLES[scope.role].title,
            is_staff=True,
            created_at=SINCE,
            password="!",  # noqa: S106 - no password opens it
        )
        post = Post.objects.create(unit_id=units[scope.name], title=ROLES[scope.role].title, role=scope.role)
        Seat.objects.create(account=account, post=post, territory_code=scope.territory, since=SINCE)


def _residents() -> None:
    phones = [phone(n) for n in range(RESIDENTS)]
    sealed = ring().encrypt_many(phones, "org.Account.phone")
    Account.objects.bulk_create(
        [
            Account(
                id=10_001 + n,
                name="居民",
                phone=box,
                phone_index=phone_index(number),
                is_staff=False,
                created_at=SINCE,
                home_code=community(n % 400),
                password="!",  # noqa: S106 - no password opens it
            )
            for n, (number, box) in enumerate(zip(phones, sealed, strict=True))
        ],
        batch_size=5_000,
    )


def phone(n: int) -> str:
    """The telephone number of resident `n`."""
    return f"139{n:08d}"
