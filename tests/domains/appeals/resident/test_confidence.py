"""What the pages promise is true for ordinary, confidential and anonymous reports, and who is rung up is who files."""
# ruff: noqa: F811 - a fixture of another file has its name

import pytest
from django.test import Client

from shanzhi.domains.appeals.desk import facts
from shanzhi.domains.appeals.resident.redact import redact
from shanzhi.domains.appeals.resident.rules import tells_who
from shanzhi.engines.casework.models import CaseFile
from shanzhi.engines.casework.public import Case
from shanzhi.kernel import clock, files
from shanzhi.kernel.actor import ANONYMOUS
from tests.domains.appeals.resident.story import Story, story  # noqa: F401 - a fixture
from tests.domains.appeals.resident.test_report_pages import SEND, kept, photo, resident, to_check, visitor  # noqa: F401

pytestmark = pytest.mark.django_db

_FALSE_OF_ANONYMOUS = ("社区的人看", "社区正在看", "有人联系您", "请您评价", "会联系您", "打电话时报这个")


def sent(client: Client, body: str, **more: str) -> str:
    """The page after sending."""
    page = to_check(client, body=body)
    return str(client.post("/report/check/", SEND | {"kept": kept(page)} | more, follow=True).content.decode())


def test_an_anonymous_report_promises_no_call_no_rating_and_no_taking_back(visitor: Client) -> None:
    page = sent(visitor, "举报小卖部卖过期牛奶", nature="report", privacy="anonymous")
    assert "区里受理的人看" in page
    assert "不会有人找您" in page
    number = Case.objects.get().number
    for text in (page, visitor.get(f"/cases/{number}/").content.decode()):
        assert not [words for words in (*_FALSE_OF_ANONYMOUS, "撤回") if words in text]


def test_a_confidential_report_is_read_by_the_county_and_not_the_community(resident: Client) -> None:
    page = sent(resident, "举报小卖部卖过期牛奶", nature="report", privacy="sealed")
    assert "区里受理的人看" in page
    assert "请您评价" in page
    assert "有人联系您" not in page
    for text in (resident.get(url).content.decode() for url in ("/", "/cases/")):
        assert "收到了，区里正在看" in text
        assert "社区正在看" not in text


def test_an_ordinary_matter_keeps_its_promises(resident: Client) -> None:
    page = sent(resident, "3栋2单元楼道灯不亮")
    for words in ("社区的人看", "有人联系您", "请您评价"):
        assert words in page


def test_the_check_page_says_how_each_is_found(visitor: Client) -> None:
    page = to_check(visitor, body="举报小卖部卖过期牛奶")
    again = visitor.post(
        "/report/check/", SEND | {"nature": "report", "privacy": "anonymous", "category": "xx", "kept": kept(page)}
    )
    assert again.status_code == 422
    page = visitor.post("/report/check/", SEND | {"nature": "report", "privacy": "anonymous", "kept": kept(page)})
    assert page.status_code == 302


@pytest.mark.parametrize(
    ("body", "names", "found"),
    [
        ("楼下3栋2单元401室半夜打麻将", (), ["门牌（3栋2单元401室）"]), ("我是张倩，举报小卖部", (), ["您的姓名"]),
        ("张倩举报小卖部", ("张倩",), ["您的姓名"]), ("请打13812345678", (), ["电话"]), ("3栋的小卖部卖过期牛奶", ("陈芳",), []),
    ],
)  # fmt: skip
def test_what_may_tell_the_writer_is_found(body: str, names: tuple[str, ...], found: list[str]) -> None:
    assert tells_who(body, "金叶小区3栋", names=names) == found


@pytest.mark.parametrize("privacy", ["sealed", "anonymous"])
def test_a_door_in_a_secret_report_is_warned_of_once_and_then_sent(resident: Client, privacy: str) -> None:
    body = "举报，我住3栋2单元501室，楼下开赌场"
    page = to_check(resident, body=body)
    choice = SEND | {"nature": "report", "privacy": privacy}
    warned = resident.post("/report/check/", choice | {"kept": kept(page)})
    assert "您写的里有门牌（3栋2单元501室）" in warned.content.decode()
    assert not Case.objects.exists()
    assert resident.post("/report/check/", choice | {"kept": kept(warned)}).status_code == 302
    assert Case.objects.get().body == body


def test_an_ordinary_report_with_a_door_is_not_warned_of(resident: Client) -> None:
    sent(resident, "3栋2单元501室漏水")
    assert Case.objects.count() == 1


def test_the_worker_rings_whoever_files_for_a_parent(story: Story) -> None:
    client = Client()
    client.force_login(story.resident)
    page = to_check(client, body="走廊扶手又松了")
    told = client.post("/report/check/", SEND | {"for_id": str(story.mother.pk), "category": "xx", "kept": kept(page)})
    assert told.status_code == 422
    client.post("/report/check/", SEND | {"for_id": str(story.mother.pk), "name": "陈芳", "kept": kept(page)})
    case = Case.objects.get(body="走廊扶手又松了")
    assert (case.reporter_id, case.reporter_phone) == (story.mother.pk, story.resident.phone)
    assert case.reporter_name == "张桂英（陈芳代办）"
    assert [fact.label for fact in facts.who(case, known=True)] == ["谁说的", "代办", "电话"]
    assert "138****8000" in str(facts.who(case, known=True))


def test_the_page_before_sending_shows_the_number_that_is_rung(story: Story) -> None:
    client = Client()
    client.force_login(story.resident)
    page = to_check(client, body="走廊扶手又松了")
    assert "138****8000" in page.content.decode()
    draft = client.session["report_draft"] | {"for_id": story.mother.pk}
    session = client.session
    session["report_draft"] = draft
    session.save()
    assert "打您的138****8000，替张桂英办" in client.get("/report/check/").content.decode()


def test_both_names_go_from_what_neighbours_read() -> None:
    assert redact("张桂英和陈芳都说过", ("张桂英（陈芳代办）",)) == "某某和某某都说过"


def picture(case: Case, stage: str) -> None:
    """A stored picture on the case."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("a.jpg", photo().getvalue(), content_type="image/jpeg")
    stored = files.store(upload, by=ANONYMOUS, at=clock.now(), purpose="case")
    CaseFile.objects.create(case=case, file=stored, stage=stage, added_at=clock.now())


def test_ones_own_picture_is_no_proof_of_the_result(story: Story) -> None:
    client, case = Client(), story.cases["rating"]
    client.force_login(story.resident)
    picture(case, "report")
    assert "/thumb/" not in client.get(f"/cases/{case.number}/rating/").content.decode()
    picture(case, "after")
    text = client.get(f"/cases/{case.number}/rating/").content.decode()
    assert text.count("/thumb/") == 2
    for caption in ("反映时的照片", "办理后"):
        assert f"{caption}</span>" in text


def test_handing_in_nothing_asks_the_one_question_above(story: Story) -> None:
    client = Client()
    client.force_login(story.resident)
    answer = client.post(f"/cases/{story.cases['rating'].number}/rating/", {})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "还差1处" in text
    assert "请先选一个：都好、都不好，或者一条一条说" in text


def test_a_second_rating_is_told_that_it_is_being_done_again(story: Story) -> None:
    client, case = Client(), story.cases["rating"]
    client.force_login(story.resident)
    client.post(f"/cases/{case.number}/rating/", {"quick": "bad"})
    version = Case.objects.get(pk=case.pk).version
    answer = client.post(f"/cases/{case.number}/rating/", {"quick": "bad"})
    assert "已经评价过了，正在重办" in answer.content.decode()
    assert "不能不满意重办" not in answer.content.decode()
    assert Case.objects.get(pk=case.pk).version == version
