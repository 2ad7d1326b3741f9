"""The life of a case, from report to rated closure, and every side exit."""

from datetime import timedelta
from typing import Any

import pytest

from shanzhi.engines.casework import audit
from shanzhi.engines.casework.actions.close import NoSuchReason, NotARating, TooLate
from shanzhi.engines.casework.actions.handle import ContactFirst, ReturnedBefore, TooMany, WordsMissing
from shanzhi.engines.casework.actions.report import AlreadyReported, NewCase, NotAReport
from shanzhi.engines.casework.actions.triage import WrongCategory, WrongUnit
from shanzhi.engines.casework.public import Case, Clock, OutOfOrder, Tally, actions
from shanzhi.engines.exchange.public import Notice
from shanzhi.kernel.models import Act
from shanzhi.kernel.refused import NotAllowed, Stale
from tests.factories import (
    COMMUNITY,
    COUNTY,
    GRID,
    MORNING,
    OTHER_COMMUNITY,
    actor_of,
    make_case,
    make_resident,
    make_unit,
    pretend,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_a_report_gets_a_number_two_clocks_a_tally_and_an_act() -> None:
    case = make_case()
    assert case.number == f"{COMMUNITY}-261124-001"
    assert case.short_number == "1124-001"
    assert case.step == "submitted"
    assert {c.code: c.due_at for c in case.clocks.all()} == {
        "accept": MORNING + timedelta(minutes=120),
        "finish": MORNING + timedelta(days=3),
    }
    assert case.burns_at == MORNING + timedelta(minutes=120)
    assert [a.verb for a in Act.objects.filter(object_id=case.pk, object_type="casework.case")] == ["case.report"]
    assert sorted(Tally.objects.values_list("area_code", "category_code", "intake")) == [
        (COMMUNITY[:9], "00", 1),
        (COMMUNITY, "", 1),
    ]


def test_numbers_of_a_day_count_up_within_a_community() -> None:
    assert [make_case().short_number for _ in range(3)] == ["1124-001", "1124-002", "1124-003"]
    assert make_case(territory_code=OTHER_COMMUNITY).short_number == "1124-001"


def test_the_whole_loop_ends_closed_when_the_resident_is_content() -> None:
    resident = make_resident()
    case = make_case("rating", reporter=resident)
    rating = actions.rate(
        case, by=actor_of(resident), at=MORNING, was_contacted=True, is_solved=True, satisfaction=3, comment="快"
    )
    case.refresh_from_db()
    assert rating.is_content
    assert (case.step, case.closed_at, case.burns_at) == ("closed", MORNING, None)
    assert not case.clocks.filter(stopped_at__isnull=True).exists()


def test_a_discontented_resident_starts_the_work_again_with_new_clocks() -> None:
    resident = make_resident()
    case = make_case("rating", reporter=resident)
    actions.rate(case, by=actor_of(resident), at=MORNING, was_contacted=True, is_solved=False, satisfaction=1)
    case.refresh_from_db()
    assert (case.step, case.reopened, case.closed_at) == ("handling", 1, None)
    assert set(case.clocks.filter(stopped_at__isnull=True).values_list("code", flat=True)) == {"contact", "finish"}


def test_after_the_last_round_a_discontented_rating_ends_the_case_as_it_stands() -> None:
    resident = make_resident()
    by = actor_of(resident)
    case = make_case("rating", reporter=resident)
    for _ in range(2):
        actions.rate(case, by=by, at=MORNING, was_contacted=True, is_solved=False, satisfaction=1)
        case.refresh_from_db()
        worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
        with pytest.raises(ContactFirst):
            actions.feed_back(case, by=worker, at=MORNING, result="又修了一遍")
        case = actions.contact(case, by=worker, at=MORNING)
        case = actions.feed_back(case, by=worker, at=MORNING, result="又修了一遍")
        case = actions.verify(case, by=pretend("county_dispatcher"), at=MORNING)
    actions.rate(case, by=by, at=MORNING, was_contacted=True, is_solved=False, satisfaction=1)
    case.refresh_from_db()
    assert case.step == "closed"
    assert [r.round for r in case.ratings.order_by("round")] == [0, 1, 2]


def test_staff_ring_up_and_record_the_rating_on_the_residents_behalf() -> None:
    resident = make_resident()
    case = make_case("rating", reporter=resident)
    worker = pretend("community_worker", COMMUNITY)
    rating = actions.rate(case, by=worker, at=MORNING, was_contacted=True, is_solved=True, satisfaction=2)
    act = Act.objects.get(verb="case.rate")
    assert rating.channel == "phone"
    assert (act.on_behalf_of, act.actor_name) == (resident.pk, "社区工作者")


def test_a_stranger_cannot_rate() -> None:
    case = make_case("rating", reporter=make_resident())
    with pytest.raises(NotAllowed):
        actions.rate(case, by=actor_of(make_resident()), at=MORNING, was_contacted=True, is_solved=True, satisfaction=3)
    with pytest.raises(NotARating):
        actions.rate(
            case, by=pretend("community_worker"), at=MORNING, was_contacted=True, is_solved=True, satisfaction=4
        )


def test_accepting_with_a_unit_dispatches_in_the_same_step_of_work() -> None:
    unit = make_unit()
    case = actions.accept(
        make_case(), by=pretend("county_dispatcher"), at=MORNING, category="01", nature="complaint", unit=unit
    )
    assert (case.step, case.unit_id, case.category_code, case.nature) == ("dispatched", unit.pk, "01", "complaint")
    assert list(Act.objects.filter(object_type="casework.case").order_by("id").values_list("verb", flat=True)) == [
        "case.report", "case.accept", "case.dispatch",
    ]  # fmt: skip


def test_the_finishing_limit_follows_the_nature_that_triage_fixes() -> None:
    case = make_case(nature="help")
    before = case.finish_due_at
    case = actions.accept(case, by=pretend("county_dispatcher"), at=MORNING, category="01", nature="complaint")
    assert before is not None
    assert case.finish_due_at is not None
    assert case.finish_due_at > before
    assert Act.objects.get(verb="case.accept").payload["relimit"]["finish"]["minutes"] == 2100


@pytest.mark.parametrize("category", ["", "9898", "<b>"])
def test_an_unknown_category_is_refused(category: str) -> None:
    with pytest.raises(WrongCategory):
        actions.accept(make_case(), by=pretend("county_dispatcher"), at=MORNING, category=category)


def test_a_unit_of_another_place_or_out_of_use_cannot_be_given_a_case() -> None:
    case = make_case("accepted")
    elsewhere = make_unit("committee", OTHER_COMMUNITY)
    ended = make_unit("property_firm", COMMUNITY, is_active=False)
    for unit in (elsewhere, ended):
        with pytest.raises(WrongUnit):
            actions.dispatch(case, by=pretend("county_dispatcher"), at=MORNING, unit=unit)


def test_a_failed_call_is_on_record_but_stops_no_clock() -> None:
    case = make_case("signed")
    worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    case = actions.contact(case, by=worker, at=MORNING, note="没人接", reached=False)
    assert case.step == "signed"
    assert case.clocks.get(code="contact").stopped_at is None
    assert Act.objects.filter(verb="case.contact").count() == 1


def test_a_return_is_decided_once_and_asked_once() -> None:
    case = make_case("dispatched")
    worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    case = actions.ask_return(case, by=worker, at=MORNING, reason="路灯归市政")
    assert case.clocks.get(code="sign").paused_at == MORNING
    hour = MORNING + timedelta(hours=1)
    case = actions.decide_return(case, by=pretend("county_dispatcher"), at=hour, grant=False, decision="楼道灯归物业")
    assert case.step == "dispatched"
    assert case.clocks.get(code="sign").due_at == MORNING + timedelta(hours=25)
    with pytest.raises(ReturnedBefore):
        actions.ask_return(case, by=worker, at=hour, reason="还是不归我们")


def test_a_granted_return_goes_back_to_be_dispatched_again() -> None:
    case = make_case("dispatched")
    worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    case = actions.ask_return(case, by=worker, at=MORNING, reason="归市政")
    case = actions.decide_return(case, by=pretend("county_dispatcher"), at=MORNING, grant=True, decision="同意")
    assert (case.step, case.unit_id) == ("accepted", None)
    case = actions.dispatch(case, by=pretend("county_dispatcher"), at=MORNING, unit=make_unit("street_office", COUNTY))
    assert set(case.clocks.filter(stopped_at__isnull=True).values_list("code", flat=True)) == {
        "sign",
        "contact",
        "finish",
    }


def test_a_reason_is_needed_to_return_and_to_send_back() -> None:
    case = make_case("dispatched")
    worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    for reason in ("", "   ", "长" * 501):
        with pytest.raises(WordsMissing):
            actions.ask_return(case, by=worker, at=MORNING, reason=reason)


def test_declining_needs_one_of_the_six_legal_reasons_and_an_explanation() -> None:
    case = make_case()
    by = pretend("county_dispatcher")
    for code, words in (("dislike", "不想办"), ("secret", " ")):
        with pytest.raises(NoSuchReason):
            actions.decline(case, by=by, at=MORNING, reason_code=code, explanation=words)
    case = actions.decline(case, by=by, at=MORNING, reason_code="legal_channel", explanation="请到法院立案窗口")
    assert case.step == "declined"
    assert "请到法院立案窗口" in case.outcome


def test_a_report_can_be_withdrawn_for_ten_minutes() -> None:
    resident = make_resident()
    case = make_case(reporter=resident)
    with pytest.raises(TooLate):
        actions.withdraw(case, by=actor_of(resident), at=MORNING + timedelta(minutes=11))
    case = actions.withdraw(case, by=actor_of(resident), at=MORNING + timedelta(minutes=10))
    assert case.step == "withdrawn"


@pytest.mark.parametrize("step", ["accepted", "dispatched", "returning", "signed"])
def test_a_report_can_be_withdrawn_from_the_unit_s_hands_and_the_unit_is_told(step: str) -> None:
    resident = make_resident()
    case = make_case("dispatched" if step == "returning" else step, reporter=resident)
    if step == "returning":
        actions.ask_return(case, by=pretend("community_worker", unit_id=case.unit_id), at=MORNING, reason="归市政")
    with pytest.raises(TooLate):
        actions.withdraw(case, by=actor_of(resident), at=MORNING + timedelta(minutes=11))
    case = actions.withdraw(case, by=actor_of(resident), at=MORNING + timedelta(minutes=9))
    assert (case.step, case.burns_at) == ("withdrawn", None)
    assert not case.clocks.filter(stopped_at__isnull=True).exists()
    assert audit.difference(case) == ""
    told = Notice.objects.filter(unit_id__isnull=False, text__contains="撤回")
    assert [notice.unit_id for notice in told] == ([case.unit_id] if case.unit_id else [])


def test_after_the_first_contact_nothing_is_withdrawn() -> None:
    resident = make_resident()
    case = make_case("handling", reporter=resident)
    with pytest.raises(OutOfOrder, match="处置中"):
        actions.withdraw(case, by=actor_of(resident), at=MORNING)


def test_a_stale_page_changes_nothing() -> None:
    case = make_case("dispatched")
    worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    actions.sign(case, by=worker, at=MORNING, version=case.version)
    with pytest.raises(Stale):
        actions.sign(case, by=worker, at=MORNING, version=case.version)
    assert Act.objects.filter(verb="case.sign").count() == 1


def test_signing_several_leaves_out_what_is_not_in_order_and_says_why() -> None:
    first, second = make_case("dispatched"), make_case("dispatched")
    worker = pretend("community_worker", COMMUNITY, unit_id=first.unit_id)
    actions.sign(second, by=worker, at=MORNING)
    signed, left = actions.sign_many([first, second], by=worker, at=MORNING)
    assert [c.pk for c in signed] == [first.pk]
    assert [(c.pk, "待联系" in why) for c, why in left] == [(second.pk, True)]


def test_at_most_fifty_are_signed_at_once() -> None:
    case = make_case("dispatched")
    worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    with pytest.raises(TooMany, match="选了 51 件，一次最多签收 50 件"):
        actions.sign_many([case] * 51, by=worker, at=MORNING)
    case.refresh_from_db()
    assert case.step == "dispatched"


def test_nothing_can_be_done_to_a_closed_case() -> None:
    resident = make_resident()
    case = make_case("rating", reporter=resident)
    actions.rate(case, by=actor_of(resident), at=MORNING, was_contacted=True, is_solved=True, satisfaction=3)
    worker = pretend("community_worker", COMMUNITY, unit_id=case.unit_id)
    before = Act.objects.count()
    with pytest.raises(OutOfOrder):
        actions.sign(case, by=worker, at=MORNING)
    with pytest.raises(Stale, match="已经办完"):
        actions.comment(case, by=actor_of(resident), at=MORNING, text="还有一句")
    assert Act.objects.count() == before


@pytest.mark.parametrize("facts", [{"channel": "grid", "name": "网格员"}, {"nature": "report", "is_anonymous": True}])
def test_a_case_of_which_nobody_can_be_asked_for_a_rating_ends_when_it_is_verified(facts: dict[str, Any]) -> None:
    case = make_case("verifying", **facts)
    case = actions.verify(case, by=pretend("county_dispatcher"), at=MORNING, note="去看过")
    assert (case.step, case.closed_at, case.burns_at) == ("closed", MORNING, None)
    assert not case.clocks.filter(stopped_at__isnull=True).exists()
    assert Act.objects.get(verb="case.conclude").reason == "去看过"
    assert not Act.objects.filter(verb="case.verify").exists()
    assert audit.difference(case) == ""
    assert sum(Tally.objects.filter(category_code="").values_list("closed", flat=True)) == 1


def test_with_a_telephone_alone_a_case_still_waits_for_its_rating() -> None:
    assert make_case("rating", phone="13900001111").step == "rating"


def test_an_unrated_case_closes_when_the_time_for_rating_has_passed() -> None:
    case = make_case("rating")
    case = actions.close_unrated(case, at=MORNING + timedelta(days=8))
    assert case.step == "closed"
    assert case.ratings.count() == 0


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"body": " "}, "请写一句话"),
        ({"body": "长" * 2001}, "最多 2000 字"),
        ({"nature": "praise"}, "请选一种"),
        ({"category_code": "zz"}, "没有这个类别"),
        ({"body": "坏\x00字"}, "坏字符"),
    ],
)
def test_a_bad_report_is_refused_in_words_and_nothing_is_kept(facts: dict[str, str], says: str) -> None:
    with pytest.raises(NotAReport, match=says):
        make_case(**facts)
    assert not Case.objects.exists()
    assert not Clock.objects.exists()


def test_nobody_reports_for_somebody_without_a_mandate() -> None:
    stranger, victim = make_resident(), make_resident()
    new = NewCase(kind="appeal", nature="help", body="灯坏了", territory_code=COMMUNITY, reporter_id=victim.pk)
    with pytest.raises(NotAReport, match="委托"):
        actions.report(new, by=actor_of(stranger), at=MORNING)


def test_an_anonymous_case_stores_no_telephone_whoever_sends_it() -> None:
    case = make_case(nature="report", is_anonymous=True, phone="13800138000")
    stored = Case.objects.get(pk=case.pk)
    assert (stored.reporter_phone, stored.phone_index) == ("", None)


def test_the_same_source_key_makes_one_case() -> None:
    first = make_case(source="api:1", source_key="k1")
    with pytest.raises(AlreadyReported) as refused:
        make_case(source="api:1", source_key="k1")
    assert refused.value.facts["number"] == first.number
    assert Case.objects.count() == 1


def test_a_confidential_report_is_sealed_and_never_public() -> None:
    sealed = make_case(nature="report", is_sealed=True, is_public=True, body="有人占用公共收益")
    assert (sealed.is_sealed, sealed.is_public) == (True, False)
    assert make_case(nature="help", is_sealed=True).is_sealed is False


def test_a_case_in_a_grid_belongs_to_its_community_and_street() -> None:
    case = make_case(territory_code=GRID)
    case.refresh_from_db()
    assert (case.community_code, case.street_code) == (COMMUNITY, COMMUNITY[:9])
