"""说一件事, through the pages: from a sentence or a photo to one case, whatever comes in between."""

import io
import json
import re
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from shanzhi.engines.casework.public import Case, CaseFile
from shanzhi.kernel.models import StoredFile
from shanzhi.kernel.worktime import CalendarUnknown
from tests.factories import COMMUNITY, make_community, make_resident

pytestmark = pytest.mark.django_db


def photo(name: str = "a.jpg", colour: str = "red") -> io.BytesIO:
    """A small JPEG as a phone would send it."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    file.seek(0)
    file.name = name
    return file


@pytest.fixture
def visitor(client: Client) -> Client:
    """Somebody on a phone who has not logged in, in a community that exists."""
    make_community()
    return client


@pytest.fixture
def resident(visitor: Client) -> Client:
    """The same, logged in."""
    account = make_resident("13800138000")
    visitor.force_login(account)
    visitor.account = account  # type: ignore[attr-defined]
    return visitor


def kept(response: Any) -> str:
    """The signed draft in a page's form."""
    found = re.search(r'name="kept" value="([^"]+)"', response.content.decode())
    assert found, response.content.decode()[:2000]
    return found[1]


def say(client: Client, body: str = "3栋2单元楼道灯不亮", **more: Any) -> Any:
    """The first step."""
    return client.post("/report/", {"body": body, "go": "next", **more}, follow=True)


def to_check(client: Client, body: str = "3栋2单元楼道灯不亮", **more: Any) -> Any:
    """The first two steps."""
    say(client, body, **more)
    return client.post("/report/where/", {"pick": COMMUNITY}, follow=True)


SEND = {"nature": "help", "category": "", "is_public": "on"}


def test_three_pages_make_one_case(resident: Client) -> None:
    page = to_check(resident, photos=photo())
    assert page.redirect_chain[-1][0] == "/report/check/"
    answer = resident.post("/report/check/", SEND | {"kept": kept(page)}, follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain[-1][0] == f"/cases/{case.number}/done/"
    assert case.short_number in answer.content.decode()
    assert (case.territory_code, case.title, case.reporter_id) == (COMMUNITY, "3栋2单元楼道灯不亮", resident.account.pk)
    assert case.reporter_phone == "13800138000"
    assert case.is_public
    assert CaseFile.objects.get(case=case).stage == "report"


def test_a_photo_alone_is_a_report(resident: Client) -> None:
    page = to_check(resident, body="", photos=photo())
    resident.post("/report/check/", SEND | {"kept": kept(page)})
    assert Case.objects.get().title == "看照片"


def test_pressing_twice_makes_one_case(resident: Client) -> None:
    form = SEND | {"kept": kept(to_check(resident))}
    first, second = resident.post("/report/check/", form), resident.post("/report/check/", form)
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_the_same_form_from_a_session_that_was_lost_makes_one_case(resident: Client) -> None:
    form = SEND | {"kept": kept(to_check(resident))}
    resident.post("/report/check/", form)
    resident.session.flush()
    resident.force_login(resident.account)
    again = resident.post("/report/check/", form)
    assert again.url == f"/cases/{Case.objects.get().number}/done/"


def test_a_lost_session_loses_nothing_that_the_page_showed(resident: Client) -> None:
    form = SEND | {"kept": kept(to_check(resident, body="楼道里堆了旧沙发"))}
    resident.session.flush()
    resident.force_login(resident.account)
    resident.post("/report/check/", form)
    assert Case.objects.get().body == "楼道里堆了旧沙发"


def test_a_forged_draft_is_told_to_begin_again_and_changes_nothing(resident: Client) -> None:
    answer = resident.post("/report/check/", SEND | {"kept": "forged"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/report/?lost=1"
    assert "请在这里重新说一下" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_visitor_logs_in_only_to_send_and_the_draft_is_still_there(visitor: Client) -> None:
    page = to_check(visitor, body="井盖坏了")
    answer = visitor.post("/report/check/", SEND | {"kept": kept(page)})
    assert answer.url == "/login/?next=/report/check/"
    visitor.force_login(make_resident("13800138001"))
    assert "井盖坏了" in visitor.get("/report/check/").content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [("字" * 10_000, "写了10000字"), ("坏\x00字", "看不见的坏字符"), ("", "请写一句话"), ("   \n ", "请写一句话")],
)
def test_words_that_cannot_be_taken_are_told_and_kept(resident: Client, body: str, words: str) -> None:
    answer = say(resident, body)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    if body.startswith("字"):
        assert body in answer.content.decode()
    assert not Case.objects.exists()


def test_a_bad_file_keeps_the_words_and_the_other_photos(resident: Client) -> None:
    bad = io.BytesIO(b"PK\x03\x04" + b"\0" * 400)
    bad.name = "b.jpg"
    answer = say(resident, "路灯坏了", photos=[photo("a.jpg"), bad, photo("c.jpg", "blue")])
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "第2个没收下" in text
    assert "路灯坏了" in text
    assert StoredFile.objects.count() == 2
    assert text.count("/thumb/") == 2


def test_html_in_the_words_is_text(resident: Client) -> None:
    page = to_check(resident, body="<script>alert(1)</script>灯坏了")
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()
    answer = resident.post("/report/check/", SEND | {"kept": kept(page)}, follow=True)
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "place", ["999999999999", "421221000000", "421202002099", "x", COMMUNITY + "E001", "4212020020100'"]
)
def test_a_place_that_is_not_here_is_refused_in_words(resident: Client, place: str) -> None:
    say(resident)
    answer = resident.post("/report/where/", {"pick": place})
    assert answer.status_code == 422
    assert "没有找到这个地方" in answer.content.decode()


@pytest.mark.parametrize(
    ("lon", "lat"), [("nan", "1"), ("inf", "0"), ("x", "y"), ("0", "0"), ("200", "95"), ("1e999", "3")]
)
def test_a_position_that_is_nonsense_or_elsewhere_is_refused_in_words(resident: Client, lon: str, lat: str) -> None:
    say(resident)
    answer = resident.post("/report/where/", {"go": "here", "lon": lon, "lat": lat})
    assert answer.status_code == 422
    assert "不在本地管的范围里" in answer.content.decode()


def test_an_address_that_nobody_knows_can_be_put_down_for_the_own_community(resident: Client) -> None:
    say(resident)
    answer = resident.post("/report/where/", {"go": "text", "text": "老水塔旁边"})
    assert "没有认出是哪个小区" in answer.content.decode()
    page = resident.post("/report/where/", {"pick": COMMUNITY, "said": "老水塔旁边"}, follow=True)
    assert "老水塔旁边" in page.content.decode()


def test_a_community_named_in_words_is_found(resident: Client) -> None:
    say(resident)
    page = resident.post("/report/where/", {"go": "text", "text": "温泉街道金叶社区"}, follow=True)
    assert page.redirect_chain[-1][0] == "/report/check/"


def test_an_address_keeps_the_words_that_say_more_than_the_register(resident: Client) -> None:
    from shanzhi.engines.territory.models import Building, Estate

    estate = Estate.objects.create(
        code=f"{COMMUNITY}E001", community_code=COMMUNITY, name="金叶小区", keys=["金叶小区", "金叶"]
    )
    Building.objects.create(code=f"{estate.code}B003", estate=estate, name="3栋", key="3")
    page = to_check(resident)
    page = resident.post("/report/where/", {"go": "text", "text": "金叶小区3栋2单元一楼"}, follow=True)
    resident.post("/report/check/", SEND | {"kept": kept(page)})
    case = Case.objects.get()
    assert (case.place_text, case.place_code) == ("金叶小区3栋2单元一楼", f"{COMMUNITY}E001B003")


def test_emergency_words_show_the_numbers_and_stop_nothing(resident: Client) -> None:
    page = to_check(resident, body="3栋有人家里着火了")
    assert 'href="tel:119"' in page.content.decode()
    resident.post("/report/check/", SEND | {"kept": kept(page)})
    assert Case.objects.count() == 1


def test_a_report_must_say_how_it_is_to_be_kept(resident: Client) -> None:
    page = to_check(resident, body="举报小卖部卖过期牛奶")
    answer = resident.post("/report/check/", SEND | {"nature": "report", "kept": kept(page)})
    assert answer.status_code == 422
    assert "举报请选一种" in answer.content.decode()


def test_a_confidential_report_is_sealed_and_never_public(resident: Client) -> None:
    page = to_check(resident, body="举报小卖部卖过期牛奶")
    resident.post("/report/check/", SEND | {"nature": "report", "privacy": "sealed", "kept": kept(page)})
    case = Case.objects.get()
    assert (case.is_sealed, case.is_public, case.reporter_id) == (True, False, resident.account.pk)


@pytest.mark.parametrize("logged_in", [True, False])
def test_an_anonymous_report_leads_to_nobody_and_its_receipt_opens_it(logged_in: bool, visitor: Client) -> None:
    account = make_resident("13800138002")
    if logged_in:
        visitor.force_login(account)
    page = to_check(visitor, body="举报小卖部卖过期牛奶", photos=photo())
    answer = visitor.post(
        "/report/check/", SEND | {"nature": "report", "privacy": "anonymous", "kept": kept(page)}, follow=True
    )
    case = Case.objects.get()
    assert (case.reporter_id, case.reporter_name, case.reporter_phone, case.is_anonymous) == (None, "", "", True)
    assert StoredFile.objects.get().account_id is None
    text = answer.content.decode()
    secret = re.search(r"(\d{4}) (\d{4})</b>", text)
    assert secret
    assert case.number in text
    stranger = Client()
    assert stranger.get(f"/cases/{case.number}/").status_code == 404
    wrong = stranger.post("/cases/lookup/", {"number": case.number, "code": "00000000"})
    assert wrong.status_code == 422
    opened = stranger.post("/cases/lookup/", {"number": case.number, "code": f"{secret[1]} {secret[2]}"}, follow=True)
    assert opened.status_code == 200
    assert "过期牛奶" in opened.content.decode()


def test_an_anonymous_report_of_somebody_logged_in_leaves_nothing_that_leads_to_the_account(resident: Client) -> None:
    page = to_check(resident, body="举报小卖部卖过期牛奶", photos=photo())
    token = resident.session["report_draft"]["token"]
    form = SEND | {"nature": "report", "privacy": "anonymous", "kept": kept(page)}
    sent = resident.post("/report/check/", form)
    case = Case.objects.get()
    row = json.dumps(dict(resident.session))
    assert "_auth_user_id" in row
    for trace in (case.number, token, case.source_key, "过期牛奶", "receipts"):
        assert trace not in row, trace
    assert token not in case.source_key
    for name, path in (("receipts", "/cases/"), ("receipts_files", "/files/")):
        assert sent.cookies[name]["httponly"]
        assert sent.cookies[name]["path"] == path
    assert resident.get(sent.url).status_code == 200
    again = resident.post("/report/check/", form)
    assert again.url == sent.url
    assert Case.objects.count() == 1
    assert case.number not in json.dumps(dict(resident.session))


def test_a_forged_receipt_cookie_opens_nothing(resident: Client) -> None:
    page = to_check(resident, body="举报小卖部卖过期牛奶")
    resident.post("/report/check/", SEND | {"nature": "report", "privacy": "anonymous", "kept": kept(page)})
    number = Case.objects.get().number
    stranger = Client()
    stranger.cookies["receipts"] = number
    assert stranger.get(f"/cases/{number}/").status_code == 404
    stranger.cookies["receipts"] = f"{number}:1x:forged"
    assert stranger.get(f"/cases/{number}/done/").status_code == 404


def test_neighbours_read_it_only_when_that_was_asked_for(resident: Client) -> None:
    page = to_check(resident)
    assert 'id="id_is_public" checked' not in page.content.decode()
    resident.post("/report/check/", {"nature": "help", "category": "", "kept": kept(page)})
    assert not Case.objects.get().is_public


def test_in_care_mode_neighbours_are_asked_about_before_the_last_page(resident: Client) -> None:
    resident.cookies["mode"] = "care"
    to_check(resident)
    resident.post("/report/kind/", {"nature": "help"})
    skipped = resident.get("/report/check/")
    assert skipped.url == "/report/public/"
    assert "不让看也照样办" in resident.get("/report/public/").content.decode()
    resident.post("/report/public/", {"is_public": "0"})
    assert "不让看" in resident.get("/report/check/").content.decode()
    resident.post("/report/check/", {})
    assert not Case.objects.get().is_public


def test_thirteen_photos_keep_the_words_and_the_first_nine(resident: Client) -> None:
    answer = say(resident, "路灯坏了", photos=[photo(f"{n}.jpg") for n in range(13)])
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "最多9张" in text
    assert "路灯坏了" in text
    assert StoredFile.objects.count() == len(resident.session["report_draft"]["files"]) == 9


@pytest.mark.parametrize("mode", ["plain", "care"])
def test_without_a_calendar_a_resident_is_told_whom_to_ring_and_keeps_what_was_said(
    resident: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, mode: str
) -> None:
    page = to_check(resident, body="楼道里堆了旧沙发")
    if mode == "care":
        resident.cookies["mode"] = "care"
        resident.post("/report/public/", {"is_public": "0"})

    def unknown() -> None:
        raise CalendarUnknown(2027)

    monkeypatch.setattr("shanzhi.kernel.calendar.current", unknown)
    for answer in (resident.get("/report/check/"), resident.post("/report/check/", SEND | {"kept": kept(page)})):
        text = answer.content.decode()
        assert "现在网上收不了，请打12345" in text
        assert "CSV" not in text
        assert "旧沙发" in text
    assert "shanzhi calendar import" in caplog.text
    assert not Case.objects.exists()
    assert resident.session["report_draft"]["body"] == "楼道里堆了旧沙发"


def test_a_receipt_opens_no_named_case(resident: Client) -> None:
    from shanzhi.domains.appeals.resident import receipts

    resident.post("/report/check/", SEND | {"kept": kept(to_check(resident))})
    number = Case.objects.get().number
    answer = Client().post("/cases/lookup/", {"number": number, "code": receipts.code_of(number)})
    assert answer.status_code == 422


def test_a_photo_can_be_taken_out_again(resident: Client) -> None:
    say(resident, photos=photo())
    pk = StoredFile.objects.get().pk
    page = resident.post("/report/", {"body": "灯坏了", "drop": str(pk)})
    assert "/thumb/" not in page.content.decode()


def test_the_drafts_photo_is_seen_on_this_phone_only(resident: Client) -> None:
    say(resident, photos=photo())
    pk = StoredFile.objects.get().pk
    assert resident.get(f"/files/{pk}/").status_code == 200
    assert resident.get(f"/files/{pk}/thumb/").status_code == 200
    assert Client().get(f"/files/{pk}/").status_code == 404
