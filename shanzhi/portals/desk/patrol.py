"""随手拍: what is seen on patrol, with a photo, ended on the spot or sent on. Made for one hand and a telephone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.desk.door import at_desk
from shanzhi.domains.appeals.desk.forms import ManyFiles, category_choices
from shanzhi.domains.appeals.desk.pages import UNCLAIMED
from shanzhi.engines.casework.public import actions
from shanzhi.kernel import clock, files
from shanzhi.kernel.actor import Actor, Grant
from shanzhi.kernel.refused import NotAllowed, Refused
from shanzhi.kernel.roles import Reach
from shanzhi.kernel.web.pages import Request
from shanzhi.portals.desk import places

_COMMUNITY = 12
#: What is found most on patrol; anything else is in the list below them.
COMMON = ("1001", "1003", "1103", "0301", "0602", "0104", "0803", "0802")


class PatrolForm(forms.Form):
    """A photo and a category are enough. `lon`, `lat` in WGS-84 come from the telephone when its owner lets them."""

    use_required_attribute = False
    photos = ManyFiles(label="拍一张")
    category = forms.ChoiceField(label="是什么", required=False, widget=forms.RadioSelect)
    other = forms.ChoiceField(label="别的类别", required=False, choices=category_choices)
    area = forms.ChoiceField(label="在哪个社区", required=False)
    place = forms.CharField(label="在哪", required=False, max_length=120)
    body = forms.CharField(label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.home = territory(actor)
        category: Any = self.fields["category"]
        category.choices = [(code, categories.name(code).rpartition("，")[2]) for code in common()]
        area: Any = self.fields["area"]
        if len(self.home) >= _COMMUNITY:
            del self.fields["area"]
        else:
            area.choices = [("", "请选社区"), *places.choices(actor)]

    def clean(self) -> dict[str, Any]:
        """One category of the two lists; a place that is at least a community."""
        data = super().clean() or {}
        data["category"] = data.get("other") or data.get("category") or ""
        if not data["category"]:
            self.add_error("category", "请点一个类别")
        data["territory"] = self.home if len(self.home) >= _COMMUNITY else data.get("area") or ""
        if "area" in self.fields and len(data["territory"].rstrip("0")) < 10:
            self.add_error("area", "请选到社区")
        if data.get("lon") is None or data.get("lat") is None:
            data["lon"] = data["lat"] = None
        if not data.get("photos") and not data.get("body"):
            self.add_error("photos", "请拍一张，或者写一句")
        return data


def common() -> list[str]:
    """The common categories that the catalogue has."""
    return [code for code in COMMON if categories.get(code)]


def territory(actor: Actor) -> str:
    """Where the actor patrols: the smallest territory of a seat that may resolve."""
    held: list[Grant] = list(actor.holding("case.resolve", Reach.TERRITORY))
    return max((grant.territory for grant in held), key=len, default="")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk("case.resolve")
def patrol(request: Request) -> HttpResponse:
    """/desk/patrol/: POST with `act` = resolve (当场办结) or report (报上去)."""
    if request.method != "POST":
        return _page(request, PatrolForm(request.actor))
    form = PatrolForm(request.actor, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        number = _take(request, form.cleaned_data)
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, form, status=refused.status)
    messages.success(request, "当场办结，记下了" if request.POST.get("act") == "resolve" else "报上去了")
    return HttpResponseRedirect(f"/desk/cases/{number}/", status=303)


def _take(request: Request, data: dict[str, Any]) -> str:
    by, at = request.actor, clock.now()
    kept = [
        files.store(each, by=by, at=at, purpose="case", keep_until=at + UNCLAIMED).pk for each in data["photos"] or []
    ]
    new = actions.NewCase(
        kind="appeal", nature="help", body=data["body"], title="" if data["body"] else _title(data["category"]),
        territory_code=data["territory"], category_code=data["category"], place_text=data["place"], lon=data["lon"],
        lat=data["lat"], name=by.name, channel="grid", files=kept,
    )  # fmt: skip
    if request.POST.get("act") == "resolve":
        return actions.resolve_on_spot(new, by=by, at=at).number
    return actions.report(new, by=by, at=at).number


def _title(category: str) -> str:
    return f"巡查发现：{categories.name(category).rpartition('，')[2]}"


def _page(request: Request, form: PatrolForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/patrol.html", {"form": form}, status=status)
