"""A person's own cases: what they see, what nobody else sees, taking back, adding, rating."""
# ruff: noqa: F811 - a fixture of another file has its name

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.exchange.public import Message, Notice
from shanzhi.kernel import clock
from shanzhi.kernel.worktime import CalendarUnknown
from tests.domains.appeals.resident.story import Story, story  # noqa: F401 - a fixture
from tests.domains.appeals.resident.test_report_pages import photo
from tests.factories import make_case, make_resident, pretend

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(story: Story) -> Client:
    """陈芳's phone."""
    client = Client()
    client.force_login(story.resident)
    return client


def statements(client: Client, address: str, status: int = 200) -> int:
    """How many statements a page takes once the process is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == status
    return len(captured)


def test_the_page_tells_who_did_what_in_plain_words(client_of: Client, story: Story) -> None:
    text = client_of.get(f"/cases/{story.cases['handling'].number}/").content.decode()
    assert "您说了这件事" in text
    assert "交给金叶物业去办" in text
    assert "金叶物业接手了" in text
    assert "最晚" in text
    assert "还剩" in text


def test_what_is_internal_stays_inside(client_of: Client, story: Story) -> None:
    case = story.cases["submitted"]
    at = clock.now()
    boss = pretend("county_dispatcher")
    actions.accept(case, by=boss, at=at, category="0104", advice={"because": "模型说的"})
    case.refresh_from_db()
    unit = story.cases["handling"].unit
    assert unit is not None
    actions.dispatch(case, by=boss, at=at, unit=unit, note="内部批注别外传")
    case.refresh_from_db()
    worker = pretend("community_worker", case.community_code, unit_id=unit.pk)
    actions.ask_return(case, by=worker, at=at, reason="这家太难缠")
    text = client_of.get(f"/cases/{case.number}/").content.decode()
    assert "接手的单位说不归它管" in text
    for secret in ("模型说的", "内部批注别外传", "这家太难缠"):
        assert secret not in text


@pytest.mark.parametrize("tail", ["", "done/", "rating/", "rated/"])
def test_somebody_elses_case_is_not_found(story: Story, tail: str) -> None:
    stranger = Client()
    stranger.force_login(make_resident("13700137000", "李四"))
    answer = stranger.get(f"/cases/{story.cases['rating'].number}/{tail}")
    assert answer.status_code == 404
    assert "消防通道" not in answer.content.decode()
    assert "消防通道" not in stranger.get("/cases/").content.decode()


@pytest.mark.parametrize("verb", ["withdraw/", "more/", "rating/"])
def test_somebody_elses_case_cannot_be_changed(story: Story, verb: str) -> None:
    stranger = Client()
    stranger.force_login(make_resident("13700137000", "李四"))
    before = Case.objects.get(pk=story.cases["rating"].pk).version
    answer = stranger.post(f"/cases/{story.cases['rating'].number}/{verb}", {"quick": "good", "text": "x"})
    assert answer.status_code == 404
    assert Case.objects.get(pk=story.cases["rating"].pk).version == before


def test_a_principals_case_says_for_whom(client_of: Client, story: Story) -> None:
    assert "替张桂英办" in client_of.get("/cases/").content.decode()
    assert "张桂英说了这件事" in client_of.get(f"/cases/{story.cases['mother'].number}/").content.decode()


def test_taking_back_works_for_ten_minutes(client_of: Client, story: Story) -> None:
    number = story.cases["submitted"].number
    assert "还能撤回" in client_of.get(f"/cases/{number}/").content.decode()
    client_of.post(f"/cases/{number}/withdraw/")
    assert Case.objects.get(number=number).step == "withdrawn"


def test_taking_back_later_is_refused_and_changes_nothing(client_of: Client, story: Story) -> None:
    late = make_case(at=clock.now() - timedelta(minutes=11), reporter=story.resident)
    answer = client_of.post(f"/cases/{late.number}/withdraw/")
    assert answer.status_code == 409
    assert "10 分钟内可以撤回" in answer.content.decode()
    assert Case.objects.get(pk=late.pk).step == "submitted"


def test_a_word_and_a_photo_can_be_added(client_of: Client, story: Story) -> None:
    number = story.cases["handling"].number
    client_of.post(f"/cases/{number}/more/", {"text": "五楼也不亮", "photos": photo()})
    text = client_of.get(f"/cases/{number}/").content.decode()
    assert "您补了一句" in text
    assert "五楼也不亮" in text
    assert "/thumb/" in text


def test_a_bad_file_does_not_lose_the_words(client_of: Client, story: Story) -> None:
    bad = io.BytesIO(b"PK\x03\x04 zip")
    bad.name = "a.jpg"
    number = story.cases["handling"].number
    answer = client_of.post(f"/cases/{number}/more/", {"text": "五楼也不亮", "photos": bad})
    assert "第1个没收下" in answer.content.decode()
    assert "五楼也不亮" in client_of.get(f"/cases/{number}/").content.decode()


def test_nothing_can_be_added_to_what_has_ended(client_of: Client, story: Story) -> None:
    answer = client_of.post(f"/cases/{story.cases['closed'].number}/more/", {"text": "还有话"})
    assert answer.status_code == 409
    assert "已经办完了" in answer.content.decode()


@pytest.mark.parametrize(
    ("answers", "step", "words"),
    [
        ({"quick": "good"}, "closed", "这件事办完了"),
        ({"quick": "bad", "comment": "车还在"}, "handling", "没办好，重新办"),
        ({"was_contacted": "1", "is_solved": "1", "satisfaction": "2"}, "closed", "基本满意"),
        ({"quick": "each", "was_contacted": "0", "is_solved": "1", "satisfaction": "1"}, "handling", "没办好，重新办"),
    ],
)
def test_rating_ends_it_or_begins_again(
    client_of: Client, story: Story, answers: dict[str, str], step: str, words: str
) -> None:
    number = story.cases["rating"].number
    page = client_of.post(f"/cases/{number}/rating/", answers, follow=True)
    assert Case.objects.get(number=number).step == step
    assert words in page.content.decode()
    if step == "handling":
        assert "最晚" in page.content.decode()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "请先选一个"),
        ({"was_contacted": "1"}, "请说满意不满意"),
        ({"quick": "good", "is_solved": "0"}, "对不上"),
        ({"quick": "good", "comment": "长" * 501}, "写了501字"),
        ({"satisfaction": "9", "was_contacted": "1", "is_solved": "1"}, "9"),
    ],
)
def test_a_rating_that_is_not_whole_changes_nothing(
    client_of: Client, story: Story, answers: dict[str, str], words: str
) -> None:
    number = story.cases["rating"].number
    page = client_of.post(f"/cases/{number}/rating/", answers)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert Case.objects.get(number=number).step == "rating"


def test_rating_twice_counts_once(client_of: Client, story: Story) -> None:
    number = story.cases["rating"].number
    client_of.post(f"/cases/{number}/rating/", {"quick": "good"})
    again = client_of.post(f"/cases/{number}/rating/", {"quick": "bad"})
    assert again.status_code == 409
    assert Case.objects.get(number=number).ratings.count() == 1


def test_nothing_is_chosen_for_the_person(client_of: Client, story: Story) -> None:
    assert "checked" not in client_of.get(f"/cases/{story.cases['rating'].number}/rating/").content.decode()


def test_in_care_mode_the_three_questions_come_one_by_one(client_of: Client, story: Story) -> None:
    client_of.cookies["mode"] = "care"
    address = f"/cases/{story.cases['rating'].number}/rating/"
    assert client_of.get(address).content.decode().count("<fieldset") == 1
    page = client_of.get(address, {"quick": "each"}).content.decode()
    assert "有没有人联系您" in page
    page = client_of.get(address, {"quick": "each", "was_contacted": "1"}).content.decode()
    assert "解决了没有" in page
    page = client_of.get(address, {"quick": "each", "was_contacted": "1", "is_solved": "1"}).content.decode()
    assert "您满意吗" in page
    client_of.post(address, {"quick": "each", "was_contacted": "1", "is_solved": "1", "satisfaction": "3"})
    assert Case.objects.get(pk=story.cases["rating"].pk).step == "closed"


def test_the_board_shows_what_ended_without_the_people_in_it(client_of: Client, story: Story) -> None:
    client_of.post(f"/cases/{story.cases['rating'].number}/rating/", {"quick": "good"})
    text = Client().get("/board/").content.decode()
    assert "消防通道" in text
    for secret in ("13812345678", "13812", "鄂L12345", "张婆婆", "12号", "陈芳"):
        assert secret not in text, secret
    assert "旧家具" not in text


def test_the_board_never_shows_a_sealed_or_private_case(client_of: Client, story: Story) -> None:
    for facts in ({"is_sealed": True, "nature": "report"}, {"is_public": False}):
        case = make_case("rating", at=clock.now(), reporter=story.resident, body="不该公开的事", **facts)
        client_of.post(f"/cases/{case.number}/rating/", {"quick": "good"})
    assert "不该公开的事" not in Client().get("/board/?area=all").content.decode()


def test_files_are_seen_by_those_who_see_the_case(client_of: Client, story: Story) -> None:
    number = story.cases["handling"].number
    client_of.post(f"/cases/{number}/more/", {"photos": photo()})
    pk = Case.objects.get(number=number).files.get().file_id
    assert client_of.get(f"/files/{pk}/").status_code == 200
    stranger = Client()
    stranger.force_login(make_resident("13700137000"))
    assert stranger.get(f"/files/{pk}/").status_code == 404
    assert Client().get(f"/files/{pk}/thumb/").status_code == 404
    assert Client().get("/files/99999999/").status_code == 404


@pytest.mark.parametrize("care", [False, True])
def test_lists_take_four_statements_and_a_case_ten_whatever_their_length(
    client_of: Client, story: Story, care: bool
) -> None:
    if care:
        client_of.cookies["mode"] = "care"
    counted = []
    for _ in range(2):
        counted.append(
            (
                statements(client_of, "/cases/"), statements(Client(), "/board/"), statements(client_of, "/notices/"),
                statements(client_of, f"/cases/{story.cases['rating'].number}/"), statements(client_of, "/"),
            )
        )  # fmt: skip
        for _ in range(3):
            case = make_case("rating", at=clock.now(), reporter=story.resident)
            actions.rate(
                case,
                by=pretend("county_dispatcher"),
                at=clock.now(),
                was_contacted=True,
                is_solved=True,
                satisfaction=3,
            )
    assert counted[0] == counted[1]
    mine, board, notices, case_page, home = counted[0]
    assert mine <= 4
    assert board <= 4
    assert notices <= 4
    assert case_page <= 10
    assert home <= 8


def test_a_notice_leads_to_its_case(client_of: Client, story: Story) -> None:
    text = client_of.get("/notices/").content.decode()
    assert f'href="/cases/{story.cases["rating"].number}/"' in text
    client_of.post("/notices/")
    assert not Notice.objects.filter(account_id=story.resident.pk, read_at__isnull=True).exists()


def test_an_overdue_case_says_so_once_and_in_words(client_of: Client, story: Story) -> None:
    old = make_case("handling", at=clock.now() - timedelta(days=40), reporter=story.resident)
    text = client_of.get(f"/cases/{old.number}/").content.decode()
    assert text.count("tag-burn") == 1
    assert "已经超过" in text


def test_a_declined_case_tells_why(client_of: Client, story: Story) -> None:
    case = story.cases["submitted"]
    actions.decline(
        case,
        by=pretend("county_dispatcher"),
        at=clock.now(),
        reason_code="legal_channel",
        explanation="请到法院立案窗口",
    )
    text = client_of.get(f"/cases/{case.number}/").content.decode()
    assert "没有受理" in text
    assert "请到法院立案窗口" in text


@pytest.mark.parametrize("sealed", [False, True])
def test_the_message_of_a_declined_case_says_why_and_where_to_go_unless_it_was_told_in_confidence(
    story: Story, sealed: bool
) -> None:
    facts = {"nature": "report", "is_sealed": True} if sealed else {}
    case = make_case(at=clock.now(), reporter=story.resident, **facts)
    by, why = pretend("county_dispatcher"), "请到咸安区人民法院立案窗口"
    actions.decline(case, by=by, at=clock.now(), reason_code="legal_channel", explanation=why)
    texts = [Message.objects.latest("pk").text, Notice.objects.latest("pk").text]
    for text in texts:
        assert ("法定渠道" in text, why in text) == (not sealed, not sealed)
        assert "没有受理" in text


@pytest.mark.parametrize("name", ["handling", "rating"])
def test_pages_of_a_case_stand_without_a_calendar(
    client_of: Client, story: Story, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def unknown() -> None:
        raise CalendarUnknown(2027)

    monkeypatch.setattr("shanzhi.kernel.calendar.current", unknown)
    for address in ("/", "/cases/", f"/cases/{story.cases[name].number}/", f"/cases/{story.cases[name].number}/done/"):
        text = client_of.get(address).content.decode()
        assert "CSV" not in text
        assert "现在办不了" not in text
    again = client_of.post(f"/cases/{story.cases['rating'].number}/rating/", {"quick": "bad"})
    assert "请打12345" in again.content.decode()
    assert "CSV" not in again.content.decode()
    assert Case.objects.get(pk=story.cases["rating"].pk).step == "rating"
    assert (
        "CSV" not in client_of.post(f"/cases/{story.cases['submitted'].number}/withdraw/", follow=True).content.decode()
    )
