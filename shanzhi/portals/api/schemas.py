"""What goes in and comes out, as the OpenAPI description shows it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

Nature = Literal["consult", "help", "complaint", "report", "suggest"]
State = Literal["open", "closed", "overdue", "due_today", "unsigned", "rating", "all"]
Datum = Literal["WGS84", "GCJ02", "BD09", "CGCS2000"]


def _clean(text: str) -> str:
    if "\x00" in text or any("\ud800" <= mark <= "\udfff" for mark in text):
        raise ValueError("NUL or a lone surrogate")
    return text.strip()


Words = Annotated[str, AfterValidator(_clean)]
Version = Annotated[
    int | None, Field(None, ge=1, le=2_147_483_647, description="您看到的 version；不同则 409，什么都不改")
]


class In(Schema):
    """A body: unknown members are refused, so that a slip of the pen is not lost silently."""

    model_config = ConfigDict(extra="forbid")


class CaseIn(In):
    """A report. The place is a code, or a point, or an address; the first of these that is given counts."""

    nature: Nature
    body: Annotated[Words, Field(max_length=2000)] = ""
    title: Annotated[Words, Field(max_length=60)] = ""
    category: str = Field("", pattern=r"^([0-9]{2}|[0-9]{4})?$", description="类别代码，见 /categories")
    code: str = Field("", pattern=r"^([0-9]{12}[0-9A-Z]{0,13})?$", description="社区 12 位、网格 15 位或小区代码")
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    datum: Datum = "WGS84"
    address: Annotated[Words, Field(max_length=120)] = ""
    name: Annotated[Words, Field(max_length=40)] = ""
    phone: str = Field("", pattern=r"^(\+?[0-9][0-9 -]{5,18}[0-9])?$")
    is_anonymous: bool = False
    is_sealed: bool = Field(default=False, description="保密，只对举报有效")
    is_public: bool = True


class AcceptIn(In):
    """受理; with `unit`, dispatched at once."""

    version: Version = None
    category: str = Field(pattern=r"^([0-9]{2}|[0-9]{4})$")
    nature: Nature | None = None
    unit: str = Field("", max_length=60, pattern=r"^[a-z0-9-]*$", description="单位代号")


class DispatchIn(In):
    """派单 to the unit of that slug."""

    version: Version = None
    unit: str = Field(max_length=60, pattern=r"^[a-z0-9-]+$")
    note: Annotated[Words, Field(max_length=500)] = ""


class SignIn(In):
    """签收."""

    version: Version = None


class ContactIn(In):
    """联系诉求人."""

    version: Version = None
    reached: bool = True
    note: Annotated[Words, Field(max_length=500)] = ""


class FeedbackIn(In):
    """反馈办理结果."""

    version: Version = None
    result: Annotated[Words, Field(max_length=1000)]


class VerifyIn(In):
    """核查; not passed, it goes back to the unit and `note` says why."""

    version: Version = None
    passed: bool
    note: Annotated[Words, Field(max_length=500)] = ""


class ReturnIn(In):
    """申请退单."""

    version: Version = None
    reason: Annotated[Words, Field(max_length=500)]


class ReturnDecisionIn(In):
    """审退单."""

    version: Version = None
    grant: bool
    decision: Annotated[Words, Field(max_length=500)]


class RefusalIn(In):
    """不予受理, for one of the legal reasons."""

    version: Version = None
    reason_code: Literal["emergency", "legal_channel", "repeated", "secret", "not_public", "unlawful"]
    explanation: Annotated[Words, Field(max_length=500)]


class RatingIn(In):
    """评价, taken down for the person who asked."""

    version: Version = None
    was_contacted: bool
    is_solved: bool
    satisfaction: Literal[1, 2, 3]
    comment: Annotated[Words, Field(max_length=500)] = ""


class CommentIn(In):
    """补充."""

    text: Annotated[Words, Field(max_length=500)]


class WithdrawIn(In):
    """撤回."""

    version: Version = None


class Filters(Schema):
    """What narrows the list; all combine."""

    state: State = "all"
    step: str | None = Field(None, pattern=r"^[a-z]{1,12}$")
    area: str | None = Field(None, pattern=r"^[1-9][0-9]{1,14}$", description="区划代码或前几位")
    category: str | None = Field(None, pattern=r"^([0-9]{2}|[0-9]{4})$")
    nature: Nature | None = None
    channel: str | None = Field(None, pattern=r"^[a-z]{1,12}$")
    unit: str | None = Field(None, max_length=60, pattern=r"^[a-z0-9-]+$")
    since: date | None = Field(None, ge=date(2000, 1, 1), le=date(2200, 1, 1))
    until: date | None = Field(None, ge=date(2000, 1, 1), le=date(2200, 1, 1))
    q: Annotated[Words | None, Field(max_length=60)] = None
    sort: Literal["new", "burns"] = "new"
    after: str | None = Field(None, max_length=600, description="上一页的 next 或 previous")
    size: int = Field(20, ge=1, le=200)


class Named(Schema):
    """A code with its name."""

    code: str
    name: str


class ReceiptOut(Schema):
    """What is certain about a report once it is taken; the same whenever it is asked for again."""

    number: str
    short_number: str
    title: str
    place: Named
    reported_at: datetime


class RowOut(Schema):
    """A case in a list."""

    number: str
    nature: Nature
    step: str
    step_label: str
    title: str
    place_text: str
    category: Named
    place: Named
    channel: str
    unit: str | None
    reported_at: datetime
    burns_at: datetime | None
    finish_due_at: datetime | None
    closed_at: datetime | None
    reopened: int
    is_sealed: bool
    version: int


class PageOut(Schema):
    """A page of cases; `next` and `previous` are for `after`."""

    cases: list[RowOut]
    next: str | None
    previous: str | None


class ReporterIn(In):
    """看全号: what for; it goes on record."""

    purpose: Annotated[Words, Field(min_length=1, max_length=60, description="做什么用，最多60字，会记下来")]


class ReporterOut(Schema):
    """Who reported, as far as the client may know; masked in a case: 陈*, 139****0001."""

    name: str | None
    phone: str
    is_masked: bool


class CaseOut(RowOut):
    """A case."""

    short_number: str
    body: str
    place_code: str
    lon: float | None
    lat: float | None
    reporter: ReporterOut | None
    is_anonymous: bool
    is_public: bool
    outcome: str


class EntryOut(Schema):
    """One act on a case."""

    at: datetime
    verb: str
    label: str
    by: str
    channel: str
    reason: str
    step_from: str | None
    step_to: str | None


class TimelineOut(Schema):
    """The acts of a case, oldest first."""

    number: str
    entries: list[EntryOut]


class CategoryOut(Named):
    """A category with its leaves."""

    children: list[Named]


class AreaOut(Named):
    """An area and what lies directly under it."""

    path: str
    level: int
    lon: float | None
    lat: float | None
    children: list[Named]


class CountsOut(Schema):
    """Open cases that the client sees, by what burns; the groups do not overlap and add up to `open`."""

    overdue: int
    due_today: int
    unsigned: int
    rating: int
    rest: int
    open: int


class ErrorOut(Schema):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str
    detail_en: str


class Problem(Schema):
    """RFC 9457. `detail` is Chinese and fit to show, `detail_en` its English, `code` a stable slug."""

    type: str
    title: str
    status: int
    detail: str
    detail_en: str
    code: str
    errors: list[ErrorOut] = []
    candidates: list[dict[str, Any]] = []
