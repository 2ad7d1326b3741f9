"""说一件事: three pages from a sentence or a photo to a case; in care mode one decision a page."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shanzhi.domains.appeals.resident import draft as drafts
from shanzhi.domains.appeals.resident import guess, places, rules
from shanzhi.domains.appeals.resident.draft import Draft
from shanzhi.domains.appeals.resident.forms import PRIVACY_HINTS, NatureForm, PrivacyForm, SayForm, WhereForm
from shanzhi.domains.appeals.resident.send import check_page, dials
from shanzhi.domains.appeals.resident.shell import community_of, home_of, is_care, page, short_name
from shanzhi.engines.territory.public import name_path
from shanzhi.kernel import clock, files
from shanzhi.kernel.actor import ANONYMOUS
from shanzhi.kernel.files import UploadRefused
from shanzhi.kernel.web.pages import Request

_STEPS = ("说一说", "在哪里", "看一遍")
#: A photo of a report that was never sent is let go after this.
_KEEP = timedelta(days=3)
_LOST = "上次写的没找到，可能放得太久了。请在这里重新说一下"
_FOUND = "您刚才写的都还在，请接着办"


@never_cache
@require_http_methods(["GET", "POST"])
def say(request: Request) -> HttpResponse:
    """第一步：words, photos, or both."""
    draft = drafts.current(request) or drafts.fresh()
    if request.method != "POST":
        lost = _LOST if "lost" in request.GET else ""
        return _say_page(request, draft, SayForm(initial={"body": draft.body}), [lost] if lost else [])
    if number := drafts.sent_number(request, draft.token):
        return _done(number)
    form = SayForm(request.POST, request.FILES)
    form.is_valid()
    draft.files = [pk for pk in draft.files if str(pk) != request.POST.get("drop")]
    said = _take(draft, form.cleaned_data.get("photos", []))
    if "body" not in form.errors:
        _listen(draft, form.cleaned_data["body"])
    drafts.keep(request, draft)
    if form.errors or said or "drop" in request.POST:
        return _say_page(request, draft, form, said, status=422 if form.errors or said else 200)
    if not draft.has_words:
        return _say_page(request, draft, form, ["请写一句话，或者拍一张照片"], status=422)
    return _to("where")


def _listen(draft: Draft, body: str) -> None:
    """Take the words in; what was only guessed from the old ones is guessed anew."""
    if body != draft.body and not draft.is_category_own:
        draft.category, draft.nature = "", ""
    draft.body = body


def _take(draft: Draft, uploads: "Iterable[UploadedFile[Any]]") -> list[str]:
    """Keep each upload that can be kept; the others are told by number and change nothing.

    They are stored as nobody's, so that an anonymous report does not lead to an account; what ties them to this person
    is the draft alone.
    """
    said = []
    at = clock.now()
    for number, upload in enumerate(uploads, 1):
        if len(draft.files) >= drafts.MOST_FILES:
            said.append(f"照片最多{drafts.MOST_FILES}张，收下了前{drafts.MOST_FILES}张，写的字都还在")
            break
        try:
            kept = files.store(upload, by=ANONYMOUS, at=at, purpose="appeal", keep_until=at + _KEEP)
        except UploadRefused as refused:
            said.append(f"第{number}个没收下：{refused.message}。文字和其他照片都还在")
        else:
            draft.files.append(kept.pk)
    return said


def _say_page(request: Request, draft: Draft, form: SayForm, said: list[str], *, status: int = 200) -> HttpResponse:
    context = {
        "form": form, "draft": draft, "said": said, "steps": _STEPS, "back_url": "/", "dials": dials(request, draft),
        "words_of_alarm": alarm_words(), "wants_photo": request.GET.get("with") == "photo",
        "room": drafts.MOST_FILES - len(draft.files),
    }  # fmt: skip
    return page(request, "say", context, status=status)


def alarm_words() -> str:
    """Words for the page's script, so that numbers show while one still types."""
    return " ".join(word for kind in rules.catalogue()["kinds"] for word in kind["words"])


@never_cache
@require_http_methods(["GET", "POST"])
def where(request: Request) -> HttpResponse:
    """第二步：one tap, a name, or a written address."""
    draft = drafts.current(request)
    if draft is None or not draft.has_words:
        return HttpResponseRedirect("/report/?lost=1" if request.method == "POST" else "/report/")
    if number := drafts.sent_number(request, draft.token):
        return _done(number)
    form = WhereForm(
        request.POST if request.method == "POST" else None,
        initial={"text": draft.place_text if not draft.place_code else ""},
    )
    if request.method != "POST":
        return _where_page(request, draft, form, [], "")
    spot, options, said = _find(request, form)
    if spot is None:
        drafts.keep(request, draft)
        return _where_page(request, draft, form, options, said, status=422)
    draft.territory, draft.place_code, draft.place_text = spot.territory, spot.code, spot.text[:120]
    draft.lon, draft.lat, draft.is_place_sure = spot.lon, spot.lat, spot.is_sure
    drafts.keep(request, draft)
    return _to("kind" if is_care(request) and not draft.nature else "check")


def _find(request: Request, form: WhereForm) -> tuple[places.Spot | None, list[places.Option], str]:
    """The spot; else candidates and what to say."""
    if code := request.POST.get("pick", ""):
        spot = places.picked(code[:32])
        text = request.POST.get("said", "").replace("\x00", "").strip()[:100]
        if spot is not None and text:
            spot = places.Spot(spot.territory, text, spot.code, spot.lon, spot.lat)
        return spot, [], "没有找到这个地方，请从下面选，或者写地址"
    if not form.is_valid():
        return None, [], "地址太长了，写到楼栋就够"
    given = form.cleaned_data
    if given["text"] and request.POST.get("go") != "here":
        return _by_name(request, given["text"])
    if given["lon"] and given["lat"]:
        return places.at_point(given["lon"], given["lat"]), [], "您现在的位置不在本地管的范围里，请写地址，或者从下面选"
    return None, [], "请点一个地方，或者写地址"


def _by_name(request: Request, text: str) -> tuple[places.Spot | None, list[places.Option], str]:
    spot, options = places.named(text)
    if spot is not None or options:
        return spot, options, "有几处像的，请点是哪一处"
    community = community_of(request)
    if len(community.rstrip("0")) > 9:
        own = places.Option(community, f"算在{short_name(community)}", f"地址就写“{text}”")
        return None, [own], "没有认出是哪个小区。如果在下面这个社区，点一下就行"
    return None, [], "没有认出是哪里，请在下面选街道和社区"


def _where_page(
    request: Request, draft: Draft, form: WhereForm, options: list[places.Option], said: str, *, status: int = 200
) -> HttpResponse:
    community = community_of(request)
    estate, street = request.GET.get("estate", ""), request.GET.get("street", "")
    context: dict[str, Any] = {
        "form": form, "draft": draft, "options": options, "said": [said] if said else [], "steps": _STEPS, "back_url": "/report/",
        "typed": form["text"].value() if options else "", "dials": dials(request, draft), "community": community,
        "community_name": short_name(community), "is_home": bool(home_of(request)),
    }  # fmt: skip
    if estate:
        context["estate_name"], context["buildings"] = places.buildings(estate[:16])
        context["estate"], context["back_url"] = estate[:16], "/report/where/"
    elif street:
        context["communities"], context["back_url"] = places.communities(street), "/report/where/"
        context["street_name"] = name_path(street.ljust(12, "0")).rpartition(" / ")[2] if street.isdigit() else ""
    elif "all" in request.GET or not context["community_name"]:
        context["streets"], context["back_url"] = places.streets("/report/where/"), "/report/where/"
    else:
        context["estates"] = places.estates(community, "/report/where/")
    return page(request, "where", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def kind(request: Request) -> HttpResponse:
    """关怀版: 咨询、求助、投诉、举报、建议, alone on a page."""
    draft = drafts.current(request)
    if draft is None or not draft.territory:
        return _to("where")
    form = NatureForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        draft.nature = form.cleaned_data["nature"]
        drafts.keep(request, draft)
        return _to("privacy" if draft.nature == "report" else "public")
    context = {"form": form, "draft": draft, "hints": _nature_hints(draft), "back_url": "/report/where/"}
    return page(request, "kind", context, status=422 if form.is_bound else 200)


_NATURE_HINTS = {
    "consult": "有事想问清楚",
    "help": "东西坏了，有困难，请人来办",
    "complaint": "对谁、对什么不满意",
    "report": "有人违法违规，可以匿名",
    "suggest": "有个好主意",
}


def _nature_hints(draft: Draft) -> dict[str, str]:
    """What each kind means, with a word beside the likely one; nothing is chosen for anybody."""
    likely = guess.of(draft.body).nature
    return {
        code: f"{words}。听着像这一种" if code == likely and draft.body else words
        for code, words in _NATURE_HINTS.items()
    }


@never_cache
@require_http_methods(["GET", "POST"])
def privacy(request: Request) -> HttpResponse:
    """关怀版: how a 举报 is kept."""
    draft = drafts.current(request)
    if draft is None or draft.nature != "report":
        return _to("kind")
    form = PrivacyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        draft.privacy = form.cleaned_data["privacy"]
        drafts.keep(request, draft)
        return _to("check" if draft.is_sealed else "public")
    context = {"form": form, "draft": draft, "hints": PRIVACY_HINTS, "back_url": "/report/kind/"}
    return page(request, "privacy", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def public(request: Request) -> HttpResponse:
    """关怀版: whether the neighbours may read it."""
    draft = drafts.current(request)
    if draft is None or not draft.nature:
        return _to("kind")
    if request.method == "POST" and request.POST.get("is_public") in {"1", "0"}:
        draft.is_public = request.POST["is_public"] == "1"
        drafts.keep(request, draft)
        return _to("check")
    return page(request, "public", {"draft": draft, "back_url": "/report/kind/"})


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: Request) -> HttpResponse:
    """第三步：what was understood, and sending it."""
    draft = drafts.current(request)
    if draft is None or not draft.has_words:
        return HttpResponseRedirect("/report/?lost=1" if request.method == "POST" else "/report/")
    if number := drafts.sent_number(request, draft.token):
        return _done(number)
    if step := _missing(request, draft):
        return _to(step)
    found = drafts.of_session(request)
    was_lost = request.method == "POST" and (found is None or found.token != draft.token)
    return check_page(request, draft, steps=_STEPS, said=[_FOUND] if was_lost else [])


def _missing(request: Request, draft: Draft) -> str:
    """The page that must come before the last one; in care mode each choice has its own."""
    if not draft.territory:
        return "where"
    if is_care(request) and not draft.nature:
        return "kind"
    if is_care(request) and draft.nature == "report" and not draft.privacy:
        return "privacy"
    # Whether neighbours may read it is asked, never supposed (个人信息保护法 art. 25).
    return "public" if is_care(request) and draft.is_public is None and not draft.is_sealed else ""


@require_POST
def clear(request: Request) -> HttpResponse:
    """不说了，清掉."""
    drafts.forget(request)
    return HttpResponseRedirect("/")


def _to(step: str) -> HttpResponse:
    return HttpResponseRedirect(f"/report/{step}/")


def _done(number: str) -> HttpResponse:
    return HttpResponseRedirect(f"/cases/{number}/done/")
