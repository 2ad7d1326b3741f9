"""Every page shows exactly what the one predicate shows (issue: every peer leaks here)."""

import pytest

from tests.sweeps.endpoints import ENDPOINTS, FOR_PROGRAMS
from tests.sweeps.world import PROGRAMS, STAFF, World

PEOPLE = [
    "visitor", "reporter", "whistleblower", "neighbour", "principal", "agent", "staff whistleblower", *STAFF,
    "community_worker@sibling", "street_officer@other street", "county_dispatcher@other county", "county_leader@other county",
    *PROGRAMS,
]  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
def test_list_count_detail_search_export_api_map_and_wall_show_the_same_cases(world: World, who: str) -> None:
    client = world.client(who)
    wrong = {}
    for name, endpoint in (FOR_PROGRAMS if who in PROGRAMS else ENDPOINTS).items():
        expected, found = endpoint.expected(world, who), endpoint.shows(world, client, who)
        if expected != found:
            wrong[name] = {"too much": sorted(found - expected), "missing": sorted(expected - found)}
    assert not wrong


def test_the_sweep_can_tell_people_apart(world: World) -> None:
    """Were all sets equal, or empty, the sweep would prove nothing."""
    seen = {who: frozenset(world.visible(who)) for who in PEOPLE}
    assert len(set(seen.values())) > 12
    assert seen["visitor"] == frozenset()
    assert set.union(*map(set, seen.values())) >= set(world.cases) - {"标记甲04"}
    assert "标记甲03" in seen["county_dispatcher"]
    assert "标记甲03" not in seen["county_leader"]
    assert "标记甲04" not in seen["community_worker"]
    assert seen["agent"] == {"标记甲02"}
