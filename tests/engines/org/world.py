"""A small county: a centre, a street and a community with their posts, and accounts to put into them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from shanzhi.engines.org.public import (
    Account,
    Post,
    Seat,
    Unit,
    actor_for_session,
    create_staff,
    grant_seat,
    installer,
    open_post,
    open_unit,
    resident_with_phone,
)
from shanzhi.kernel.actor import Actor

COUNTY, STREET, COMMUNITY, GRID = "421202000000", "421202002000", "421202002010", "421202002010003"
AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "yongan-jing-shui-2026"
_ENCODED: list[str] = []


@dataclass
class County:
    """What the tests of this folder stand on."""

    at: datetime
    installer: Actor
    units: dict[str, Unit]

    def post(self, unit: str, role: str) -> Post:
        """The unit's post of that role, opened when first asked for."""
        known = Post.objects.filter(unit=self.units[unit], role=role).first()
        return known or open_post(self.units[unit], title=role, role=role, by=self.installer, at=self.at)

    def staff(self, username: str, **facts: object) -> Account:
        """An account with the password PASSWORD."""
        if not _ENCODED:
            _ENCODED.append(make_password(PASSWORD))
        wanted: dict[str, object] = {"name": username, "must_change_password": False} | facts
        return create_staff(
            username=username,
            territory=COUNTY,
            encoded_password=_ENCODED[0],
            by=self.installer,
            at=self.at,
            **wanted,  # type: ignore[arg-type]
        )

    def seat(self, account: Account, unit: str, role: str, territory: str = "") -> Seat:
        """Put an account into the unit's post of that role."""
        code = territory or self.units[unit].territory_code
        return grant_seat(account, post=self.post(unit, role), territory_code=code, by=self.installer, at=self.at)

    def actor(self, username: str, unit: str, role: str, territory: str = "") -> Actor:
        """A seated colleague as an actor."""
        account = self.staff(username)
        self.seat(account, unit, role, territory)
        return actor_for_session(account.pk, at=self.at)

    def resident(self, phone: str, home: str = "") -> Account:
        """A resident's account."""
        account = resident_with_phone(phone, at=self.at)
        Account.objects.filter(pk=account.pk).update(home_code=home)
        account.refresh_from_db()
        return account


def build() -> County:
    """A centre, a department, a street and a community."""
    by = installer(COUNTY)
    named = {
        "centre": ("centre", "咸安区城运中心", COUNTY),
        "department": ("county_department", "咸安区城管局", COUNTY),
        "street": ("street_office", "永安街道办事处", STREET),
        "committee": ("committee", "双鹤桥社区居委会", COMMUNITY),
    }
    units = {
        slug: open_unit(slug=slug, kind=kind, name=name, territory_code=code, by=by, at=AT)
        for slug, (kind, name, code) in named.items()
    }
    return County(AT, by, units)
