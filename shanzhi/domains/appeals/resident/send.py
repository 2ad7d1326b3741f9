"""看一遍, and the sending: one draft becomes one case, however often the button is pressed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.kind import APPEAL, NATURES
from shanzhi.domains.appeals.resident import draft as drafts
from shanzhi.domains.appeals.resident import guess, receipts, rules
from shanzhi.domains.appeals.resident.draft import Draft
from shanzhi.domains.appeals.resident.forms import PRIVACY, PRIVACY_HINTS, CheckForm
from shanzhi.domains.appeals.resident.shell import community_of, is_care, page, plainly
from shanzhi.engines.casework.public import AlreadyReported, actions
from shanzhi.engines.org.public import Account
from shanzhi.kernel import calendar, clock, policy
from shanzhi.kernel.actor import ANONYMOUS
from shanzhi.kernel.buckets import take
from shanzhi.kernel.refused import Refused
from shanzhi.kernel.ui.words import mask_phone, spoken
from shanzhi.kernel.web.pages import Request
from shanzhi.kernel.worktime import CalendarUnknown, days_for_ruler

SOURCE = "resident"


class Dials(NamedTuple):
    """Numbers to ring first."""

    text: str
    numbers: list[tuple[str, str]]
    urgent: bool


def dials(request: Request, draft: Draft) -> Dials:
    """What the words ask to be rung up at once; the standing hint when they ask for nothing."""
    found = rules.urgent(draft.body)
    if found is None:
        return Dials("着火、有人受伤，请先打", [("119", ""), ("120", ""), ("110", "")], urgent=False)
    numbers = list(found.numbers)
    if found.repair:
        local = policy.value("resident.repair", area=community_of(request), at=clock.now()).value.get(found.repair)
        numbers += [(local["number"], local["name"])] if local else []
    return Dials(f"{found.what}。打完还可以接着说", numbers, urgent=True)


class Person(NamedTuple):
    """Whose matter it can be."""

    pk: int
    name: str
    phone: str


def people(request: Request) -> list[Person]:
    """The account itself, then those whom it may act for. One statement; nothing for a visitor."""
    owners = request.actor.owners
    if not owners:
        return []
    found = {a.pk: a for a in Account.objects.filter(pk__in=owners).only("name", "phone")}
    return [Person(pk, found[pk].name, found[pk].phone or "") for pk in owners if pk in found]


def check_page(request: Request, draft: Draft, *, steps: Sequence[str], said: list[str]) -> HttpResponse:
    """Show the draft; on POST take the choices in and send."""
    persons = people(request)
    choices = [(p.pk, p.name or mask_phone(p.phone)) for p in persons] if len(persons) > 1 else []
    if not draft.nature or (not draft.category and not draft.is_category_own):
        _guess(draft)
        drafts.keep(request, draft)
    if request.method != "POST":
        return _show(request, draft, _form(draft, choices, persons), persons, steps, said)
    form = _form(draft, choices, persons) if is_care(request) else CheckForm(request.POST, people=choices)
    if is_care(request):
        given = request.POST.get("for_id", "")
        draft.for_id = next((p.pk for p in persons if str(p.pk) == given), draft.for_id)
    elif not form.is_valid():
        return _show(request, draft, form, persons, steps, said, status=422)
    else:
        _choose(draft, form.cleaned_data)
    drafts.keep(request, draft)
    if telling := _telling(draft, persons):
        draft.seen_notices.append(telling)
        drafts.keep(request, draft)
        return _show(request, draft, form, persons, steps, [telling])
    if not request.actor.is_known and not draft.is_anonymous:
        return HttpResponseRedirect("/login/?next=/report/check/")
    try:
        number = send(request, draft, persons)
    except Refused as refused:
        return _show(request, draft, form, persons, steps, [plainly(request, refused)], status=refused.status)
    drafts.sent(request, draft, number)
    response = HttpResponseRedirect(f"/cases/{number}/done/")
    if draft.is_anonymous:
        receipts.hold(request, response, number)
    return response


def _telling(draft: Draft, persons: list[Person]) -> str:
    """What in the words or the place may tell who reports in confidence; said once, then the person has decided."""
    if not draft.is_sealed:
        return ""
    own = persons[0] if persons else Person(0, "", "")
    found = rules.tells_who(draft.body, draft.place_text, names=(own.name, draft.name), phone=own.phone)
    if not found:
        return ""
    unseen = "我们不知道您是谁" if draft.is_anonymous else "办理的单位看不到您的姓名、电话和门牌"
    words = f"您写的里有{'、'.join(found)}。{unseen}，可您写的字办理的单位看得到。是您自己的，请点“改”删掉；是被举报的，再点一次发出去"
    return "" if words in draft.seen_notices else words


def _guess(draft: Draft) -> None:
    found = guess.of(draft.body)
    draft.nature = draft.nature or found.nature
    if not draft.is_category_own:
        draft.category = found.category


def _form(draft: Draft, choices: list[tuple[int, str]], persons: list[Person]) -> CheckForm:
    initial = {
        "nature": draft.nature,
        "category": draft.category,
        "is_public": bool(draft.is_public),
        "privacy": draft.privacy,
        "name": draft.name or (persons[0].name if persons else ""),
        "for_id": draft.for_id or (persons[0].pk if persons else None),
    }
    return CheckForm(initial=initial, people=choices)


def _choose(draft: Draft, given: dict[str, Any]) -> None:
    draft.nature, draft.privacy, draft.name = given["nature"], given["privacy"], given["name"]
    draft.is_category_own = draft.is_category_own or given["category"] != draft.category
    draft.category, draft.is_public, draft.for_id = given["category"], given["is_public"], given["for_id"]


def send(request: Request, draft: Draft, persons: list[Person]) -> str:
    """The number of the case that the draft becomes, or became already. Raises Refused."""
    at = clock.now()
    who = (
        "anonymous:" + str(get_adapter(request).get_client_ip(request))
        if draft.is_anonymous
        else str(request.actor.account_id)
    )
    take(f"appeals.report:{who}", capacity=30, per=timedelta(hours=1), at=at)
    own = persons[0] if persons and not draft.is_anonymous else None
    # What is told in confidence is told in one's own name: it may be about those at home, and the proxy is one of them.
    for_id = None if draft.is_sealed else draft.for_id
    person = next((p for p in persons if p.pk == for_id), own) if own else None
    new = actions.NewCase(
        kind=APPEAL.code, nature=draft.nature, body=draft.body, territory_code=draft.territory,
        category_code=draft.category, place_code=draft.place_code, place_text=draft.place_text, lon=draft.lon,
        lat=draft.lat, reporter_id=person.pk if person else None, name=_name(draft, person, own),
        phone=_phone(person, own), is_anonymous=draft.is_anonymous,
        is_sealed=draft.is_sealed, is_public=bool(draft.is_public) and not draft.is_sealed,
        channel="wechat" if "MicroMessenger" in request.headers.get("User-Agent", "") else "web",
        files=list(draft.files), source=SOURCE,
        source_key=receipts.source_key(draft.token) if draft.is_anonymous else draft.token,
    )  # fmt: skip
    behalf = person.pk if person and own and person.pk != own.pk else None
    try:
        with transaction.atomic():
            case = actions.report(
                new, by=ANONYMOUS if draft.is_anonymous else request.actor, at=at, on_behalf_of=behalf
            )
    except AlreadyReported as again:
        return str(again.facts["number"])
    return case.number


def _phone(person: Person | None, own: Person | None) -> str:
    """Which number the worker rings: that of whoever files, for herself or for a parent; the parent's own where she has none."""
    if person is None or own is None:
        return ""
    return own.phone or person.phone


def _name(draft: Draft, person: Person | None, own: Person | None) -> str:
    """How the worker is to call the person: 张桂英（张倩代办）."""
    if person is None or own is None:
        return ""
    if person.pk != own.pk:
        filer = draft.name or own.name
        return f"{person.name}（{filer}代办）" if filer else person.name
    return draft.name or person.name


def _show(
    request: Request, draft: Draft, form: CheckForm, persons: list[Person], steps: Sequence[str], said: list[str],
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    own = persons[0] if persons else None
    person = next((p for p in persons if p.pk == draft.for_id), own)
    try:
        until = due(draft)
    except CalendarUnknown as unknown:
        until, said = {}, said or [plainly(request, unknown)]
    context = {
        "form": form, "draft": draft, "steps": steps, "said": said, "back_url": "/report/where/",
        "nature_name": NATURES.get(draft.nature, ""), "category_name": categories.name(draft.category),
        "privacy_name": PRIVACY.get(draft.privacy, ""), "hints": PRIVACY_HINTS, "dials": dials(request, draft),
        "phone": mask_phone(own.phone) if own else "", "reach": _reach(draft, own, person), "can_undo": not draft.is_anonymous,
        "is_secret": draft.is_sealed, "has_choice": len(persons) > 1,
        "is_report": draft.nature == "report" or "privacy" in form.errors, **until,
    }  # fmt: skip
    return page(request, "check", context, status=status)


def _reach(draft: Draft, own: Person | None, person: Person | None) -> str:
    """怎么找您: which number is rung, and by whom."""
    if draft.is_anonymous:
        return "不找您。不记您的账号、姓名和电话，凭编号和查询码看办到哪了"
    if own is None:
        return "发出去时用手机号登录"
    phone = mask_phone(_phone(person, own))
    if draft.is_sealed:
        return f"{phone}，只有区里受理的人看得到"
    return f"打您的{phone}，替{person.name or '家人'}办" if person is not None and person.pk != own.pk else phone


def due(draft: Draft) -> dict[str, Any]:
    """最晚什么时候办好 if it were sent now: the moment and its ruler."""
    now, calendar_ = clock.now(), calendar.current()
    limits = policy.value("casework.finish", area=draft.territory, at=now).value
    minutes = APPEAL.finish_minutes(draft.nature, draft.category, limits)
    until = calendar_.add(now, minutes)
    label = f"工时尺：从现在起，最晚{spoken(until, now)}办好"
    return {"due_at": until, "ruler": days_for_ruler(now, until, now, calendar_), "ruler_label": label}
