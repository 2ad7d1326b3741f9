"""Forms of the verbs. Each carries the version that the page was drawn from, so that a stale page changes nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.kind import DECLINE_REASONS, NATURES
from shanzhi.engines.org.public import Unit


class _ManyFilesInput(forms.FileInput):
    """An input that hands over every file."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 - Django names it
        """All files of that name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class ManyFiles(forms.FileField):
    """Several files in one input; the cleaned value is a list. Content is judged by the kernel, not here."""

    def __init__(self, *, most: int = 9, **options: Any) -> None:
        self.most = most
        super().__init__(widget=_ManyFilesInput, required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - Django names it
        """At most `most` files."""
        files: list[Any] = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if len(files) > self.most:
            raise forms.ValidationError(f"一次最多{self.most}张，选了{len(files)}张")
        return files


def category_choices() -> list[Any]:
    """The tree as groups of options; the class itself can be chosen too."""
    groups: list[Any] = [("", "请选一个类别")]
    for top, leaves in categories.tree():
        groups.append((top.name, [(top.code, f"{top.name}（不细分）"), *((leaf.code, leaf.name) for leaf in leaves)]))
    return groups


class VerbForm(forms.Form):
    """What every verb's form has. `units` are the units that may be given the case."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "页面不完整，请刷新再办"})

    def __init__(self, *args: Any, units: Iterable[Unit] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {str(unit.pk): unit for unit in units}
        if "unit" in self.fields:
            field: Any = self.fields["unit"]
            empty = [] if field.required else [("", "先不派")]
            field.choices = [
                *(empty or [("", "请选一个单位")]),
                *((pk, unit.short_name) for pk, unit in self.units.items()),
            ]

    def clean_unit(self) -> Unit | None:
        """The unit itself."""
        return self.units.get(self.cleaned_data["unit"])


class Words(forms.CharField):
    """Something that a person wrote, and does not want to write twice."""


def _text(label: str, *, required: str = "", most: int = 500, help_text: str = "") -> Words:
    return Words(
        label=label, max_length=most, required=bool(required), help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required, "max_length": f"最多{most}字，现在%(show_value)d字"},
    )  # fmt: skip


_UNKNOWN = {"required": "请选一个", "invalid_choice": "没有这一项，请从列表里选"}


class AcceptForm(VerbForm):
    """受理, and perhaps at once 派单."""

    category = forms.ChoiceField(
        label="类别", choices=category_choices, error_messages=_UNKNOWN | {"required": "请从类别表里选一个类别"}
    )
    nature = forms.ChoiceField(label="性质", choices=NATURES.items(), error_messages=_UNKNOWN)
    unit = forms.ChoiceField(label="派给", required=False, error_messages=_UNKNOWN)


class DispatchForm(VerbForm):
    """派单."""

    unit = forms.ChoiceField(label="派给", error_messages=_UNKNOWN | {"required": "请选一个单位"})
    note = _text("交代一句", help_text="对方能看到，可以不写")


class SignForm(VerbForm):
    """签收: nothing to fill in."""


class ContactForm(VerbForm):
    """联系诉求人."""

    reached = forms.ChoiceField(
        label="联系上了吗", choices=(("yes", "联系上了"), ("no", "没联系上")), widget=forms.RadioSelect,
        error_messages=_UNKNOWN | {"required": "请选联系上了没有"},
    )  # fmt: skip
    note = _text("说了什么", help_text="可以不写")


class FeedbackForm(VerbForm):
    """反馈 with photos of before and after."""

    result = _text("办理结果", required="请写办理结果", most=1000, help_text="说做了什么、什么时候做的。居民会看到原文")
    before = ManyFiles(label="办理前的照片")
    after = ManyFiles(label="办理后的照片")


class VerifyForm(VerbForm):
    """核查: passed, or back."""

    passed = forms.ChoiceField(
        label="核查结果", choices=(("yes", "属实，请居民评价"), ("no", "没办好，发回重办")), widget=forms.RadioSelect,
        error_messages=_UNKNOWN | {"required": "请选核查结果"},
    )  # fmt: skip
    note = _text("说明", help_text="发回时请写哪里没办好")


class ReturnForm(VerbForm):
    """申请退单."""

    reason = _text("理由", required="请写为什么不归你们管，归谁管", help_text="为什么不归你们管，归谁管")


class DecideForm(VerbForm):
    """审退单."""

    grant = forms.ChoiceField(
        label="同意吗", choices=(("yes", "同意，重新派"), ("no", "不同意，还由它办")), widget=forms.RadioSelect,
        error_messages=_UNKNOWN | {"required": "请选同意还是不同意"},
    )  # fmt: skip
    decision = _text("决定的理由", required="请写决定的理由")


class DeclineForm(VerbForm):
    """不予受理 for one of the six legal reasons."""

    reason_code = forms.ChoiceField(
        label="法定理由", choices=DECLINE_REASONS.items(), widget=forms.RadioSelect,
        error_messages=_UNKNOWN | {"required": "请选一条法定理由"},
    )  # fmt: skip
    explanation = _text("告诉居民去哪里办", required="请写清楚请对方去哪里办", help_text="居民会看到原文")


class RevisitForm(VerbForm):
    """电话回访: what the resident says on the telephone."""

    was_contacted = forms.ChoiceField(
        label="有人联系过您吗",
        choices=(("yes", "联系过"), ("no", "没有")),
        widget=forms.RadioSelect,
        error_messages=_UNKNOWN,
    )
    is_solved = forms.ChoiceField(
        label="办好了吗",
        choices=(("yes", "办好了"), ("no", "没办好")),
        widget=forms.RadioSelect,
        error_messages=_UNKNOWN,
    )
    satisfaction = forms.ChoiceField(
        label="满意吗", choices=(("3", "满意"), ("2", "基本满意"), ("1", "不满意")), widget=forms.RadioSelect,
        error_messages=_UNKNOWN,
    )  # fmt: skip
    comment = _text("居民的原话", help_text="可以不写")


class CommentForm(VerbForm):
    """补充 by staff."""

    text = _text("补充什么", required="请写一句")
    photos = ManyFiles(label="照片")


class UnmaskForm(forms.Form):
    """看全号: what for."""

    purpose = forms.CharField(
        label="为什么要看",
        max_length=60,
        error_messages={"required": "请写看全号做什么用，会记下来", "max_length": "最多60字"},
    )
