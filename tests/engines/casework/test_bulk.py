"""A told history writes the rows that the verbs would have written."""

from datetime import timedelta
from typing import Any

import pytest

from shanzhi.engines.casework.actions.bulk import History, Told, known_keys, load
from shanzhi.engines.casework.models import CaseNumber
from shanzhi.engines.casework.process import OutOfOrder
from shanzhi.engines.casework.public import Case, Clock, Rating, Tally, actions
from shanzhi.kernel.models import Act
from tests.factories import COMMUNITY, MORNING, actor_of, make_resident, make_unit, pretend

pytestmark = pytest.mark.django_db


def columns(row: Any, *without: str) -> dict[str, Any]:
    drop = {
        "id",
        "case_id",
        "number",
        "reporter_phone",
        "reporter_name",
        "object_id",
        "seat_id",
        "account_id",
        *without,
    }
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in drop}


def told_and_done() -> tuple[Case, Case]:
    """The same story twice: told in bulk, and done verb by verb. Dissatisfied once, then content."""
    resident, unit = make_resident(), make_unit()
    triage, worker = pretend("county_dispatcher"), pretend("community_worker", COMMUNITY, unit_id=unit.pk)
    own = actor_of(resident)
    new = actions.NewCase(
        kind="appeal", nature="help", body="3栋楼道灯不亮", territory_code=COMMUNITY, reporter_id=resident.pk,
        name="陈芳", phone="13900000001", category_code="08",
    )  # fmt: skip
    t = [MORNING + timedelta(hours=n) for n in range(12)]
    bad = Rating(was_contacted=True, is_solved=False, satisfaction=1, comment="没修", channel=own.channel, at=t[6])
    good = Rating(was_contacted=True, is_solved=True, satisfaction=3, comment="", channel=own.channel, at=t[10])
    steps = [
        Told("accept", t[1], triage, changes={"category_code": "08", "nature": "complaint"},
             payload={"category": "08", "nature": "complaint"}),
        Told("dispatch", t[1], triage, changes={"unit_id": unit.pk}, payload={"unit": unit.pk, "unit_name": unit.short_name}),
        Told("sign", t[2], worker),
        Told("contact", t[3], worker, "问清了", payload={"reached": True}),
        Told("feed_back", t[4], worker, "换了灯", changes={"outcome": "换了灯"}, payload={"files": 0}),
        Told("verify", t[5], triage),
        Told("rework", t[6], own, "没修", rating=bad),
        Told("contact", t[7], worker, payload={"reached": True}),
        Told("feed_back", t[8], worker, "又换了", changes={"outcome": "又换了"}, payload={"files": 0}),
        Told("verify", t[9], triage),
        Told("rate", t[10], own, rating=good),
    ]  # fmt: skip
    (told,) = load([History(new, t[0], own, steps)])
    done = actions.report(new, by=own, at=t[0])
    done = actions.accept(done, by=triage, at=t[1], category="08", nature="complaint", unit=unit)
    done = actions.sign(done, by=worker, at=t[2])
    done = actions.contact(done, by=worker, at=t[3], note="问清了")
    done = actions.feed_back(done, by=worker, at=t[4], result="换了灯")
    done = actions.verify(done, by=triage, at=t[5])
    actions.rate(done, by=own, at=t[6], was_contacted=True, is_solved=False, satisfaction=1, comment="没修")
    done = actions.contact(done, by=worker, at=t[7])
    done = actions.feed_back(done, by=worker, at=t[8], result="又换了")
    done = actions.verify(done, by=triage, at=t[9])
    actions.rate(done, by=own, at=t[10], was_contacted=True, is_solved=True, satisfaction=3)
    return Case.objects.get(pk=told.pk), Case.objects.get(pk=done.pk)


def test_a_told_case_has_the_columns_clocks_ratings_and_acts_of_a_done_one() -> None:
    told, done = told_and_done()
    assert columns(told) == columns(done)
    assert (
        (told.reporter_phone, told.reporter_name)
        == (done.reporter_phone, done.reporter_name)
        == ("13900000001", "陈芳")
    )
    for model in (Clock, Rating):
        assert [columns(r) for r in model.objects.filter(case=told).order_by("id")] == [
            columns(r) for r in model.objects.filter(case=done).order_by("id")
        ]
    of = {pk: [columns(a) for a in Act.objects.filter(object_type="casework.case", object_id=pk).order_by("id")]
          for pk in (told.pk, done.pk)}  # fmt: skip
    assert of[told.pk] == of[done.pk]


def test_told_cases_count_in_the_tally_as_done_ones_do() -> None:
    told_and_done()
    sums: dict[str, list[int]] = {}
    names = ("intake", "closed", "late", "contact_due", "contact_met", "rated", "solved", "satisfied")
    for row in Tally.objects.order_by("id"):
        kind = "street" if row.category_code else "community"
        counted = sums.setdefault(kind, [0] * len(names))
        for place, name in enumerate(names):
            counted[place] += getattr(row, name)
    assert sums["street"] == sums["community"] == [2, 2, 0, 4, 4, 4, 2, 2]


def test_numbers_go_on_from_those_given_out() -> None:
    new = actions.NewCase(kind="appeal", nature="help", body="灯坏了", territory_code=COMMUNITY)
    by = pretend("county_dispatcher")
    actions.report(new, by=by, at=MORNING)
    loaded = load([History(new, MORNING, by), History(new, MORNING, by)])
    assert [c.short_number for c in loaded] == ["1124-002", "1124-003"]
    assert CaseNumber.objects.get(community_code=COMMUNITY).last == 3
    assert actions.report(new, by=by, at=MORNING).short_number == "1124-004"


def test_a_history_out_of_order_is_refused_whole() -> None:
    new = actions.NewCase(kind="appeal", nature="help", body="灯坏了", territory_code=COMMUNITY)
    by = pretend("county_dispatcher")
    with pytest.raises(OutOfOrder):
        load([History(new, MORNING, by), History(new, MORNING, by, [Told("sign", MORNING, by)])])
    assert not Case.objects.exists()


def test_known_keys_are_found_at_once() -> None:
    new = actions.NewCase(
        kind="appeal", nature="help", body="灯坏了", territory_code=COMMUNITY, source="old", source_key="7"
    )
    load([History(new, MORNING, pretend("county_dispatcher"))])
    assert known_keys("old", ["6", "7"]) == {"7"}
