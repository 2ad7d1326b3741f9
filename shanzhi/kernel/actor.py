"""Who acts: an account with the seats it holds today. Built once per request, in one query."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shanzhi.kernel.codes import covers
from shanzhi.kernel.refused import NotAllowed
from shanzhi.kernel.roles import Reach, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """One seat's authority. `territory` is a prefix of codes; `unit_id` is the unit of the seat."""

    role: type[Role]
    territory: str
    unit_id: int | None = None
    seat_id: int | None = None
    unit_name: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a program or nobody, with grants. `acting_for` holds the accounts that mandates allow to act for."""

    account_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    acting_for: tuple[int, ...] = ()
    channel: str = "web"

    @property
    def is_known(self) -> bool:
        """Somebody is logged in (or a program identified itself)."""
        return self.account_id is not None

    @property
    def owners(self) -> tuple[int, ...]:
        """The accounts whose own things this actor may handle."""
        return () if self.account_id is None else (self.account_id, *self.acting_for)

    def holding(self, verb: str, reach: Reach) -> Iterator[Grant]:
        """The grants whose role holds `verb` with at least `reach`."""
        return (grant for grant in self.grants if reach & grant.role.verbs.get(verb, Reach(0)))

    def holds(self, verb: str) -> bool:
        """Whether any grant has the verb at all, wherever: what a menu needs to know."""
        return any(verb in grant.role.verbs for grant in self.grants)

    def grant_for(
        self,
        verb: str,
        *,
        code: str = "",
        unit_ids: Collection[int | None] = (),
        owner_ids: Collection[int | None] = (),
    ) -> Grant | None:
        """The grant under which the actor may do `verb` on a thing at `code`, with these units and owners."""
        for grant in self.grants:
            reach = grant.role.verbs.get(verb, Reach(0))
            in_territory = reach & Reach.TERRITORY and bool(code) and covers(grant.territory, code)
            in_unit = reach & Reach.UNIT and grant.unit_id is not None and grant.unit_id in unit_ids
            is_own = reach & Reach.OWN and any(owner in owner_ids for owner in self.owners)
            if in_territory or in_unit or is_own:
                return grant
        return None

    def may(
        self,
        verb: str,
        *,
        code: str = "",
        unit_ids: Collection[int | None] = (),
        owner_ids: Collection[int | None] = (),
    ) -> bool:
        """Whether the actor may do `verb` there."""
        return self.grant_for(verb, code=code, unit_ids=unit_ids, owner_ids=owner_ids) is not None

    def require(
        self,
        verb: str,
        *,
        code: str = "",
        unit_ids: Collection[int | None] = (),
        owner_ids: Collection[int | None] = (),
    ) -> Grant:
        """The grant that allows `verb`, or `NotAllowed`."""
        grant = self.grant_for(verb, code=code, unit_ids=unit_ids, owner_ids=owner_ids)
        if grant is None:
            raise NotAllowed(verb=verb)
        return grant


class SystemRole(Role):
    """The program itself, for what clocks do."""

    code = "system"
    title = "系统"
    duty = "到时限自动办的事"
    verbs = {"case.close": Reach.TERRITORY, "case.remind": Reach.TERRITORY, "case.read": Reach.TERRITORY}


ANONYMOUS = Actor(None, "访客")
SYSTEM = Actor(None, "系统", tuple(Grant(SystemRole, digit) for digit in "123456789"), channel="system")
