"""What is told in confidence is hidden from proxies and colleagues alike, whatever they try with it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from shanzhi.engines.casework.models import owned_by
from shanzhi.engines.casework.public import Case, actions, queries, sees_reporter
from shanzhi.engines.org.public import Account, Mandate
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.models import Act
from shanzhi.kernel.refused import NotFound
from tests.factories import COMMUNITY, COUNTY, MORNING, actor_of, make_case, make_resident, make_unit, pretend

pytestmark = pytest.mark.django_db

SEALED = {"nature": "report", "is_sealed": True, "body": "儿子打人"}


@pytest.fixture
def mother() -> Account:
    return make_resident("13500002222", "老母亲")


@pytest.fixture
def proxy(mother: Account) -> Account:
    son = make_resident("13500003333", "儿子")
    since = MORNING - timedelta(days=30)
    Mandate.objects.create(principal=mother, agent=son, scope="all", basis="family", evidence="户口簿", since=since)
    return son


def test_a_proxy_does_not_see_what_the_principal_told_in_confidence(mother: Account, proxy: Account) -> None:
    hidden, plain = make_case(reporter=mother, **SEALED), make_case(reporter=mother)
    by = actor_of(proxy)
    assert set(Case.objects.visible_to(by)) == {plain}
    assert set(Case.objects.filter(owned_by(by))) == {plain}
    assert (sees_reporter(by, hidden), sees_reporter(by, plain)) == (False, True)
    assert set(queries.matching(Case.objects.all(), "13500002222", by=by)) == {plain}
    assert set(Case.objects.visible_to(actor_of(mother))) == {hidden, plain}
    assert sees_reporter(actor_of(mother), hidden)


def test_a_proxy_s_own_confidence_stays_visible_to_the_proxy(proxy: Account) -> None:
    own = make_case(reporter=proxy, **SEALED)
    assert set(Case.objects.visible_to(actor_of(proxy))) == {own}


Verb = Callable[[Case, Actor, datetime], object]
VERBS: dict[str, tuple[str, Verb]] = {
    "accept": ("submitted", lambda c, by, at: actions.accept(c, by=by, at=at, category="01")),
    "withdraw": ("submitted", lambda c, by, at: actions.withdraw(c, by=by, at=at)),
    "comment": ("submitted", lambda c, by, at: actions.comment(c, by=by, at=at, text="算了")),
    "verify": ("verifying", lambda c, by, at: actions.verify(c, by=by, at=at)),
    "rate": ("rating", lambda c, by, at: actions.rate(
        c, by=by, at=at, was_contacted=True, is_solved=True, satisfaction=3)),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_the_verbs_do_not_find_what_is_hidden(verb: str, mother: Account, proxy: Account) -> None:
    step, act = VERBS[verb]
    case = make_case(step, reporter=mother, unit=make_unit("property_firm"), **SEALED)
    before = Act.objects.count()
    for by in (
        actor_of(proxy),
        pretend("community_worker", COMMUNITY, unit_id=make_unit().pk),
        pretend("street_officer"),
    ):
        with pytest.raises(NotFound):
            act(case, by, MORNING)
    assert Act.objects.count() == before
    act(case, actor_of(mother) if verb == "withdraw" else pretend("county_dispatcher", COUNTY), MORNING)


def test_the_unit_that_handles_it_and_the_clock_still_find_it(mother: Account) -> None:
    case = make_case("dispatched", reporter=mother, **SEALED)
    worker = pretend("partner_staff", COMMUNITY, unit_id=case.unit_id)
    assert actions.sign(case, by=worker, at=MORNING).step == "signed"
    assert actions.comment(case, by=worker, at=MORNING, text="去看过").pk == case.pk
    waiting = make_case("rating", reporter=mother, **SEALED)
    assert actions.close_unrated(waiting, at=MORNING + timedelta(days=8)).step == "closed"
