"""Tables of places. Coordinates are WGS-84 degrees, longitude first; boundaries are GeoJSON geometries."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shanzhi.engines.territory import codes
from shanzhi.kernel.codes import prefix
from shanzhi.kernel.personal import Personal


def _shaped(field: str, shape: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__regex": shape}), name=name)


def _unique_code(name: str) -> models.UniqueConstraint:
    """One index serves equality and prefix ranges."""
    return models.UniqueConstraint(fields=["code"], name=name, opclasses=["text_pattern_ops"])


def _on_earth(name: str) -> models.CheckConstraint:
    """Both coordinates or none, and on the globe."""
    return models.CheckConstraint(
        condition=Q(lon__isnull=True, lat__isnull=True)
        | Q(lon__range=(-180, 180), lat__range=(-90, 90), lon__isnull=False, lat__isnull=False),
        name=name,
    )


def _boxed(name: str) -> models.CheckConstraint:
    """A boundary has its bounding box, and only a boundary has one."""
    edges = ("west", "south", "east", "north")
    return models.CheckConstraint(
        condition=Q(boundary__isnull=True, **{f"{edge}__isnull": True for edge in edges})
        | Q(boundary__isnull=False, west__lte=F("east"), south__lte=F("north"), **{f"{e}__isnull": False for e in edges}),
        name=name,
    )


class PlaceQuerySet(models.QuerySet[Any]):
    """Reads that every kind of place knows."""

    def within(self, code: str) -> Self:
        """Places in the territory of a prefix or code."""
        return self.filter(code__within=prefix(code))

    def holding_point(self, lon: float, lat: float) -> Self:
        """Places whose bounding box holds the point; only for kinds with a boundary."""
        return self.filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)


class AreaQuerySet(PlaceQuerySet):
    """Areas, with their dates."""

    def current(self) -> Self:
        """Areas that have not ended."""
        return self.filter(until__isnull=True)

    def communities(self) -> Self:
        """Areas of the fifth level."""
        return self.filter(level=5)


class Area(models.Model):
    """An administrative or statistical area, 区划: province, city, county, street or community.

    `since` and `until` are a half-open range [since, until); `since` is empty where nobody recorded the beginning.
    An area that is split, merged or recoded is ended, never deleted; see `Succession`. `is_sketch` says that the
    point or boundary is a drawing (示意), not a survey.
    """

    code = models.CharField("区划代码", max_length=12)
    level = models.PositiveSmallIntegerField("级别")
    name = models.CharField("名称", max_length=64)
    short_name = models.CharField("简称", max_length=64, blank=True, default="")
    parent_code = models.CharField("上级代码", max_length=12, blank=True, default="")
    village_kind = models.CharField("城乡属性", max_length=20, blank=True, default="")
    initials = models.CharField("拼音首字母", max_length=64, blank=True, default="")
    lon = models.FloatField("经度", null=True)
    lat = models.FloatField("纬度", null=True)
    boundary = models.JSONField("边界", null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    is_sketch = models.BooleanField("示意", default=False)
    since = models.DateField("起", null=True)
    until = models.DateField("止", null=True)

    objects = AreaQuerySet.as_manager()

    class PersonalData:
        fields: dict[str, Personal] = {}
        none = {
            "id", "code", "level", "name", "short_name", "parent_code", "village_kind", "initials", "lon", "lat",
            "boundary", "west", "south", "east", "north", "is_sketch", "since", "until",
        }

    class Meta:
        verbose_name = "区划"
        indexes = [
            models.Index(
                fields=["west", "south"],
                name="territory_area_box",
                condition=Q(boundary__isnull=False),
                include=["east", "north"],
            ),
        ]
        constraints = [
            _unique_code("territory_area_code"),
            _shaped("code", codes.AREA_SHAPE, "territory_area_code_shape"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="territory_area_level"),
            models.CheckConstraint(
                condition=Q(level=1, parent_code="") | Q(level__gt=1, parent_code__regex=codes.AREA_SHAPE),
                name="territory_area_parent_shape",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="territory_area_named"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lt=F("until")),
                name="territory_area_dates",
            ),
            _on_earth("territory_area_point"),
            _boxed("territory_area_box_complete"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Grid(models.Model):
    """A grid, 网格: the piece of a community that one grid worker looks after. 901-999 are exclusive grids, 专属网格.

    `holder` is the name posted for residents (公示); who holds the seat is the org engine's to say.
    """

    class Kind(models.TextChoices):
        BASIC = "basic", "基础网格"
        EXCLUSIVE = "exclusive", "专属网格"

    code = models.CharField("网格编码", max_length=15)
    community_code = models.CharField("社区代码", max_length=12)
    name = models.CharField("名称", max_length=64)
    kind = models.CharField("类型", max_length=9, choices=Kind.choices, default=Kind.BASIC)
    boundary = models.JSONField("边界", null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    is_sketch = models.BooleanField("示意", default=False)
    holder = models.CharField("公示的网格员", max_length=64, blank=True, default="")

    objects = PlaceQuerySet.as_manager()

    class PersonalData:
        fields = {"holder": Personal.NAME}
        none = {
            "id", "code", "community_code", "name", "kind", "boundary", "west", "south", "east", "north", "is_sketch",
        }

    class Meta:
        verbose_name = "网格"
        indexes = [models.Index(fields=["west", "south"], name="territory_grid_box", include=["east", "north"])]
        constraints = [
            _unique_code("territory_grid_code"),
            _shaped("code", codes.GRID_SHAPE, "territory_grid_code_shape"),
            models.CheckConstraint(condition=Q(code__startswith=F("community_code")), name="territory_grid_inside"),
            models.CheckConstraint(
                condition=Q(kind="exclusive", code__regex=r"^.{12}9(0[1-9]|[1-9][0-9])$")
                | Q(kind="basic", code__regex=r"^.{12}([1-8][0-9]{2}|0[1-9][0-9]|00[1-9])$"),
                name="territory_grid_number",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="territory_grid_named"),
            _boxed("territory_grid_box_complete"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Estate(models.Model):
    """A residential estate, 小区, or what takes its place: a compound, a natural village, scattered buildings."""

    class Kind(models.TextChoices):
        COMMODITY = "commodity", "商品房小区"
        OLD = "old", "老旧小区"
        AFFORDABLE = "affordable", "保障性住房"
        COMPOUND = "compound", "单位院落"
        VILLAGE = "village", "自然村"
        LOOSE = "loose", "零散楼栋"

    code = models.CharField("小区编码", max_length=16)
    community_code = models.CharField("社区代码", max_length=12)
    name = models.CharField("名称", max_length=64)
    aliases = ArrayField(models.CharField(max_length=64), verbose_name="别名", default=list, blank=True)
    keys = ArrayField(models.CharField(max_length=64), verbose_name="查找词", default=list, blank=True)
    address = models.CharField("地址", max_length=128, blank=True, default="")
    lon = models.FloatField("经度", null=True)
    lat = models.FloatField("纬度", null=True)
    property_company = models.CharField("物业企业", max_length=64, blank=True, default="")
    households = models.PositiveIntegerField("户数", null=True)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices, default=Kind.COMMODITY)

    objects = PlaceQuerySet.as_manager()

    class PersonalData:
        fields: dict[str, Personal] = {}
        none = {
            "id", "code", "community_code", "name", "aliases", "keys", "address", "lon", "lat", "property_company",
            "households", "kind",
        }

    class Meta:
        verbose_name = "小区"
        indexes = [models.Index(fields=["lon", "lat"], name="territory_estate_point")]
        constraints = [
            _unique_code("territory_estate_code"),
            models.UniqueConstraint(fields=["community_code", "name"], name="territory_estate_name"),
            _shaped("code", codes.ESTATE_SHAPE, "territory_estate_code_shape"),
            models.CheckConstraint(condition=Q(code__startswith=F("community_code")), name="territory_estate_inside"),
            models.CheckConstraint(condition=~Q(name=""), name="territory_estate_named"),
            _on_earth("territory_estate_on_earth"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Building(models.Model):
    """A building, 楼栋, of an estate. `key` is what text is matched with: 3栋, 三号楼 and 03幢 are all "3"."""

    code = models.CharField("楼栋编码", max_length=20)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="buildings", verbose_name="小区")
    name = models.CharField("名称", max_length=32)
    key = models.CharField("查找词", max_length=32)
    grid = models.ForeignKey(
        Grid, on_delete=models.PROTECT, null=True, related_name="buildings", verbose_name="网格",
    )
    units = models.PositiveSmallIntegerField("单元数", default=1)

    objects = PlaceQuerySet.as_manager()

    class PersonalData:
        fields: dict[str, Personal] = {}
        none = {"id", "code", "estate", "name", "key", "grid", "units"}

    class Meta:
        verbose_name = "楼栋"
        constraints = [
            _unique_code("territory_building_code"),
            models.UniqueConstraint(fields=["estate", "key"], name="territory_building_key"),
            _shaped("code", codes.BUILDING_SHAPE, "territory_building_code_shape"),
            models.CheckConstraint(condition=Q(units__range=(1, 99)), name="territory_building_units"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Home(models.Model):
    """A home, 房屋: one door. `unit_no` is "" in a building without units; `room` is the door plate's number."""

    code = models.CharField("房屋编码", max_length=25)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="homes", verbose_name="楼栋")
    unit_no = models.CharField("单元", max_length=8, blank=True, default="")
    floor = models.SmallIntegerField("楼层", null=True)
    room = models.CharField("房号", max_length=16)

    objects = PlaceQuerySet.as_manager()

    class PersonalData:
        # A door alone names nobody, but joined to a case it is where somebody lives.
        fields = {"unit_no": Personal.ADDRESS, "floor": Personal.ADDRESS, "room": Personal.ADDRESS}
        none = {"id", "code", "building"}

    class Meta:
        verbose_name = "房屋"
        constraints = [
            _unique_code("territory_home_code"),
            models.UniqueConstraint(fields=["building", "unit_no", "room"], name="territory_home_door"),
            _shaped("code", codes.HOME_SHAPE, "territory_home_code_shape"),
            models.CheckConstraint(condition=Q(floor__range=(-9, 199)) | Q(floor__isnull=True), name="territory_home_floor"),
        ]

    def __str__(self) -> str:
        return self.code


class Succession(models.Model):
    """What became of a code, 沿革: on that day `old_code` went over into `new_code`.

    A split has one row for each part, a merge one for each area that went in; a transfer is a new code under another
    parent; a rename keeps the code and says both names. History keeps the old codes.
    """

    class Kind(models.TextChoices):
        SPLIT = "split", "拆分"
        MERGE = "merge", "合并"
        RENAME = "rename", "更名"
        TRANSFER = "transfer", "划转"

    old_code = models.CharField("原代码", max_length=12)
    new_code = models.CharField("新代码", max_length=12)
    on = models.DateField("生效日")
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    old_name = models.CharField("原名称", max_length=64, blank=True, default="")
    new_name = models.CharField("新名称", max_length=64, blank=True, default="")
    basis = models.CharField("依据", max_length=200)

    class PersonalData:
        fields: dict[str, Personal] = {}
        none = {"id", "old_code", "new_code", "on", "kind", "old_name", "new_name", "basis"}

    class Meta:
        verbose_name = "沿革"
        indexes = [models.Index(fields=["new_code"], name="territory_succession_new")]
        constraints = [
            models.UniqueConstraint(fields=["old_code", "new_code", "on"], name="territory_succession_once"),
            _shaped("old_code", codes.AREA_SHAPE, "territory_succession_old"),
            _shaped("new_code", codes.AREA_SHAPE, "territory_succession_new_code"),
            models.CheckConstraint(
                condition=Q(kind="rename", old_code=F("new_code")) | (~Q(kind="rename") & ~Q(old_code=F("new_code"))),
                name="territory_succession_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code} {self.on}"
