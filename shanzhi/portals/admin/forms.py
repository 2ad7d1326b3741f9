"""What administrators fill in. Django checks the shape; whether it may be is the verbs' to say."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils import timezone

from shanzhi.engines.org import public as org
from shanzhi.engines.territory.public import Datum
from shanzhi.kernel.worktime import ZONE

_ROLES = [(code, role.title) for code, role in org.ROLES.items() if code not in org.NOT_FOR_POSTS]
#: A file of the grids of a community has some dozens of kilobytes.
GRIDS_AT_MOST = 1_000_000
#: Days outside of these could not be counted on from.
_DAYS = (
    MinValueValidator(date(2000, 1, 1), "最早是2000年"),
    MaxValueValidator(date(2200, 1, 1), "最晚是2200年"),
)


class Line(forms.CharField):
    """One line of text; NUL characters and space at the ends go."""

    def to_python(self, value: Any) -> str:
        """Text without what PostgreSQL refuses."""
        return str(super().to_python(str(value or "").replace("\x00", "")))


class _Form(forms.Form):
    """A form that says which field is empty, instead of "this field"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = f"请填“{field.label}”"
            if "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = "请从单子里选一个"
            if isinstance(field, forms.DateField):
                field.validators += _DAYS
                field.error_messages["invalid"] = "日期写成 2027-01-01 这样"


class _Reason(_Form):
    reason = Line(label="原因", max_length=200, error_messages={"required": "请写明原因，记录里要有"})


class CloseForm(_Reason):
    """Taking a unit out of use."""


class LockForm(_Reason):
    """Locking or unlocking an account."""


class EndForm(_Form):
    """Ending a seat, a mandate, a token: which, and why."""

    pk = forms.IntegerField(widget=forms.HiddenInput)
    reason = Line(label="原因", max_length=200, required=False)


class _WithArea(_Form):
    """A form with a select of places."""

    def __init__(self, *args: Any, areas: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("area", "territory_code"):
            if name in self.fields:
                field: Any = self.fields[name]
                field.choices = [("", self.blank), *areas]

    blank = "请选一个地方"


class UnitsAsked(_WithArea):
    """What narrows the list of units."""

    blank = "全部地方"
    area = forms.ChoiceField(label="地方", required=False)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部类型"), *org.Unit.Kind.choices], required=False)
    q = Line(label="名称或代号", max_length=40, required=False)
    closed = forms.BooleanField(label="看停用的", required=False)


class UnitForm(_WithArea):
    """A new unit."""

    name = Line(label="全称", max_length=80, help_text="照挂牌的写，比如：金叶社区居民委员会")
    short_name = Line(label="简称", max_length=30, required=False, help_text="单子里用的短名")
    kind = forms.ChoiceField(label="类型", choices=[("", "请选一种"), *org.Unit.Kind.choices])
    territory_code = forms.ChoiceField(label="所在地方")
    slug = Line(
        label="代号", max_length=60,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z", "代号只能用小写字母、数字和横线，以字母或数字开头")],
        help_text="小写字母、数字、横线，导入数据时认它，设了不改。比如 committee-jinye",
    )  # fmt: skip


class PostForm(_Form):
    """A post of a unit."""

    title = Line(label="岗位名称", max_length=40, help_text="比如：社区工作者、第4网格网格员")
    role = forms.ChoiceField(label="能办什么（角色）", choices=[("", "请选一种"), *_ROLES])


class PolicyForm(_WithArea):
    """A new row of a policy: for the same place, or for a smaller one beside it."""

    blank = "不变，还是原来的范围"
    value = forms.CharField(label="新的值", widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}))
    since = forms.DateField(label="从哪天起", widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label="依据", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    area = forms.ChoiceField(label="只给一个地方单独规定", required=False)
    is_sample = forms.BooleanField(label="这是示例，还没有正式依据", required=False)

    def clean_value(self) -> Any:
        """The value as JSON; the fault is told with its line."""
        text = self.cleaned_data["value"].replace("\x00", "")
        try:
            return json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise forms.ValidationError(
                f"第{line}行读不懂。照现在的值改数字和文字，引号、逗号、括号都不要少"
            ) from error


def _no_constant(name: str) -> Any:
    raise ValueError(name)


class GridsForm(_Form):
    """A GeoJSON file and the datum of its coordinates."""

    file = forms.FileField(label="网格文件", allow_empty_file=True)
    datum = forms.ChoiceField(
        label="坐标系",
        choices=[
            ("", "文件里写着，或者是 WGS-84"), (Datum.WGS84, "WGS-84（手机定位、国际通用）"),
            (Datum.CGCS2000, "CGCS2000（国家大地坐标系，测绘成果）"), (Datum.GCJ02, "GCJ-02（高德、腾讯地图上描的）"),
            (Datum.BD09, "BD-09（百度地图上描的）"),
        ],
        required=False,
    )  # fmt: skip

    def clean_file(self) -> Any:
        """The parsed file."""
        upload = self.cleaned_data["file"]
        if upload.size > GRIDS_AT_MOST:
            raise forms.ValidationError(
                f"文件有{upload.size / 1e6:.1f}兆，一个社区的网格不该超过1兆，请先核对是不是整个区的"
            )
        return parse_geojson(upload.read())


class GridsAgainForm(_Form):
    """What the preview hands on: the same grids, already in WGS-84."""

    drawn = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)

    def clean_drawn(self) -> Any:
        """The parsed text."""
        return parse_geojson(self.cleaned_data["drawn"].encode())


def parse_geojson(content: bytes) -> Any:
    """The JSON of a file; a ValidationError in words for anything else."""
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise forms.ValidationError(
            "文件不是 GeoJSON，或者没有传全。请从画图的软件重新导出 GeoJSON（UTF-8）"
        ) from error


class EstateForm(_Form):
    """A new estate of a community."""

    name = Line(label="小区名称", max_length=64)
    aliases = Line(label="别名", max_length=200, required=False, help_text="居民平时的叫法，几个的用顿号隔开")
    address = Line(label="地址", max_length=128, required=False)
    property_company = Line(label="物业企业", max_length=64, required=False)
    households = forms.IntegerField(label="户数", min_value=0, max_value=100_000, required=False)


class StaffForm(_WithArea):
    """A new colleague."""

    name = Line(label="姓名", max_length=60)
    username = Line(label="用户名", max_length=30, help_text="2到30个小写字母、数字、点、横线，比如 liumin")
    territory_code = forms.ChoiceField(label="归哪里的安全管理员管")
    phone = Line(label="手机号", max_length=20, required=False, help_text="加密保存，只用来联系本人")

    def clean_phone(self) -> str | None:
        """Eleven digits, or nothing."""
        return _mobile(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else None


class SeatForm(_WithArea):
    """Somebody into a post."""

    post = forms.IntegerField(widget=forms.HiddenInput)
    territory_code = forms.ChoiceField(label="管哪里")
    until = forms.DateField(label="到哪天为止", widget=forms.DateInput(attrs={"type": "date"}), required=False)

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        return end_of(self.cleaned_data["until"])


class ClientForm(_WithArea):
    """A token for a program of a unit."""

    name = Line(label="哪个系统用", max_length=60, help_text="比如：12345热线平台")
    territory_code = forms.ChoiceField(label="能读写哪里的事")
    until = forms.DateField(label="到哪天为止", widget=forms.DateInput(attrs={"type": "date"}), required=False)

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        return end_of(self.cleaned_data["until"])


class MandateForm(_Form):
    """Who may act for whom."""

    principal = Line(label="委托人的手机号", max_length=20, help_text="事情是谁的，比如老人本人")
    agent = Line(label="代办人的手机号", max_length=20, help_text="替他办的人，比如女儿")
    scope = forms.ChoiceField(label="可以代办什么", choices=[("", "请选一种"), *org.Mandate.Scope.choices])
    basis = forms.ChoiceField(label="凭什么", choices=[("", "请选一种"), *org.Mandate.Basis.choices])
    evidence = forms.CharField(
        label="凭据", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="看了什么，比如：户口簿第3页；委托书2026-17号，存居委会",
    )  # fmt: skip
    until = forms.DateField(label="到哪天为止", widget=forms.DateInput(attrs={"type": "date"}), required=False)

    def clean_principal(self) -> str:
        """Eleven digits."""
        return _mobile(self.cleaned_data["principal"])

    def clean_agent(self) -> str:
        """Eleven digits."""
        return _mobile(self.cleaned_data["agent"])

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        return end_of(self.cleaned_data["until"])


class RecordAsked(_WithArea):
    """What narrows the record of acts."""

    blank = "全部地方"
    verb = forms.ChoiceField(label="做了什么", required=False)
    who = Line(label="谁（姓名或用户名）", max_length=40, required=False)
    area = forms.ChoiceField(label="地方", required=False)
    since = forms.DateField(label="从哪天", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    until = forms.DateField(label="到哪天", widget=forms.DateInput(attrs={"type": "date"}), required=False)

    def __init__(self, *args: Any, verbs: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["verb"]
        field.choices = [("", "全部"), *verbs]


def end_of(day: Any) -> datetime | None:
    """The first moment after a day; None without one."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()), ZONE) if day else None


def _mobile(text: str) -> str:
    try:
        return org.mobile(text)
    except org.PhoneNotValid as refusal:
        raise forms.ValidationError(refusal.message) from refusal
