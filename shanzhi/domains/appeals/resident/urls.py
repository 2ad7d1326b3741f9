"""Addresses of residents' pages of appeals, mounted at the root by the resident portal."""

from django.urls import path, register_converter

from shanzhi.domains.appeals.resident import case_pages, public_pages, report_pages


class Number:
    """编号, `421202002010-261122-037`."""

    regex = r"\d{12}-\d{6}-\d{3,6}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Number, "case_number")

urlpatterns = [
    path("report/", report_pages.say, name="report"),
    path("report/where/", report_pages.where, name="report_where"),
    path("report/kind/", report_pages.kind, name="report_kind"),
    path("report/privacy/", report_pages.privacy, name="report_privacy"),
    path("report/public/", report_pages.public, name="report_public"),
    path("report/check/", report_pages.check, name="report_check"),
    path("report/clear/", report_pages.clear, name="report_clear"),
    path("cases/", case_pages.mine, name="my_cases"),
    path("cases/lookup/", case_pages.lookup, name="lookup"),
    path("cases/<case_number:number>/", case_pages.case, name="my_case"),
    path("cases/<case_number:number>/done/", case_pages.done, name="report_done"),
    path("cases/<case_number:number>/more/", case_pages.more, name="my_case_more"),
    path("cases/<case_number:number>/withdraw/", case_pages.withdraw, name="my_case_withdraw"),
    path("cases/<case_number:number>/rating/", case_pages.rating, name="my_case_rating"),
    path("cases/<case_number:number>/rated/", case_pages.rated, name="my_case_rated"),
    path("board/", public_pages.board, name="board"),
    path("files/<int:file_id>/", public_pages.stored, name="file"),
    path("files/<int:file_id>/thumb/", public_pages.stored, {"thumbnail": True}, name="file_thumb"),
    path("outlines/<str:code>.json", public_pages.outlines, name="outlines"),
]
