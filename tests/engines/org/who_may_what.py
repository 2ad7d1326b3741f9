"""The table of who may do what: every role × verb × place. `python -m tests.engines.org.who_may_what` prints it."""

import sys
from collections.abc import Iterator

from shanzhi.engines.org.roles import ROLES, VERBS
from shanzhi.kernel.actor import Actor, Grant

ME, MY_PRINCIPAL, STRANGER = 1, 2, 3
MY_UNIT, OTHER_UNIT = 10, 20
#: Where the seat of each role holds, as a prefix, and places seen from there.
SEATS = {"grid_worker": "421202002010003", "community_worker": "421202002010", "community_secretary": "421202002010"}
SEATS |= {"street_officer": "421202002", "partner_staff": "421202002010", "api_client": "421202002"}
COUNTY = "421202"
PLACES = {
    "421202": {"here": "421202000000", "below": "421202002010003", "sibling": "421221001001", "parent": "421200000000"},
    "421202002": {"here": "421202002000", "below": "421202002010", "sibling": "421202003010", "parent": "421202000000"},
    "421202002010": {
        "here": "421202002010",
        "below": "421202002010003",
        "sibling": "421202002011",
        "parent": "421202002000",
    },
    "421202002010003": {
        "here": "421202002010003",
        "below": "42120200201000301",
        "sibling": "421202002010004",
        "parent": "421202002010",
    },
}
FAR = "440310001001"


def actor_with(role: str) -> Actor:
    """Somebody who holds this role and nothing else, and acts for one other person."""
    territory = SEATS.get(role, COUNTY)
    grant = Grant(ROLES[role], territory, MY_UNIT, seat_id=5)
    return Actor(ME, role, (grant,), acting_for=(MY_PRINCIPAL,))


def allowed(role: str, verb: str) -> list[str]:
    """Names of the situations in which the role may do the verb."""
    actor = actor_with(role)
    places = {**PLACES[actor.grants[0].territory], "far": FAR}
    situations = {name: {"code": code} for name, code in places.items()}
    situations |= {
        "my unit far away": {"code": FAR, "unit_ids": [MY_UNIT]},
        "other unit far away": {"code": FAR, "unit_ids": [OTHER_UNIT]},
        "mine far away": {"code": FAR, "owner_ids": [ME]},
        "my principal's far away": {"code": FAR, "owner_ids": [MY_PRINCIPAL]},
        "a stranger's far away": {"code": FAR, "owner_ids": [STRANGER]},
        "nowhere, nobody's": {},
    }
    return [name for name, facts in situations.items() if actor.may(verb, **facts)]


def table() -> Iterator[str]:
    """Lines of matrix.csv."""
    yield "role,verb,may"
    for role in ROLES:
        for verb in VERBS:
            yield f"{role},{verb},{'; '.join(allowed(role, verb))}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
