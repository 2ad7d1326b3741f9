"""Whoever told something in confidence stays unknown to everybody but the dispatcher, wherever one looks."""

import re
from collections.abc import Iterable

import pytest
from django.test import Client

from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.exchange.public import Message, Notice
from shanzhi.kernel.models import Act
from tests import factories as make
from tests.sweeps.endpoints import body
from tests.sweeps.world import (
    ANONYMOUS_PHONE,
    AT,
    PROGRAMS,
    SEALED_NAME,
    SEALED_PHONE,
    STAFF,
    World,
    undone,
)  # fmt: skip

HIDDEN = ("标记甲03", "标记甲04", "标记甲12", "标记甲13", "标记甲14", "标记甲15", "标记甲16")
#: Who may know: the dispatcher of the county, and nobody else in a seat.
KNOWS = {"county_dispatcher"}
OTHERS = [*(role for role in STAFF if role not in KNOWS), "community_worker@sibling"]
_STAFF_PHONE, _STAFF_NAME = "13411112222", "司徒揭发"


def traces(name: str, phone: str) -> re.Pattern[str]:
    """The name or its mask, the number whole, masked, grouped, or its last four."""
    head, tail = phone[:3], phone[-4:]
    gap = r"[\s\-*•·]*"
    spaced = gap.join(phone)
    return re.compile(f"{name}|{name[0]}[*＊某×]+|{head}[*•·＊×]+{tail}|{spaced}|(?<!\\d){tail}(?!\\d)")


SECRETS = (traces(SEALED_NAME, SEALED_PHONE), traces("匿名者甲", ANONYMOUS_PHONE), traces(_STAFF_NAME, _STAFF_PHONE))


def clean(text: str, where: str) -> None:
    """Fail when a secret stands anywhere in the source of a page. The reader's own name may stand in the frame."""
    found = [match.group() for secret in SECRETS if (match := secret.search(text))]
    assert not found, (where, found)


def pages(world: World) -> Iterable[str]:
    """Everything at the desk and the centre that could speak of a hidden reporter."""
    yield from ("/desk/?scope=all", "/desk/", "/desk/notices/", "/desk/map/", "/desk/map/cases.geojson")
    yield from ("/desk/search?q=凉亭", "/centre/", "/centre/live/", "/board/?area=all", "/notices/")
    for mark in HIDDEN:
        number = world.cases[mark].number
        yield from (f"/desk/cases/{number}/", f"/desk/cases/{number}/pane/", f"/desk/cases/{number}/sheet/")
        yield from (f"/desk/cases/{number}/place.geojson", f"/desk/search?q={number}")


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_of_a_seat_shows_who_told_in_confidence(world: World, role: str) -> None:
    client = world.client(role)
    for url in pages(world):
        answer = client.get(url)
        if answer.status_code == 200:
            clean(body(answer) + str(answer.headers), f"{role} {url}")


@pytest.mark.parametrize("role", STAFF)
def test_no_file_that_leaves_holds_what_was_told_in_confidence(world: World, role: str) -> None:
    with undone():
        answer = world.client(role).post("/desk/cases.csv?scope=all", {"purpose": "核对"})
        text = body(answer)
        clean(text, role)
        assert not world.shown(text) & world.marks(Case.objects.filter(is_sealed=True))


@pytest.mark.parametrize("who", [who for who in PROGRAMS if who != "program: centre"])
def test_no_program_learns_who_told_in_confidence(world: World, who: str) -> None:
    client = world.client(who)
    urls = ["/api/v1/cases?size=200", "/api/v1/counts"]
    for mark in HIDDEN:
        urls += [f"/api/v1/cases/{world.cases[mark].number}", f"/api/v1/cases/{world.cases[mark].number}/timeline"]
    for url in urls:
        answer = client.get(url)
        if answer.status_code == 200:
            clean(body(answer), f"{who} {url}")
    for phone in (SEALED_PHONE, ANONYMOUS_PHONE, _STAFF_PHONE):
        for words in written(phone):
            assert not world.shown(body(client.get("/api/v1/cases", {"q": words, "size": 200}))) & set(HIDDEN), words
            counted = client.get("/api/v1/counts", {"q": words})
            if counted.status_code == 200 and words.strip().isdigit():
                assert counted.json()["open"] == 0, words


def test_the_dispatcher_sees_the_masked_number_so_the_sweep_looks_in_the_right_place(world: World) -> None:
    page = body(world.client("county_dispatcher").get(f"/desk/cases/{world.cases['标记甲03'].number}/"))
    assert any(secret.search(page) for secret in SECRETS)


def written(phone: str) -> Iterable[str]:
    """A number in the ways that people type it."""
    a, b, c = phone[:3], phone[3:7], phone[7:]
    return phone, f"+86 {phone}", f"86{phone}", f"{a} {b} {c}", f"{a}-{b}-{c}", f" {phone}　", f"０{phone}", c


@pytest.mark.parametrize("role", OTHERS)
def test_searching_by_the_telephone_finds_no_hidden_report(world: World, role: str) -> None:
    client = world.client(role)
    for phone in (SEALED_PHONE, ANONYMOUS_PHONE, _STAFF_PHONE):
        for words in written(phone):
            answer = client.get("/desk/search", {"q": words})
            if answer.status_code == 200:
                assert not world.shown(body(answer)) & set(HIDDEN), words


@pytest.mark.parametrize("role", OTHERS)
def test_the_number_is_not_handed_out_for_a_purpose_either(world: World, role: str) -> None:
    client = world.client(role)
    before = Act.objects.count()
    for mark in HIDDEN:
        answer = client.post(f"/desk/cases/{world.cases[mark].number}/reporter", {"purpose": "核实"})
        assert answer.status_code == 404, mark
        clean(answer.content.decode(), mark)
    assert Act.objects.count() == before


@pytest.mark.parametrize("who", [who for who in PROGRAMS if who != "program: centre"])
def test_no_program_is_handed_the_contact_of_the_hidden_for_a_purpose(world: World, who: str) -> None:
    client = world.client(who)
    before = Act.objects.count()
    for mark in HIDDEN:
        answer = client.post(
            f"/api/v1/cases/{world.cases[mark].number}/reporter", {"purpose": "核实"}, content_type="application/json"
        )
        assert answer.status_code == 404, (mark, answer.content)
        clean(answer.content.decode(), mark)
    assert Act.objects.count() == before


def test_notices_messages_and_the_record_do_not_name_the_hidden(world: World) -> None:
    for notice in Notice.objects.filter(unit_id__isnull=False):
        clean(notice.text + notice.link, "notice")
    for act in Act.objects.filter(object_type="casework.case", object_id__in=[world.cases[m].pk for m in HIDDEN]):
        clean(act.actor_name + act.reason + str(act.payload), f"act {act.verb}")
    for message in Message.objects.all():
        assert message.phone not in {ANONYMOUS_PHONE, *(a.phone for a in world.people.values() if a.is_staff)}
        clean(message.text, "message")


def test_what_the_hidden_do_later_is_signed_by_nobody(world: World) -> None:
    """A word more, and taking it back, of somebody who also has a seat, bear no name."""
    with undone():
        account = world.people["staff whistleblower"]
        case = world.cases["标记甲15"]
        actions.comment(case, by=make.actor_of(account), at=AT, text="昨晚又倒了")
        facts = {"nature": "report", "is_sealed": True, "reporter": account, "phone": _STAFF_PHONE}
        again = make.make_case(at=AT, territory_code=case.territory_code, **facts)
        actions.withdraw(again, by=make.actor_of(account), at=AT)
        signed = Act.objects.filter(object_type="casework.case", account_id=account.pk)
        assert {act.verb for act in signed} == {"case.report", "case.comment", "case.withdraw"}
        for act in signed:
            clean(act.actor_name, act.verb)
            assert act.seat_id is None, act.verb


def test_the_auditor_does_not_find_a_confidential_report_by_its_author(world: World) -> None:
    hidden = {world.cases[mark].pk for mark in HIDDEN}
    client = world.client("audit_admin")
    for who in (_STAFF_NAME, world.people["staff whistleblower"].username, SEALED_NAME):
        found = client.get("/desk/admin/record/", {"who": who})
        acts = [row["act"] for row in found.context["rows"]]
        assert not [act for act in acts if act.object_type == "casework.case" and act.object_id in hidden], who
    whole = client.get("/desk/admin/record/", {"verb": "case.report"}).context["rows"]
    assert {row["act"].object_id for row in whole} >= hidden, "the acts themselves are on the record"


def test_the_neighbours_board_and_a_stranger_see_nothing_of_it(world: World) -> None:
    for url in ("/", "/board/", "/board/?area=all", "/figures/"):
        for who in ("visitor", "neighbour"):
            text = body(world.client(who).get(url))
            clean(text, url)
            assert not world.shown(text) & set(HIDDEN)


def test_an_anonymous_report_is_opened_by_its_receipt_only(world: World) -> None:
    number = world.cases["标记甲04"].number
    for who in ("visitor", "neighbour", "whistleblower", "community_worker"):
        client: Client = world.client(who)
        assert client.get(f"/cases/{number}/").status_code == 404
        answer = client.post("/cases/lookup/", {"number": number, "code": "00000000"})
        assert answer.status_code in {422, 429}


def test_no_message_says_what_was_told_in_confidence(db: None) -> None:
    make.make_community()
    told = {"nature": "report", "is_sealed": True, "body": "举报丙某受贿"}
    make.make_case("rating", reporter=make.make_resident(), unit=make.make_unit(), **told)
    refused = make.make_case(reporter=make.make_resident(), **told)
    by = make.pretend("county_dispatcher")
    actions.decline(refused, by=by, at=AT, reason_code="repeated", explanation="举报丙某的前一件还在办")
    sent = [message.text for message in Message.objects.all()]
    sent += Notice.objects.filter(account_id__isnull=False).values_list("text", flat=True)
    assert len(sent) >= 6
    assert not [text for text in sent if "丙某" in text]
