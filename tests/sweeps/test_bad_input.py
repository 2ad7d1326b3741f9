"""Wrong, oversized, disguised and hostile input: a clear sentence in Chinese, and nothing changed."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shanzhi.engines.casework.public import Case, actions
from shanzhi.kernel.models import StoredFile
from tests import factories as make
from tests.sweeps.rows import fingerprint
from tests.sweeps.world import AT, World, undone

EVIL = "<script>alert('越')</script><img src=x onerror=alert(1)>\"'&{{7*7}}{% now 'Y' %}"
#: Words of Django's own plain pages, which nobody here should ever read.
PLAIN = re.compile(r"Bad Request|Forbidden|Server Error|CSRF verification|Not Found</h1>|Traceback|Method Not Allowed")
CHINESE = re.compile(r"[一-鿿]{4,}")


def told(answer: Any, *, status: set[int]) -> str:
    """The text of a refusal: one of these statuses, in Chinese, not a page of Django's own."""
    text: str = answer.content.decode()
    assert answer.status_code in status, (answer.status_code, text[:400])
    assert CHINESE.search(text), text[:400]
    assert not PLAIN.search(text), text[:400]
    return text


def harmless(text: str) -> None:
    """What was written stands there as words only."""
    assert "<script>alert" not in text
    assert "onerror=alert(1)>" not in text.replace("&gt;", "")
    assert "<img src=x" not in text


@pytest.fixture
def phone(world: World) -> Client:
    """A resident."""
    return world.client("reporter", raise_request_exception=False)


@pytest.fixture
def desk(world: World) -> Client:
    """Somebody at the committee's desk."""
    return world.client("community_worker", raise_request_exception=False)


def sent(client: Client, body: str, **more: Any) -> Any:
    """The three pages of a report; the answer of the last."""
    client.post("/report/", {"body": body, "go": "next"})
    client.post("/report/where/", {"pick": make.COMMUNITY, "said": more.pop("said", "")})
    return client.post("/report/check/", {"nature": "help", "category": "", "is_public": "on", **more})


def test_html_in_every_text_field_is_shown_as_words(world: World) -> None:
    with undone():
        phone, desk = world.client("reporter"), world.client("community_worker")
        answer = sent(phone, EVIL, name=EVIL[:30], said=EVIL[:100])
        assert answer.status_code == 302, answer.content.decode()[:500]
        number = answer["Location"].split("/")[2]
        case, base = Case.objects.get(number=number), f"/desk/cases/{number}"
        assert "<script>" in case.body
        unit = world.units["committee"]
        actions.dispatch(
            actions.accept(case, by=world.actor("community_worker"), at=AT, category="01"),
            by=world.actor("community_worker"), at=AT, unit=unit, note=EVIL,
        )  # fmt: skip
        steps: list[tuple[str, dict[str, str]]] = [
            ("comment", {"text": EVIL}), ("signature", {}), ("contact", {"reached": "yes", "note": EVIL}),
            ("feedback", {"result": EVIL}), ("verification", {"passed": "yes", "note": EVIL}),
        ]  # fmt: skip
        for slug, data in steps:
            version = str(Case.objects.get(pk=case.pk).version)
            assert desk.post(f"{base}/{slug}", data | {"version": version}).status_code == 303, slug
        phone.post(f"/cases/{number}/more/", {"text": EVIL})
        phone.post(f"/cases/{number}/rating/", {"quick": "good", "comment": EVIL})
        pages = [desk.get(url) for url in (
            "/desk/?scope=all&state=closed", f"{base}/", f"{base}/pane/", f"{base}/sheet/", "/desk/map/", f"/desk/search?q={EVIL}",
        )]  # fmt: skip
        pages += [
            phone.get(url)
            for url in (f"/cases/{number}/", "/cases/", "/board/", "/", "/notices/", f"/cases/{number}/rated/")
        ]
        for page in pages:
            assert page.status_code == 200
            harmless(page.content.decode())
            assert ">49<" not in page.content.decode()


def test_html_in_a_refused_form_is_given_back_as_words(phone: Client, desk: Client, world: World) -> None:
    for answer in (
        phone.post("/report/", {"body": EVIL * 60}), phone.post("/report/where/", {"text": EVIL}, follow=True),
        phone.post("/cases/lookup/", {"number": EVIL[:40], "code": "1"}), phone.post("/login/", {"phone": EVIL[:20]}),
        desk.post(f"/desk/cases/{world.cases['标记甲02'].number}/feedback", {"result": EVIL, "version": EVIL}),
        desk.get("/desk/", {"category": EVIL, "since": EVIL, "after": EVIL, "case": EVIL}),
        desk.get(f"/desk/search?q={EVIL}"), phone.get("/board/", {"category": EVIL, "after": EVIL}),
    ):  # fmt: skip
        assert answer.status_code < 500
        harmless(answer.content.decode())


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x" * 500)
    return out.getvalue()


DISGUISED = {
    "a zip": _zip(), "html": b"<html><script>alert(1)</script></html>", "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
    "nothing": b"", "half a jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF", "php in gif": b"GIF89a<?php system($_GET[0]); ?>",
    "a program": b"MZ\x90\x00" + b"\x00" * 300, "a bomb": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x02\x00\x00\x00",
}  # fmt: skip


@pytest.mark.parametrize("what", DISGUISED)
def test_what_only_calls_itself_a_photo_is_not_kept(world: World, what: str) -> None:
    with undone():
        phone, desk = world.client("reporter"), world.client("community_worker")
        before, kept = fingerprint(), StoredFile.objects.count()
        upload = SimpleUploadedFile("照片.jpg", DISGUISED[what], "image/jpeg")
        text = told(phone.post("/report/", {"body": "灯不亮", "photos": upload}), status={422})
        assert "没收下" in text
        assert "灯不亮" in text, "the words are still there"
        number = world.cases["标记甲11"].number
        told(
            phone.post(f"/cases/{number}/more/", {"photos": SimpleUploadedFile("照片.jpg", DISGUISED[what])}),
            status={422},
        )
        case = world.cases["标记甲02"]
        upload = SimpleUploadedFile("照片.jpg", DISGUISED[what])
        answer = desk.post(
            f"/desk/cases/{case.number}/comment", {"text": "见图", "photos": upload, "version": case.version}
        )
        told(answer, status={413, 415, 422})
        assert StoredFile.objects.count() == kept
        assert fingerprint() == before


def test_too_many_words_are_counted_and_kept_on_the_page(phone: Client, desk: Client, world: World) -> None:
    before, long = fingerprint(), "长" * 10_000
    text = told(phone.post("/report/", {"body": long}), status={422})
    assert "写了10000字，最多2000字" in text
    assert long in text
    assert "写了10000字" in told(
        phone.post(f"/cases/{world.cases['标记甲11'].number}/more/", {"text": long}), status={422}
    )
    case = world.cases["标记甲02"]
    data = {"version": case.version, "text": long, "reason": long, "explanation": long, "note": long}
    for slug in ("comment", "return"):
        text = told(desk.post(f"/desk/cases/{case.number}/{slug}", data), status={422})
        assert "现在10000字" in text
    assert fingerprint() == before


CLOSED_VERBS = (
    "acceptance", "dispatch", "signature", "contact", "feedback", "verification", "return", "refusal", "revisit", "comment",
)  # fmt: skip


def test_a_closed_case_is_not_acted_on(phone: Client, desk: Client, world: World) -> None:
    before, case = fingerprint(), world.cases["标记甲10"]
    data = {
        "version": case.version, "category": "01", "nature": "help", "unit": world.units["committee"].pk, "reached": "yes",
        "result": "好了", "passed": "yes", "reason": "不归", "reason_code": "law", "explanation": "去法院", "text": "一句",
        "was_contacted": "yes", "is_solved": "yes", "satisfaction": "3",
    }  # fmt: skip
    for slug in CLOSED_VERBS:
        told(desk.post(f"/desk/cases/{case.number}/{slug}", data), status={403, 409, 422})
    for verb in ("withdraw", "more"):
        told(phone.post(f"/cases/{case.number}/{verb}/", {"text": "再说一句"}), status={403, 409, 422})
    again = phone.post(f"/cases/{case.number}/rating/", {"quick": "bad"})
    assert again.status_code in {200, 302, 409}
    assert fingerprint() == before


def test_a_form_from_an_old_page_changes_nothing_and_keeps_what_was_written(desk: Client, world: World) -> None:
    case, before = world.cases["标记甲02"], fingerprint()
    for version in (case.version - 1, case.version + 1, -1, 10**12):
        answer = desk.post(f"/desk/cases/{case.number}/return", {"version": version, "reason": "归水务集团管"})
        assert "归水务集团管" in told(answer, status={409, 422})
    told(desk.post(f"/desk/cases/{case.number}/signature", {"version": "甲"}), status={422})
    told(desk.post(f"/desk/cases/{case.number}/signature", {}), status={422})
    assert fingerprint() == before


def test_unknown_places_and_forged_ids_are_not_found(phone: Client, desk: Client, world: World) -> None:
    before = fingerprint()
    case = world.cases["标记甲02"]
    foreign = world.files["标记甲09"]
    for url in (
        "/desk/cases/999999999999-261124-001/", "/desk/cases/421202001010-261124-999/", "/cases/421202001010-261124-999/",
        f"/desk/cases/{case.number}/files/{foreign}/", f"/desk/cases/{case.number}/files/999999999999999999/",
        f"/files/{foreign}/", "/files/99999999999999999999999999/", "/outlines/000000.json", "/outlines/'--.json",
        "/centre/999999999999/", "/desk/cases/../../etc/passwd", "/static/../shanzhi/settings.py", "/files/-1/",
    ):  # fmt: skip
        for client in (phone, desk):
            told(client.get(url), status={404})
    told(
        desk.post(f"/desk/cases/{case.number}/dispatch", {"version": case.version, "unit": "999999"}), status={409, 422}
    )
    told(phone.post("/report/where/", {"pick": "999999999999"}, follow=True), status={200, 422})
    told(phone.post("/place/", {"pick": "999999999999"}), status={404})
    desk.post("/desk/signatures", {"pick": ["0", "-1", "x", "9" * 30, world.cases["标记甲09"].pk]})
    for token in ("x", "eyJhIjoxfQ:1:2", "../../", "a" * 5000, "%00", "null"):
        for client, url in ((desk, "/desk/?scope=all&after="), (desk, "/desk/search?q=凉亭&after="), (phone, "/cases/?after="),
                            (phone, "/board/?after="), (phone, "/notices/?after=")):  # fmt: skip
            assert client.get(url + token).status_code in {200, 302, 400, 404, 422}, (url, token)
    assert fingerprint() == before


def test_a_forged_draft_or_receipt_opens_nothing(phone: Client, world: World) -> None:
    before = fingerprint()
    answer = phone.post("/report/check/", {"kept": "eyJ0b2tlbiI6ImEifQ:1x:forged", "nature": "help"}, follow=True)
    told(answer, status={200})
    told(phone.post("/cases/lookup/", {"number": world.cases["标记甲04"].number, "code": "12345678"}), status={422})
    assert fingerprint() == before


BROKEN = {
    "NUL": "灯\x00不亮",
    "a lone surrogate": b"\xed\xa0\x80",
    "invalid UTF-8": b"\xff\xfe\xfa",
    "controls": "\x1b[2J\x07",
    "right to left": "\u202e灯",
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_text_is_never_a_fault(world: World, what: str) -> None:
    with undone():
        phone = world.client("reporter", raise_request_exception=False)
        desk = world.client("community_worker", raise_request_exception=False)
        raw = BROKEN[what].encode() if isinstance(BROKEN[what], str) else BROKEN[what]
        assert isinstance(raw, bytes)
        quoted = "".join(f"%{byte:02x}" for byte in raw)
        number = world.cases["标记甲02"].number
        form = "application/x-www-form-urlencoded"
        for client, url in (
            (phone, "/report/"), (phone, "/report/where/"), (phone, f"/cases/{world.cases['标记甲11'].number}/more/"),
            (phone, "/login/"), (phone, "/cases/lookup/"), (desk, f"/desk/cases/{number}/comment"),
            (desk, f"/desk/cases/{number}/return"), (desk, f"/desk/cases/{number}/contact"), (desk, "/desk/patrol/"),
        ):  # fmt: skip
            fields = ("body", "text", "phone", "number", "code", "reason", "note", "said", "place", "pick")
            body = "&".join(f"{name}={quoted}" for name in fields) + "&version=3&reached=yes"
            answer = client.post(url, body, content_type=form)
            assert answer.status_code < 500, (url, answer.status_code)
        for client, url in (
            (desk, "/desk/?category="),
            (desk, "/desk/search?q="),
            (phone, "/board/?category="),
            (phone, "/?x="),
        ):
            assert client.get(url + quoted).status_code < 500, url
        assert phone.get(f"/{quoted}/").status_code in {400, 404}


JSONS = {
    "not JSON": b"{", "a bomb of depth": b"[" * 100_000, "a list": b"[]", "null": b"null", "a number": b"1" * 5000,
    "much": b'{"body":"' + b"x" * 200_000 + b'"}', "NaN": b'{"body":"x","nature":"help","lon":NaN,"lat":1e999}',
    "wrong types": b'{"body":{"a":[]},"nature":1,"code":[]}', "invalid UTF-8": b'{"body":"\xff"}', "empty": b"",
    "a surrogate": b'{"body":"\\ud800","nature":"help","code":"421202001010"}', "NUL": b'{"body":"a\\u0000","nature":"help","code":"421202001010"}',
    "twice": b'{"body":"x","body":"y","nature":"help","code":"999999999999"}',
    "deep in a field": b'{"body":' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
}  # fmt: skip


@pytest.mark.parametrize("what", JSONS)
def test_json_that_makes_no_sense_is_a_problem_and_no_case(world: World, what: str) -> None:
    client, before = world.client("program: street", raise_request_exception=False), fingerprint()
    number = world.cases["标记甲01"].number
    for url in ("/api/v1/cases", f"/api/v1/cases/{number}/acceptance", f"/api/v1/cases/{number}/comment"):
        answer = client.post(url, JSONS[what], content_type="application/json")
        assert answer.status_code in {400, 403, 404, 413, 422}, (url, answer.status_code)
        problem = json.loads(answer.content)
        assert answer["Content-Type"].startswith("application/problem+json")
        assert CHINESE.search(problem["detail"])
        assert re.search("[A-Za-z]{3}", problem["detail_en"])
    assert fingerprint() == before


def test_tokens_that_are_none_open_nothing(world: World) -> None:
    for token in ("", "x", "Bearer", "shz_" + "a" * 40, "shz_" + "é" * 10, "a" * 5000):
        answer = Client(raise_request_exception=False).get(
            "/api/v1/cases", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code in {401, 429}, token
        assert CHINESE.search(answer.content.decode())
    assert Client().get("/api/v1/cases").status_code == 401
    assert world.client("county_dispatcher").get("/api/v1/cases").status_code == 401


def test_a_form_without_its_token_is_refused_in_chinese(world: World) -> None:
    before, case = fingerprint(), world.cases["标记甲02"]
    desk = world.client("community_worker", enforce_csrf_checks=True)
    told(desk.post(f"/desk/cases/{case.number}/signature", {"version": case.version}), status={403})
    phone = world.client("reporter", enforce_csrf_checks=True)
    for url in (
        "/report/",
        f"/cases/{world.cases['标记甲11'].number}/rating/",
        "/login/leave/",
        "/notices/",
        "/mode/",
        "/place/",
    ):
        told(phone.post(url, {"quick": "good"}), status={403})
    assert fingerprint() == before


def test_no_way_back_leads_to_another_site(world: World) -> None:
    case = world.cases["标记甲02"]
    for evil in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\thttps://evil.example",
    ):
        with undone():
            desk = world.client("community_worker")
            answers = [
                desk.post(f"/desk/cases/{case.number}/comment", {"text": "一句", "version": case.version, "next": evil}),
                desk.post("/desk/signatures", {"next": evil}), desk.post("/mode/", {"mode": "care", "next": evil}),
                world.client("reporter").get("/login/", {"next": evil}), world.client("visitor").get("/staff/login/", {"next": evil}),
            ]  # fmt: skip
            for answer in answers:
                assert "evil" not in answer.get("Location", ""), evil
                assert not re.search(r'(?:href|action)="[^"]*evil', answer.content.decode()), evil


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b", "[::1", "xn--evil.testserver"])
def test_a_foreign_host_is_refused_in_chinese(world: World, host: str) -> None:
    client = world.client("visitor", raise_request_exception=False)
    for url in ("/", "/login/", "/desk/", "/report/"):
        answer = client.get(url, headers={"host": host})
        text = answer.content.decode()
        assert answer.status_code == 400, (host, answer.status_code)
        assert host not in text
        assert not PLAIN.search(text)
        assert CHINESE.search(text)


def test_forwarded_headers_of_strangers_change_no_links(world: World) -> None:
    answer = world.client("county_dispatcher").get(
        f"/desk/cases/{world.cases['标记甲02'].number}/sheet/",
        headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"},
    )
    assert "evil.example" not in answer.content.decode()


def test_more_than_a_request_may_carry_is_refused_in_chinese(world: World) -> None:
    before = fingerprint()
    client = world.client("reporter", raise_request_exception=False)
    many = {f"f{n}": "x" for n in range(1000)}
    told(client.post("/report/", many), status={400, 413})
    told(client.post("/report/", {"body": "x" * 3_000_000}), status={400, 413, 422})
    files = [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(30)]
    told(client.post("/report/", {"photos": files}), status={400, 413, 422})
    lying = client.generic(
        "POST", "/report/", b"body=x", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH="99999999999"
    )
    assert lying.status_code < 500
    assert fingerprint() == before


def test_the_same_report_pressed_twice_is_one_case(world: World) -> None:
    with undone():
        phone, count = world.client("reporter"), Case.objects.count()
        phone.post("/report/", {"body": "灯不亮", "go": "next"})
        page = phone.post("/report/where/", {"pick": make.COMMUNITY}, follow=True).content.decode()
        kept = re.search(r'name="kept" value="([^"]+)"', page)
        assert kept
        form = {"nature": "help", "is_public": "on", "kept": kept[1]}
        first, second = phone.post("/report/check/", form), phone.post("/report/check/", form)
        assert first["Location"] == second["Location"]
        assert Case.objects.count() == count + 1
