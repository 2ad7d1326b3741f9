"""Forms of residents. Each says what is missing in words, and keeps what was typed."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.kind import NATURES
from shanzhi.engines.casework.public import BODY

PRIVACY = {
    "sealed": "保密：办理的单位不知道是您",
    "anonymous": "匿名：不留账号、姓名和电话",
    "open": "实名：办理的单位可以找您核实",
}
PRIVACY_HINTS = {
    "sealed": "只有区里受理的人能看到您是谁，能打电话告诉您结果",
    "anonymous": "登录了也不记是您。给您一个编号和查询码，凭它看办到哪了，不能补充和评价",
    "open": "办得最快，办好了请您评价",
}
SATISFACTION = {"3": "满意", "2": "基本满意", "1": "不满意"}
_COMMENT = 500


def _words(text: str, most: int) -> str:
    """The text, or what is wrong with it."""
    if "\x00" in text:
        raise forms.ValidationError("文字里有看不见的坏字符，请重新输入")
    if len(text) > most:
        raise forms.ValidationError(f"写了{len(text)}字，最多{most}字，请删短一些，写的都还在")
    return text.strip()


class _Words(forms.CharField):
    """Text of at most `most` characters, with our words for what is wrong."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(required=False, strip=False, **kwargs)
        self.validators = []

    def clean(self, value: Any) -> str:
        """Stripped text."""
        return _words(str(value or "").replace("\r\n", "\n"), self.most)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Photos(forms.FileField):
    """Any number of uploads; each is judged by itself, later, by its content."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":  # noqa: ARG002
        """The uploads, an empty list for none."""
        return [each for each in (data if isinstance(data, list) else [data]) if each]


class SayForm(forms.Form):
    """第一步：是什么事."""

    body = _Words(most=BODY, label="是什么事", widget=forms.Textarea(attrs={"rows": 4}))
    photos = _Photos(required=False)


class WhereForm(forms.Form):
    """第二步：在哪里."""

    text = _Words(most=120, label="写地址")
    lon = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)


class CheckForm(forms.Form):
    """第三步：看一遍. A visitor has no name field; a proxy chooses for whom."""

    nature = forms.ChoiceField(
        choices=list(NATURES.items()), widget=forms.RadioSelect, label="这是", error_messages={"required": "请选一种"}
    )
    category = forms.ChoiceField(required=False, label="类别")
    is_public = forms.BooleanField(required=False, label="让邻居看得到这件事")
    privacy = forms.ChoiceField(
        required=False, choices=list(PRIVACY.items()), widget=forms.RadioSelect, label="要不要让人知道是您"
    )
    name = _Words(most=30, label="怎么称呼您")
    for_id = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.RadioSelect, label="这是谁的事"
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tree = [(top.name, [(leaf.code, leaf.name) for leaf in leaves]) for top, leaves in categories.tree()]
        self.fields["category"].choices = [("", "说不好，请社区定"), *tree]  # type: ignore[attr-defined]
        self.fields["for_id"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A 举报 says how it is to be kept."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("nature") == "report" and not given.get("privacy"):
            self.add_error("privacy", "举报请选一种：保密、匿名或者实名")
        return given


class NatureForm(forms.Form):
    """这是哪一种, alone on a page (关怀版)."""

    nature = forms.ChoiceField(
        choices=list(NATURES.items()), widget=forms.RadioSelect, label="您这是", error_messages={"required": "请点一种"}
    )


class PrivacyForm(forms.Form):
    """要不要让人知道是您, alone on a page (关怀版)."""

    privacy = forms.ChoiceField(
        choices=list(PRIVACY.items()),
        widget=forms.RadioSelect,
        label="要不要让人知道是您？",
        error_messages={"required": "请点一种"},
    )


class MoreForm(forms.Form):
    """补一句话或照片."""

    text = _Words(most=_COMMENT, label="要补充的话", widget=forms.Textarea(attrs={"rows": 3}))
    photos = _Photos(required=False)


class RateForm(forms.Form):
    """评价. Nothing is chosen for anybody; the first question answers all three at once, or sends one to them."""

    quick = forms.ChoiceField(
        required=False,
        choices=[("good", "都好"), ("bad", "都不好"), ("each", "一条一条说")],
        widget=forms.RadioSelect,
        label="办得怎么样？",
    )
    was_contacted = forms.ChoiceField(
        required=False, choices=[("1", "有"), ("0", "没有")], widget=forms.RadioSelect, label="有没有人联系您？"
    )
    is_solved = forms.ChoiceField(
        required=False, choices=[("1", "解决了"), ("0", "没解决")], widget=forms.RadioSelect, label="事情解决了没有？"
    )
    satisfaction = forms.ChoiceField(
        required=False, choices=list(SATISFACTION.items()), widget=forms.RadioSelect, label="您满意吗？"
    )
    comment = _Words(most=_COMMENT, label="想说一句吗？", widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """The three answers, from one tap or from three."""
        given: dict[str, Any] = super().clean() or {}
        asked = {"was_contacted": "请说有没有人联系您", "is_solved": "请说解决了没有", "satisfaction": "请说满意不满意"}
        if given.get("quick") in {"good", "bad"}:
            good = given["quick"] == "good"
            whole = {"was_contacted": str(int(good)), "is_solved": str(int(good)), "satisfaction": "3" if good else "1"}
            if any(given.get(name) not in {"", None, value} for name, value in whole.items()):
                raise forms.ValidationError("上面一句和下面几条对不上，请改成一样的，或者上面选“一条一条说”")
            return given | whole
        if given.get("quick") != "each" and not any(given.get(name) for name in asked):
            self.add_error("quick", "请先选一个：都好、都不好，或者一条一条说")
            return given
        for name, words in asked.items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, words)
        return given

    def answers(self) -> dict[str, Any]:
        """The arguments of `actions.rate`."""
        given = self.cleaned_data
        return {
            "was_contacted": given["was_contacted"] == "1",
            "is_solved": given["is_solved"] == "1",
            "satisfaction": int(given["satisfaction"]),
            "comment": given["comment"],
        }
