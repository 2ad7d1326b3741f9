"""Reads of residents' pages. A person's own cases, those of whom they act for, and what a receipt opens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case as When_
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.resident import receipts
from shanzhi.domains.appeals.resident.redact import redact
from shanzhi.engines.casework.public import Case, CaseFile, CaseQuerySet, Clock, Rating, in_territory, kinds, owned_by
from shanzhi.engines.org.public import Account
from shanzhi.engines.territory.public import name_paths
from shanzhi.kernel import calendar, paging
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.ui.words import left_long, spoken
from shanzhi.kernel.web.pages import Request
from shanzhi.kernel.worktime import CalendarUnknown, days_for_ruler

#: Columns of a slip; the long text and the ciphertext stay in the table.
SLIP = (
    "id", "number", "kind", "step", "title", "place_text", "reported_at", "finish_due_at", "closed_at", "reopened",
    "reporter_id", "unit__short_name", "burns_at", "is_sealed",
)  # fmt: skip
BOARD_ROWS = 20
#: The five cells in the order of the process: it is given to somebody, who then rings up.
FIVE = ("收到", "派出", "联系", "办理", "请评价")
#: Working minutes of an ordinary day, for words like 1个工作日.
_DAY = 420


def mine(actor: Actor) -> CaseQuerySet:
    """What the person reported or had reported, and that of their principals, except what those told in confidence."""
    return Case.objects.visible_to(actor).filter(owned_by(actor))


def waiting_first(cases: CaseQuerySet) -> CaseQuerySet:
    """Those that wait for the person, then the open ones, then the rest, newest first in each."""
    rank = When_(When(step="rating", then=Value(0)), When(closed_at__isnull=True, then=Value(1)), default=Value(2))
    return cases.order_by(rank, "-reported_at", "-id")


def own_case(request: Request, number: str) -> Case:
    """The person's own case, or one whose receipt this phone holds; NotFound for any other."""
    if number in receipts.held(request):
        case = receipts.found(number)
    else:
        case = (
            mine(request.actor).select_related("unit").filter(number=number).first() if request.actor.is_known else None
        )
    if case is None:
        raise NotFound
    return case


def names_of(actor: Actor) -> dict[int, str]:
    """Names of those whom the actor acts for; no statement when there are none."""
    if not actor.acting_for:
        return {}
    return {
        pk: name or "家人" for pk, name in Account.objects.filter(pk__in=actor.acting_for).values_list("pk", "name")
    }


@dataclass(frozen=True, slots=True)
class Slip:
    """One case in a list, in plain words. `cell` is its place on the track, 6 when all is done."""

    url: str
    title: str
    state: str
    kind: str
    cell: int
    words: str
    for_whom: str = ""
    is_waiting: bool = False
    is_late: bool = False

    @property
    def one_line(self) -> str:
        """The whole state in one sentence, for a page that shows no track and no tag."""
        parts = [
            f"替{self.for_whom}办" if self.for_whom else "",
            self.state if self.cell > len(FIVE) else "",
            self.words,
        ]
        return "，".join(part for part in parts if part)

    @property
    def labels(self) -> tuple[str, ...]:
        """Words of the track."""
        return FIVE


#: Where the words of the process are not true of what was told in confidence: neither the community nor a caller knows.
_SECRET = {"submitted": "收到了，区里正在看", "signed": "有人接手了，正在办", "verifying": "办好了，区里正在核对"}
_ANONYMOUS = {"rating": "办好了", "dispatched": "派出去了，等对方接手"}


def reader(case: Case) -> str:
    """Who reads a report first: what is sealed only the county's dispatchers."""
    return "区里受理" if case.is_sealed else "社区"


def plain(kind: str, step: str, *, secret: bool, anonymous: bool = False) -> str:
    """The step in the words of residents, true also for confidential and anonymous reports."""
    special = {**(_SECRET if secret else {}), **(_ANONYMOUS if anonymous else {})}
    return special.get(step, kinds.of(kind).process.steps[step].plain)


_TAGS = {
    "submitted": "收到了", "accepted": "收到了", "dispatched": "派出去了", "returning": "正在定", "signed": "正在办",
    "handling": "正在办", "verifying": "正在核对", "rating": "等您评价", "closed": "办完了", "declined": "没有受理",
    "withdrawn": "撤回了",
}  # fmt: skip


def slip(row: dict[str, Any], *, now: datetime, names: dict[int, str]) -> Slip:
    """A row of `SLIP` in words."""
    step, due = row["step"], row["finish_due_at"]
    late = row["closed_at"] is None and due is not None and due < now and step != "rating"
    whom = names.get(row["reporter_id"] or 0, "")
    waiting = step == "rating"
    url = f"/cases/{row['number']}/rating/" if waiting else f"/cases/{row['number']}/"
    kind = "near" if waiting else "act" if row["closed_at"] is None else "rest"
    cell = kinds.of(row["kind"]).process.steps[step].cell
    return Slip(url, row["title"], tag_of(step, whom), kind, cell, _slip_words(row, now, late), whom, waiting, late)


def tag_of(step: str, whom: str = "") -> str:
    """正在办; a proxy rates too."""
    return "等评价" if whom and step == "rating" else _TAGS[step]


def _slip_words(row: dict[str, Any], now: datetime, late: bool) -> str:  # noqa: FBT001 - a fact of the row
    if row["closed_at"] is not None:
        return f"{spoken(row['closed_at'], now)}"
    if row["step"] == "rating":
        return "办好了，您看看好不好"
    who = row["unit__short_name"] or ""
    state = plain(row["kind"], row["step"], secret=row["is_sealed"])
    if late:
        return f"{who or '社区'}还没办好，{left_of(row['finish_due_at'], now)}"
    return f"{who}{'，' if who else ''}{state}，{left_of(row['finish_due_at'], now)}" if row["finish_due_at"] else state


def left_of(due: datetime, now: datetime) -> str:
    """还剩1个工作日5小时."""
    try:
        work = calendar.current()
        minutes = work.between(now, due) if due >= now else -work.between(due, now)
    except CalendarUnknown:
        # The day itself is known; only what is left of it cannot be counted.
        return f"最晚{spoken(due, now)}" if due >= now else "已经过了时限"
    return left_long(minutes, _DAY) if minutes or due >= now else "已经过了时限"


@dataclass(frozen=True, slots=True)
class Ruler:
    """The finishing clock of a case as the ruler draws it."""

    days: list[Any]
    label: str
    words: str
    due: datetime
    is_near: bool
    is_late: bool


def ruler(clocks: list[Clock], now: datetime) -> Ruler | None:
    """The running finishing clock, None when nothing runs."""
    clock = next((c for c in reversed(clocks) if c.code == "finish" and c.stopped_at is None), None)
    if clock is None:
        return None
    pauses = [(clock.paused_at, None)] if clock.paused_at else []
    words, due = left_of(clock.due_at, now), spoken(clock.due_at, now)
    try:
        days = days_for_ruler(clock.started_at, clock.due_at, now, calendar.current(), pauses=pauses, most=9)
        near = now <= clock.due_at and calendar.current().between(now, clock.due_at) < _DAY
    except CalendarUnknown:
        days, near = [], False
    return Ruler(days, f"工时尺：{due}到期，{words}", words, clock.due_at, near, now > clock.due_at)


def shots(case: Case) -> list[CaseFile]:
    """The pictures of a case, oldest first."""
    return list(CaseFile.objects.filter(case=case).order_by("added_at", "pk"))


@dataclass(frozen=True, slots=True)
class Told:
    """A closed case as everybody may read it."""

    title: str
    body: str
    outcome: str
    category: str
    place: str
    closed_at: datetime
    mark: str
    was_late: bool


#: A finishing clock that was stopped too late; what comes after it (rating, closing) is not the handlers' time.
_LATE = Clock.objects.filter(case=OuterRef("pk"), code="finish", stopped_at__gt=F("due_at"))


def board(*, area: str, category: str, after: str | None) -> tuple[list[Told], paging.Page[dict[str, Any]]]:
    """Closed appeals that may be read, without personal data; newest first. At most two statements."""
    rated = Rating.objects.filter(case=OuterRef("pk")).order_by("-round").values("satisfaction")[:1]
    cases = Case.objects.public().filter(in_territory(area))
    if category:
        cases = cases.filter(category_code__startswith=category)
    rows: QuerySet[Case, dict[str, Any]] = cases.annotate(mark=Subquery(rated), was_late=Exists(_LATE)).values(  # type: ignore[assignment]
        "id",
        "title",
        "body",
        "outcome",
        "category_code",
        "community_code",
        "reported_at",
        "closed_at",
        "was_late",
        "mark",
        "reporter_name",
    )
    found = paging.page(rows, order=("-reported_at", "-id"), after=after, size=BOARD_ROWS)
    paths = name_paths({row["community_code"] for row in found.rows})
    return [_told(row, paths) for row in found.rows], found


_MARKS = {3: "满意", 2: "基本满意", 1: "不满意"}


def _told(row: dict[str, Any], paths: dict[str, str]) -> Told:
    names = (row["reporter_name"],) if row["reporter_name"] else ()
    body, title = redact(row["body"], names), redact(row["title"], names)
    return Told(
        title=title, body="" if body.startswith(title.rstrip("…")) and len(body) <= len(title) + 1 else body,
        outcome=redact(row["outcome"], names), category=categories.name(row["category_code"]),
        place=paths.get(row["community_code"], "").rpartition(" / ")[2], closed_at=row["closed_at"],
        mark=_MARKS.get(row["mark"] or 0, "没有评价"),
        was_late=row["was_late"],
    )  # fmt: skip


def visible_file(request: Request, file_id: int, draft_files: list[int]) -> bool:
    """Whether this person may see a stored file: their draft's, or one of a case that they may see. One statement."""
    if file_id in draft_files:
        return True
    seen = Case.objects.visible_to(request.actor) if request.actor.is_known else Case.objects.none()
    by_receipt = Q(case__number__in=receipts.held(request), case__is_anonymous=True, case__reporter__isnull=True)
    return CaseFile.objects.filter(Q(case__in=seen) | by_receipt, file_id=file_id).exists()
