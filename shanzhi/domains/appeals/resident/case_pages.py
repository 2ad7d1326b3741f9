"""我的事, 办到哪了, 补一句, 撤回, 评价: a person's own cases."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.kind import NATURES
from shanzhi.domains.appeals.resident import queries, receipts, timeline
from shanzhi.domains.appeals.resident.draft import MOST_FILES
from shanzhi.domains.appeals.resident.forms import MoreForm, RateForm
from shanzhi.domains.appeals.resident.shell import helper, is_care, page, plainly
from shanzhi.engines.casework.public import Case, OutOfOrder, actions, kinds, withdrawable_until
from shanzhi.engines.casework.public import queries as reads
from shanzhi.kernel import clock, files, paging, policy
from shanzhi.kernel.buckets import take
from shanzhi.kernel.files import UploadRefused
from shanzhi.kernel.refused import Refused
from shanzhi.kernel.ui.components import Entry
from shanzhi.kernel.ui.words import spoken
from shanzhi.kernel.web.pages import Request, needs
from shanzhi.kernel.worktime import CalendarUnknown

_PAGE = 20
_CARE_ENTRIES = 1
_QUICK = {"good": "有人联系、解决了、满意", "bad": "没人联系、没解决、不满意", "each": "三条分开说"}
_QUESTIONS = ("was_contacted", "is_solved", "satisfaction")


@never_cache
@require_GET
@needs("", login="/login/")
def mine(request: Request) -> HttpResponse:
    """我的事: what waits for the person first, then newest first."""
    rows = queries.mine(request.actor).values(*queries.SLIP)
    found = paging.page(rows, order=("-reported_at", "-id"), after=request.GET.get("after"), size=_PAGE)
    names, now = queries.names_of(request.actor), clock.now()
    slips = [queries.slip(row, now=now, names=names) for row in found.rows]
    slips.sort(key=lambda each: not each.is_waiting)
    context = {"slips": slips, "page": found, "tab": "mine", "back_url": "/" if is_care(request) else ""}
    return page(request, "mine", context)


@never_cache
@require_GET
def case(request: Request, number: str) -> HttpResponse:
    """办到哪了."""
    found = queries.own_case(request, number)
    return _case_page(request, found, MoreForm(), [])


def _case_page(request: Request, found: Case, form: MoreForm, said: list[str], *, status: int = 200) -> HttpResponse:
    now = clock.now()
    whom = queries.names_of(request.actor).get(found.reporter_id or 0, "")
    clocks = list(found.clocks.order_by("started_at", "id"))
    step = kinds.of(found.kind).process.steps[found.step]
    told = timeline.entries(
        reads.timeline(found), queries.shots(found), now=now, you=whom or "您", is_open=found.closed_at is None
    )
    ruler = queries.ruler(clocks, now)
    owner = found.reporter_id is not None
    plain = queries.plain(found.kind, found.step, secret=found.is_sealed, anonymous=not owner)
    context = {
        "case": found, "form": form, "said": said, "state": queries.tag_of(found.step, whom), "step": step, "whom": whom,
        "entries": told, "latest": told[:_CARE_ENTRIES], "ruler": ruler, "now": now,
        "category": categories.name(found.category_code), "nature": NATURES.get(found.nature, ""),
        "is_open": found.closed_at is None, "can_rate": found.step == "rating" and owner,
        "can_add": found.closed_at is None and owner, "undo": _undo(found, now) if owner else None, "five": queries.FIVE,
        "call": helper(found.territory_code), "unit": found.unit.short_name if found.unit else "",
        "back_url": "/cases/" if owner else "/", "answer": _answer(found, ruler, plain), "whole": "whole" in request.GET,
        "adding": "add" in request.GET or bool(said),
    }  # fmt: skip
    return page(request, "case", context, status=status)


def _answer(found: Case, ruler: queries.Ruler | None, plain: str) -> str:
    """The one sentence that people came for."""
    if found.closed_at is not None or found.step == "rating":
        return plain
    if ruler is None:
        return plain
    return "过了时限，还没办好" if ruler.is_late else f"最晚{spoken(ruler.due, clock.now())}办好"


def _undo(found: Case, now: Any) -> dict[str, Any] | None:
    """撤回, while it can still be done."""
    verbs = kinds.of(found.kind).process.steps[found.step].verbs
    minutes = policy.value("casework.withdraw", area=found.territory_code, at=now).value["minutes"]
    until = withdrawable_until(found.reported_at, minutes)
    if "withdraw" not in verbs or now > until:
        return None
    return {"url": f"/cases/{found.number}/withdraw/", "until": until, "within": timedelta(minutes=minutes)}


@never_cache
@require_GET
def done(request: Request, number: str) -> HttpResponse:
    """收到了: the number, what comes next by which clock, and taking it back."""
    found = queries.own_case(request, number)
    now = clock.now()
    due = {c.code: c.due_at for c in found.clocks.filter(stopped_at__isnull=True)}
    contact = policy.value("casework.contact", area=found.territory_code, at=now).value
    context = {
        "case": found, "now": now, "undo": _undo(found, now) if found.reporter_id else None, "next": _next(found, due, contact, now),
        "secret": receipts.code_of(number) if found.reporter_id is None else "", "back_url": "/", "back_label": "回首页",
    }  # fmt: skip
    return page(request, "done", context)


def _next(found: Case, due: dict[str, Any], contact: dict[str, Any], now: Any) -> list[Entry]:
    """What comes next; only what a clock enforces, and what is true of a report told in confidence."""
    hours = contact["minutes"] // 60
    seen = f"最晚{spoken(due['accept'], now)}" if "accept" in due else ""
    until = f"最晚{spoken(due['finish'], now)}" if "finish" in due else ""
    if found.is_sealed or found.is_anonymous:
        known = found.reporter_id is not None
        last = ("请您评价", "没办好，会重新办") if known else ("凭编号和查询码看结果", "不会有人找您，也不用评价")
        return [
            Entry(f"{queries.reader(found)}的人看，定由谁来办", seen, state="now"),
            Entry("交给单位办", "单位不知道是您" if known else "没有人知道是您", state="next"),
            Entry("办好", until, state="next"),
            Entry(*last, state="next"),
        ]
    return [
        Entry("社区的人看，定由谁来办", seen, state="now"),
        Entry("有人联系您", f"交出去后{hours}小时内", state="next"),
        Entry("办好", until, state="next"),
        Entry("请您评价", "没办好，会重新办", state="next"),
    ]


@require_POST
@needs("", login="/login/")
def withdraw(request: Request, number: str) -> HttpResponse:
    """撤回, within ten minutes."""
    found = queries.own_case(request, number)
    try:
        actions.withdraw(found, by=request.actor, at=clock.now())
    except CalendarUnknown as unknown:
        return _case_page(request, found, MoreForm(), [plainly(request, unknown)], status=unknown.status)
    return HttpResponseRedirect(f"/cases/{number}/")


@require_POST
@needs("", login="/login/")
def more(request: Request, number: str) -> HttpResponse:
    """补一句话或照片; a file that is not taken keeps the words and the others."""
    found = queries.own_case(request, number)
    form, at = MoreForm(request.POST, request.FILES), clock.now()
    if not form.is_valid():
        return _case_page(request, found, form, [], status=422)
    said, kept = [], []
    photos = form.cleaned_data["photos"]
    if len(photos) > MOST_FILES:
        said.append(f"照片最多{MOST_FILES}张，收下了前{MOST_FILES}张")
    for n, upload in enumerate(photos[:MOST_FILES], 1):
        try:
            kept.append(
                files.store(upload, by=request.actor, at=at, purpose="appeal", keep_until=at + timedelta(days=1)).pk
            )
        except UploadRefused as refused:
            said.append(f"第{n}个没收下：{refused.message}")
    text = form.cleaned_data["text"]
    if not text and not kept:
        return _case_page(request, found, form, said or ["请写一句，或者选一张照片"], status=422)
    try:
        actions.comment(found, by=request.actor, at=at, text=text, files=kept)
    except Refused as refused:
        return _case_page(request, found, form, [plainly(request, refused)], status=refused.status)
    if said:
        return _case_page(request, found, MoreForm(), ["补上了。", *said], status=422)
    return HttpResponseRedirect(f"/cases/{number}/")


@never_cache
@require_http_methods(["GET", "POST"])
@needs("", login="/login/")
def rating(request: Request, number: str) -> HttpResponse:
    """请您评价: two taps when all is well or all is not, a tap for each answer otherwise."""
    found = queries.own_case(request, number)
    form = RateForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        if found.step != "rating":
            return _rated_page(request, found, twice=request.method == "POST")
        return _rate_page(request, found, form, [], status=422 if form.is_bound else 200)
    try:
        actions.rate(found, by=request.actor, at=clock.now(), **form.answers())
    except OutOfOrder:  # rated a moment ago, here or on another page
        return _rated_page(request, queries.own_case(request, number), twice=True)
    except Refused as refused:
        return _rate_page(request, found, form, [plainly(request, refused)], status=refused.status)
    return HttpResponseRedirect(f"/cases/{number}/rated/")


def _rate_page(request: Request, found: Case, form: RateForm, said: list[str], *, status: int) -> HttpResponse:
    now = clock.now()
    whom = queries.names_of(request.actor).get(found.reporter_id or 0, "")
    shots = queries.shots(found)
    # Without a picture of the result one of before would read as its proof.
    pictures = [timeline.photo(shot) for shot in shots] if any(shot.stage == "after" for shot in shots) else []
    late = found.finish_due_at is not None and found.finish_due_at < now
    rounds = policy.value("casework.rework", area=found.territory_code, at=now).value["rounds"]
    context = {
        "case": found, "form": form, "said": said, "whom": whom, "photos": pictures[-4:], "was_late": late,
        "again": found.reopened < rounds, "back_url": f"/cases/{found.number}/", "quick_hints": _QUICK,
    }  # fmt: skip
    return page(request, "rate", context | (_one_question(request, form) if is_care(request) else {}), status=status)


def _one_question(request: Request, form: RateForm) -> dict[str, Any]:
    """关怀版 asks one thing a page: the quick question, or after 一条一条说 the next of the three; answers go along."""
    given = request.POST if request.method == "POST" else request.GET
    answered = [(name, given[name]) for name in _QUESTIONS if given.get(name) in {"0", "1", "2", "3"}]
    if given.get("quick") != "each":
        return {"question": form["quick"], "hints": _QUICK}
    left = [name for name in _QUESTIONS if name not in dict(answered)]
    return {
        "question": form[left[0] if left else "satisfaction"],
        "answered": [("quick", "each"), *answered],
        "hints": {},
    }


@never_cache
@require_GET
@needs("", login="/login/")
def rated(request: Request, number: str) -> HttpResponse:
    """记下了: and, when it was not good, that it is done again and until when."""
    return _rated_page(request, queries.own_case(request, number))


def _rated_page(request: Request, found: Case, *, twice: bool = False) -> HttpResponse:
    now = clock.now()
    last = found.ratings.order_by("-round").first()
    if last is None:
        return HttpResponseRedirect(f"/cases/{found.number}/")
    again = found.closed_at is None
    until = spoken(found.finish_due_at, now) if found.finish_due_at and again else ""
    context = {
        "case": found,
        "rating": last,
        "mark": timeline.SATISFACTION[last.satisfaction],
        "again": again,
        "until": until,
        "twice": ("已经评价过了，正在重办" if again else "已经评价过了") if twice else "",
    }
    return page(
        request, "rated", context | {"back_url": "/cases/", "back_label": "我的事"}, status=409 if twice else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: Request) -> HttpResponse:
    """凭编号和查询码看一件匿名举报."""
    said, status = "", 200
    number, code = request.POST.get("number", "").strip()[:40], request.POST.get("code", "")[:40]
    if request.method == "POST":
        take(
            f"appeals.lookup:{get_adapter(request).get_client_ip(request)}",
            capacity=10,
            per=timedelta(hours=1),
            at=clock.now(),
        )
        if receipts.fits(number, code) and receipts.found(number):
            response = HttpResponseRedirect(f"/cases/{number}/")
            receipts.hold(request, response, number)
            return response
        said, status = "编号和查询码对不上，请对着收到的那一页再看一下。编号要写全，有横线", 422
    return page(request, "lookup", {"said": said, "number": number, "back_url": "/"}, status=status)
