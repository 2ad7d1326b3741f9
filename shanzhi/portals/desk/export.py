"""导出: the current list as CSV, for spreadsheets, and nothing that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from shanzhi.domains.appeals.desk import queries, words
from shanzhi.domains.appeals.desk.door import at_desk
from shanzhi.engines.casework.public import Case, actions
from shanzhi.engines.casework.public import queries as reads
from shanzhi.engines.territory.public import name_paths
from shanzhi.kernel import clock
from shanzhi.kernel.actor import Actor
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.desk import groups
from shanzhi.portals.desk.filters import Asked

_CHUNK = 500
_HEAD = (
    "编号", "标题", "性质", "类别", "来源", "社区", "地点", "主办", "状态", "反映时间", "办结时限", "办结时间", "重办次数",
)  # fmt: skip
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class PurposeForm(forms.Form):
    """What for."""

    purpose = forms.CharField(
        label="导出做什么用", max_length=actions.PURPOSE,
        error_messages={"required": "请写导出做什么用，会记下来", "max_length": f"最多{actions.PURPOSE}字"},
    )  # fmt: skip


class _Echo:
    """A file that hands each line on."""

    def write(self, line: str) -> str:
        return line


@require_GET
@at_desk("case.export")
def ask(request: Request) -> HttpResponse:
    """GET /desk/export/: what the file will hold, and the question what for; the filters are those of the address."""
    return _form(request, PurposeForm())


def _form(request: Request, form: PurposeForm, status: int = 200) -> HttpResponse:
    asked = Asked(request.GET, request.actor)
    context = {
        "form": form,
        "asked": asked,
        "query": urlencode(asked.plain),
        "back_url": asked.url(),
        "most": actions.MOST,
    }
    return render(request, "desk/export.html", context, status=status)


@require_POST
@at_desk("case.export")
def export(request: Request) -> HttpResponseBase:
    """POST /desk/cases.csv: at most 10,000 rows of the list with the filters of the address, what burns first.

    Field `purpose`; it is on record with the filters and the number of rows. Who reported is not in the file, nor what
    was told in confidence. A last line says so when there are more rows.
    """
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    at, asked = clock.now(), Asked(request.GET, request.actor)
    cases = groups.listed(request.actor, asked.values, asked.narrowing, at).filter(
        pk__in=queries.exportable(request.actor).values("pk")
    )
    ids = actions.export(
        cases.order_by("burns_at", "id"),
        by=request.actor,
        at=at,
        purpose=form.cleaned_data["purpose"],
        filters=asked.plain,
    )
    answer = StreamingHttpResponse(lines(ids, request.actor), content_type="text/csv; charset=utf-8")
    day = timezone.localtime(at)
    answer["Content-Disposition"] = f'attachment; filename="cases-{day:%Y%m%d-%H%M}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def lines(ids: Sequence[int], by: Actor) -> Iterator[str]:
    """The file, line by line, with a mark at its beginning by which spreadsheets know UTF-8."""
    writer: Any = csv.writer(_Echo())  # its answer is what the file below answers
    yield "\ufeff" + writer.writerow(_HEAD)
    names: dict[str, str] = {}
    for start in range(0, len(ids), _CHUNK):
        some = Case.objects.select_related("unit").defer(*groups.HEAVY).in_bulk(ids[start : start + _CHUNK])
        names |= name_paths({case.community_code for case in some.values()} - set(names))
        for pk in ids[start : start + _CHUNK]:
            if pk in some:
                yield writer.writerow([safe(cell) for cell in _cells(some[pk], names, by)])
    if len(ids) == actions.MOST:
        yield writer.writerow([f"一次最多导出{actions.MOST:,}件，后面可能还有。请加筛选条件分次导出"])


def _cells(case: Case, names: dict[str, str], by: Actor) -> tuple[str, ...]:
    return (
        case.number, case.title, words.nature(case.nature), words.category_short(case.category_code),
        words.CHANNELS.get(case.channel, case.channel), names.get(case.community_code, case.community_code),
        reads.place_for(by, case).text, case.unit.short_name if case.unit else "", words.step_label(case.kind, case.step),
        _time(case.reported_at), _time(case.finish_due_at), _time(case.closed_at), str(case.reopened),
    )  # fmt: skip


def safe(cell: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would compute.

    >>> safe("=1+1"), safe("灯不亮")
    ("'=1+1", '灯不亮')
    """
    cell = cell.replace("\x00", "")
    return f"'{cell}" if cell.lstrip(" ").startswith(_DANGEROUS) else cell


def _time(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
