"""导出: the current list as CSV, for spreadsheets, and nothing that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from shanzhi.domains.appeals.desk import queries, words
from shanzhi.domains.appeals.desk.door import at_desk
from shanzhi.engines.casework.public import Case, CaseQuerySet
from shanzhi.engines.territory.public import name_paths
from shanzhi.kernel import clock
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.desk import groups
from shanzhi.portals.desk.filters import Asked

MOST = 10_000
_HEAD = (
    "编号", "标题", "性质", "类别", "来源", "社区", "地点", "主办", "状态", "反映时间", "办结时限", "办结时间", "重办次数",
)  # fmt: skip
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Echo:
    """A file that hands each line on."""

    def write(self, line: str) -> str:
        return line


@require_GET
@at_desk("case.export")
def export(request: Request) -> HttpResponseBase:
    """GET /desk/cases.csv: at most 10,000 rows of the list with the filters of the address, what burns first.

    Who reported is not in it. A last line says so when there are more rows.
    """
    at, asked = clock.now(), Asked(request.GET, request.actor)
    cases = groups.listed(request.actor, asked.values, asked.narrowing, at).filter(
        pk__in=queries.exportable(request.actor).values("pk")
    )
    answer = StreamingHttpResponse(lines(cases.order_by("burns_at", "id")), content_type="text/csv; charset=utf-8")
    day = timezone.localtime(at)
    answer["Content-Disposition"] = f'attachment; filename="cases-{day:%Y%m%d-%H%M}.csv"'
    return answer


def lines(cases: CaseQuerySet) -> Iterator[str]:
    """The file, line by line, with a mark at its beginning by which spreadsheets know UTF-8."""
    writer: Any = csv.writer(_Echo())  # its answer is what the file below answers
    yield "\ufeff" + writer.writerow(_HEAD)
    names: dict[str, str] = {}
    for n, case in enumerate(cases[: MOST + 1].iterator(chunk_size=500)):
        if n == MOST:
            yield writer.writerow([f"只导出了前{MOST:,}件，后面还有。请加筛选条件分次导出"])
            return
        if case.community_code not in names:
            names |= name_paths([case.community_code])
        yield writer.writerow([safe(cell) for cell in _cells(case, names)])


def _cells(case: Case, names: dict[str, str]) -> tuple[str, ...]:
    return (
        case.number, case.title, words.nature(case.nature), words.category_short(case.category_code),
        words.CHANNELS.get(case.channel, case.channel), names.get(case.community_code, case.community_code),
        case.place_text, case.unit.short_name if case.unit else "", words.step_label(case.kind, case.step),
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
