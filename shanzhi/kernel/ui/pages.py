"""The switch between plain and care, and the gallery of components."""

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import require_POST

from shanzhi.kernel.ui import bundle, sample
from shanzhi.kernel.ui.component import REGISTRY, props
from shanzhi.kernel.ui.components import ICONS
from shanzhi.kernel.web.pages import safe_next

YEAR = 365 * 24 * 3600
CHOICES = {"mode": {"plain", "care"}, "tone": {"auto", "light", "dark", "contrast"}}


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """POST /mode/: remember the mode or the tone for a year and go back to where the form stood.

    An unknown word changes nothing.
    """
    answer = HttpResponseRedirect(safe_next(request, "/"))
    for name, words in CHOICES.items():
        if (word := request.POST.get(name, "")) in words:
            answer.set_cookie(name, word, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return answer


def gallery(request: HttpRequest) -> HttpResponse:
    """GET /ui/: every component in every state; not served in production.

    `?surface=desk`, `?mode=care` and `?tone=dark` show the same markup under other tokens.
    """
    if settings.MODE == "production":
        raise Http404
    asked = {name: request.GET.get(name, "") for name in ("surface", "mode", "tone")}
    context: dict[str, Any] = {
        **sample.context(),
        "surface": asked["surface"] if asked["surface"] in bundle.CSS else "resident",
        "mode": "care" if asked["mode"] == "care" else "plain",
        "tone": asked["tone"] if asked["tone"] in CHOICES["tone"] else "light",
        "icons": ICONS,
    }
    context["items"] = [item(name, context, request) for name in sorted(REGISTRY)]
    return render(request, "ui/gallery.html", context)


def item(name: str, context: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """One component: its words, its props, its example drawn and as source."""
    cls = REGISTRY[name]
    example = get_template(f"ui/examples/{name}.html")
    source = re.sub(r"^\{% load [\w ]+ %\}\n?", "", cast("Any", example).template.source)
    return {
        "name": name,
        "doc": cls.__doc__ or "",
        "props": ", ".join(f"{n}" if required else f"{n}?" for n, required in props(cls).items()),
        "html": example.render(context, request),
        "source": source.strip(),
    }


class SampleForm(forms.Form):
    """The form of the examples."""

    phone = forms.CharField(
        label="手机号码",
        help_text="只有办这件事的人看得到",
        min_length=11,
        error_messages={"min_length": "少了几位，手机号码是11位"},
    )
    body = forms.CharField(label="是什么事", widget=forms.Textarea, error_messages={"required": "写一句是什么事"})
    place = forms.ChoiceField(
        label="小区", choices=[("", "请选一个"), ("1", "金叶小区"), ("2", "长江花园")], required=False
    )
    satisfied = forms.ChoiceField(
        label="您满意吗",
        choices=[("yes", "满意"), ("so", "还行"), ("no", "不满意")],
        widget=forms.RadioSelect,
        error_messages={"required": "选一个您的看法"},
    )
    solved = forms.ChoiceField(
        label="办好了吗", choices=[("yes", "办好了"), ("no", "没办好")], widget=forms.RadioSelect
    )
    photos = forms.FileField(label="照片", required=False, help_text="最多9张，照片里的定位不会保存")
