"""反映: a case begins."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from shanzhi.engines.casework import kinds, rules
from shanzhi.engines.casework.actions import move as moves
from shanzhi.engines.casework.models import Case, CaseFile
from shanzhi.kernel import acts
from shanzhi.kernel import calendar as calendars
from shanzhi.kernel.actor import Actor, Grant
from shanzhi.kernel.fields import phone_index
from shanzhi.kernel.refused import Refused
from shanzhi.kernel.writing import Batch, prepared, stored

TITLE, BODY = 60, 2000


class NotAReport(Refused):
    """Something in the report cannot be taken as it is."""

    code = "report_invalid"
    english = "The report cannot be accepted as it is"


class AlreadyReported(Refused):
    """The same source and key came before; `facts["number"]` is the case that they made."""

    code = "already_reported"
    status = 409
    message = "这一件已经收过了"
    english = "This source key was already used"


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a report consists of. `territory_code` is a grid (15) or community (12); point is WGS-84."""

    kind: str
    nature: str
    body: str
    territory_code: str
    title: str = ""
    category_code: str = ""
    place_code: str = ""
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    reporter_id: int | None = None
    name: str = ""
    phone: str = ""
    is_anonymous: bool = False
    is_sealed: bool = False
    is_public: bool = True
    channel: str = "web"
    files: list[int] = field(default_factory=list)
    source: str = ""
    source_key: str = ""


def check(new: NewCase) -> None:
    """Raise NotAReport with what is missing or too long, in words."""
    kind = kinds.of(new.kind)
    if new.nature not in kind.natures:
        raise NotAReport(f"请选一种：{'、'.join(kind.natures.values())}", f"unknown nature {new.nature!r}")
    if not (new.body.strip() or new.title.strip() or new.files):
        raise NotAReport("请写一句话，或者拍一张照片", "empty report")
    if len(new.body) > BODY:
        raise NotAReport(f"写了 {len(new.body)} 字，最多 {BODY} 字，请删短一些", f"body longer than {BODY}")
    if len(new.title) > TITLE:
        raise NotAReport(f"标题写了 {len(new.title)} 字，最多 {TITLE} 字", f"title longer than {TITLE}")
    if new.category_code and not kind.category_known(new.category_code):
        raise NotAReport("没有这个类别，请从列表里选", f"unknown category {new.category_code!r}")
    if "\x00" in new.body + new.title + new.place_text:
        raise NotAReport("文字里有看不见的坏字符，请重新输入", "NUL in text")


def title_of(body: str, fallback: str) -> str:
    """The first sentence of what was said, at most 30 characters; for a photo alone, `fallback`."""
    for stop in "。！？!?\n；;":
        body = body.replace(stop, "\n")
    first = next((line.strip() for line in body.split("\n") if line.strip()), fallback)
    return first if len(first) <= 30 else first[:29] + "…"


def reserve(community: str, day: date) -> tuple[int, int]:
    """The next number of a community's day, held until the end, and the id of the new case. One statement."""
    with prepared() as cursor:
        cursor.execute(
            'WITH n AS (INSERT INTO casework_casenumber AS n (community_code, "on", last) VALUES (%s, %s, 1) '
            'ON CONFLICT (community_code, "on") DO UPDATE SET last = n.last + 1 RETURNING last) '
            "SELECT last, nextval(pg_get_serial_sequence('casework_case', 'id')) FROM n",
            [community, day],
        )
        sequence, case_id = cursor.fetchone()
    return sequence, case_id


def number(community: str, day: date, sequence: int) -> str:
    """`421202002010-261122-037`."""
    return f"{community}-{day:%y%m%d}-{sequence:03d}"


def report(new: NewCase, *, by: Actor, at: datetime, on_behalf_of: int | None = None) -> Case:
    """Take a report: the case, its first clocks, the tally and the act.

    Anyone may report, a visitor too; whose case it becomes is `new.reporter_id`, which must be the actor or somebody
    that the actor has a mandate for, unless the actor's role takes reports for others (`case.report`, by territory).
    """
    check(new)
    grant = by.grant_for("case.report", code=new.territory_code, owner_ids=(new.reporter_id,))
    if new.reporter_id is not None and new.reporter_id not in by.owners and (grant is None or not grant.seat_id):
        raise NotAReport("您没有替这位居民办事的委托", "no mandate for this reporter")
    try:
        with transaction.atomic():
            return _report(new, by=by, at=at, grant=grant, on_behalf_of=on_behalf_of)
    except IntegrityError as error:
        if "case_source_once" not in str(error):
            raise
        raise AlreadyReported(number=_existing(new)) from error


def _report(new: NewCase, *, by: Actor, at: datetime, grant: Grant | None, on_behalf_of: int | None) -> Case:
    community, day = new.territory_code[:12], timezone.localtime(at).date()
    sequence, case_id = reserve(community, day)
    case = build(new, number(community, day, sequence), at)
    case.pk = case_id
    process = kinds.of(new.kind).process
    limits = {code: moves.limit(case, code, at=at) for code in process.effect("report").start}
    clocks = [rules.start(code, each, at=at, calendar=calendars.current()) for code, each in limits.items()]
    case.step, case.burns_at, case.finish_due_at = process.first, rules.burns_at(clocks), rules.finish_due_at(clocks)
    batch = Batch()
    batch.add([case])
    stored(case)
    for clock in clocks:
        clock.case = case
    batch.add(clocks)
    batch.add(moves.tallies(case, at, intake=1))
    acts.record(
        "case.report", obj=case, territory=case.territory_code, by=by, at=at, grant=moves.signed(grant, case, by),
        payload={"to": case.step, "channel": new.channel, "limits": limits, "files": len(new.files)},
        on_behalf_of=on_behalf_of, batch=batch,
    )  # fmt: skip
    moves.attach(case, new.files, CaseFile.Stage.REPORT, by=by, at=at)
    return case


def _existing(new: NewCase) -> str:
    return Case.objects.values_list("number", flat=True).get(source=new.source, source_key=new.source_key)


def build(new: NewCase, number_: str, at: datetime) -> Case:
    """The row of a report, without step and times that clocks give."""
    sealed = new.is_sealed and new.nature in kinds.of(new.kind).sealed_natures
    phone = "" if new.is_anonymous else new.phone
    case = Case(
        number=number_, kind=new.kind, nature=new.nature, territory_code=new.territory_code,
        place_code=new.place_code, place_text=new.place_text[:120], lon=new.lon, lat=new.lat,
        title=new.title.strip() or title_of(new.body, "看照片"), body=new.body.strip(), category_code=new.category_code,
        reporter_id=new.reporter_id, reporter_name="" if new.is_anonymous else new.name, reporter_phone=phone,
        phone_index=phone_index(phone) if phone else None, is_anonymous=new.is_anonymous, is_sealed=sealed,
        is_public=new.is_public and not sealed, channel=new.channel, reported_at=at, source=new.source,
        source_key=new.source_key,
    )  # fmt: skip
    # The database generates these; a row written by COPY or in a batch does not hear back.
    case.street_code, case.community_code = new.territory_code[:9], new.territory_code[:12]
    return case
