"""What an audit administrator reads: the record without what people said, who looked, whether the chain is whole."""

from datetime import timedelta
from typing import Any

import pytest

from shanzhi.kernel import acts
from shanzhi.kernel.models import Act
from tests import factories as make

HOME = "/desk/admin/"


@pytest.fixture
def auditor(administrators: Any, seated: Any) -> Any:
    """A client of the audit administrator."""
    return seated(administrators["audit_admin"])


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _verbs(answer: Any) -> list[str]:
    return [row["act"].verb for row in answer.context["rows"]]


def _look(case: Any, who: Any, purpose: str) -> None:
    by = make.actor_of(who)
    acts.record(
        "case.unmask",
        obj=case,
        territory=case.territory_code,
        by=by,
        at=make.MORNING,
        grant=by.grants[0],
        reason=purpose,
    )


def test_the_record_tells_who_did_what_and_nothing_that_was_said(auditor, community):
    resident = make.make_resident("13800000001", "陈桂芳")
    case = make.make_case("handling", unit=community, reporter=resident, body="3栋灯不亮，我家老人摔了")
    page = auditor.get(f"{HOME}record/")
    text = _text(page)
    assert "case.dispatch" in _verbs(page)
    assert f"事项 {case.pk}" in text
    for hidden in ("陈桂芳", "13800000001", "摔了", "问清了是哪几层", case.number):
        assert hidden not in text
    assert "属于事项内容" in text


def test_the_record_is_narrowed_by_verb_person_place_and_day(auditor, administrators, community):
    case = make.make_case("accepted")
    _look(case, administrators["community_worker"], "回访")
    old = make.make_case("submitted", at=make.MORNING - timedelta(days=30), territory_code=make.OTHER_COMMUNITY)
    for query, wanted in (
        ("verb=case.unmask", ["case.unmask"]), ("who=刘敏", ["case.unmask"]), ("who=没有这人", []),
        (f"area={make.OTHER_COMMUNITY}", []), (f"area={make.OTHER_COMMUNITY}&since=2026-10-01", ["case.report"]),
        ("until=2026-10-31&verb=case.report", ["case.report"]), ("verb=case.report", ["case.report"]),
    ):  # fmt: skip
        assert _verbs(auditor.get(f"{HOME}record/?{query}")) == wanted, query
    assert auditor.get(f"{HOME}record/?until=2026-10-31").context["rows"][0]["act"].object_id == old.pk
    assert "有条件看不懂" in _text(auditor.get(f"{HOME}record/?since=yesterday"))


def test_the_record_is_paged_by_keys_and_shows_each_act_once(auditor, monkeypatch):
    monkeypatch.setattr("shanzhi.portals.admin.record.SIZE", 2)
    make.make_case("accepted")
    make.make_case("accepted")
    seen, address = [], f"{HOME}record/"
    while address:
        page = auditor.get(address)
        seen += [row["act"].pk for row in page.context["rows"]]
        address = page.context["next_url"]
    assert sorted(seen, reverse=True) == seen
    assert set(seen) >= set(Act.objects.filter(verb__in=("case.report", "case.accept")).values_list("pk", flat=True))
    assert len(seen) == len(set(seen)) >= 4
    assert auditor.get(f"{HOME}record/?after=forged").status_code in {404, 422}


def test_who_looked_at_reporters_is_listed_with_the_purpose_and_counted(auditor, administrators):
    case = make.make_case("accepted")
    worker = administrators["community_worker"]
    _look(case, worker, "回访，电话13800000001")
    _look(case, worker, "约上门")
    page = auditor.get(f"{HOME}looks/")
    assert _verbs(page) == ["case.unmask", "case.unmask"]
    text = _text(page)
    assert "约上门" in text
    assert "13800000001" not in text
    assert [(each["actor_name"], each["times"]) for each in page.context["people"]] == [("刘敏", 2)]


def test_the_newest_seals_are_checked_and_the_result_is_in_words(auditor, monkeypatch):
    assert "还没有封过" in _text(auditor.post(f"{HOME}chain/", {"last": "20"}, follow=True))
    make.make_case("accepted")
    seal = acts.seal_pending(at=make.MORNING)
    assert seal is not None
    page = auditor.post(f"{HOME}chain/", {"last": "20"})
    assert f"完好。重算了最近1封、{seal.count}条记录" in _text(page)
    assert Act.objects.filter(verb="act.verify").count() == 1
    monkeypatch.setattr(acts, "leaf", lambda _row: b"x" * 32)
    assert "里有记录被改过" in _text(auditor.post(f"{HOME}chain/", {"last": "7"}))


def test_every_act_of_the_product_has_a_name_and_no_payload_shows_what_is_not_listed(auditor):
    from shanzhi.portals.admin import words

    make.make_case("rating")
    assert set(Act.objects.values_list("verb", flat=True)) <= set(words.VERB_WORDS)
    assert words.payload_words({"name": "陈桂芳", "phone": "138", "to": "closed"}) == ("到 已办结", 2)
