"""Who may do what, and that the tables of it are in step."""

from pathlib import Path

import pytest

from shanzhi.engines.org.roles import ADMINISTRATORS, NOT_FOR_POSTS, ROLES, VERBS, table
from shanzhi.engines.org.rules import stays_apart
from shanzhi.kernel.roles import Reach
from tests.engines.org import who_may_what

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[2]


def test_every_role_may_do_exactly_what_the_committed_table_says():
    committed = (HERE / "matrix.csv").read_text().splitlines()
    found = list(who_may_what.table())
    assert len(committed) == len(ROLES) * len(VERBS) + 1
    assert [(a, b) for a, b in zip(committed, found, strict=True) if a != b] == []


def test_the_page_of_roles_is_in_step_with_the_classes():
    assert (CHECKOUT / "docs" / "roles.md").read_text() == table.markdown()


def test_roles_hold_known_verbs_only_and_say_what_they_are_for():
    for code, role in ROLES.items():
        assert role.code == code
        assert role.title
        assert role.duty
        assert set(role.verbs) <= set(VERBS), code


def test_every_verb_is_held_by_somebody():
    assert set(VERBS) == {verb for role in ROLES.values() for verb in role.verbs}


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_no_verb_reaches_a_stranger_s_thing_in_another_county(role, verb):
    far = {"far", "sibling", "parent", "other unit far away", "a stranger's far away", "nowhere, nobody's"}
    assert not far & set(who_may_what.allowed(role, verb))


def test_the_three_administrators_share_no_verb_and_touch_no_case():
    held = [set(ROLES[code].verbs) for code in ADMINISTRATORS]
    assert sum(len(verbs) for verbs in held) == len(set.union(*held))
    assert not any(verb.startswith("case.") or verb == "wall.read" for verbs in held for verb in verbs)
    others = {verb for code, role in ROLES.items() if code not in ADMINISTRATORS for verb in role.verbs}
    # Places are registered by the communities too; everything else is the administrators' alone.
    assert others & set.union(*held) == {"estate.keep"}


def test_only_the_dispatcher_sees_what_was_told_in_confidence():
    for verb in ("case.read_sealed", "case.see_reporter", "case.decide_return"):
        assert [code for code, role in ROLES.items() if verb in role.verbs] == ["county_dispatcher"]


def test_searching_and_exporting_reach_no_further_than_reading():
    for role in ROLES.values():
        for verb in ("case.search", "case.export", "case.print", "case.comment"):
            reach = role.verbs.get(verb)
            assert reach is None or reach & role.verbs["case.read"] == reach, (role.code, verb)


def test_who_handles_does_so_for_the_unit_only():
    handling = ("case.sign", "case.contact", "case.feed_back", "case.ask_return")
    reaches = {role.verbs[verb] for role in ROLES.values() for verb in handling if verb in role.verbs}
    assert reaches == {Reach.UNIT}


@pytest.mark.parametrize(
    ("held", "wanted", "fine"),
    [
        (set(), "audit_admin", True),
        ({"audit_admin"}, "audit_admin", True),
        ({"grid_worker"}, "street_officer", True),
        ({"grid_worker"}, "audit_admin", False),
        ({"audit_admin"}, "grid_worker", False),
        ({"audit_admin"}, "security_admin", False),
    ],
)
def test_an_administrator_holds_nothing_else(held, wanted, fine):
    assert stays_apart(held, wanted) is fine


def test_the_sets_of_roles_name_roles():
    assert set(ROLES) >= ADMINISTRATORS | NOT_FOR_POSTS
