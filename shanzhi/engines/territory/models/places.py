"""Places inside a community: grids, estates, buildings, homes. Coordinates are WGS-84 degrees."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shanzhi.engines.territory import codes
from shanzhi.engines.territory.models.base import PlaceQuerySet, boxed, on_earth, shaped, unique_code
from shanzhi.kernel.personal import Personal


class Grid(models.Model):
    """A grid, 网格: the piece of a community that one grid worker looks after. 901-999 are exclusive grids, 专属网格.

    `holder` is the name posted for residents (公示); who holds the seat is the org engine's to say.
    """

    class Kind(models.TextChoices):
        """What it is."""

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
        """Classes of personal data."""

        fields: ClassVar[dict[str, Personal]] = {"holder": Personal.NAME}
        none: ClassVar[set[str]] = {
            "id",
            "code",
            "community_code",
            "name",
            "kind",
            "boundary",
            "west",
            "south",
            "east",
            "north",
            "is_sketch",
        }

    class Meta:
        verbose_name = "网格"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["west", "south"], name="territory_grid_box", include=["east", "north"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_code("territory_grid_code"),
            shaped("code", codes.GRID_SHAPE, "territory_grid_code_shape"),
            models.CheckConstraint(condition=Q(code__startswith=F("community_code")), name="territory_grid_inside"),
            models.CheckConstraint(
                condition=Q(kind="exclusive", code__regex=r"^.{12}9(0[1-9]|[1-9][0-9])$")
                | Q(kind="basic", code__regex=r"^.{12}([1-8][0-9]{2}|0[1-9][0-9]|00[1-9])$"),
                name="territory_grid_number",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="territory_grid_named"),
            boxed("territory_grid_box_complete"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Estate(models.Model):
    """A residential estate, 小区, or what takes its place: a compound, a natural village, scattered buildings."""

    class Kind(models.TextChoices):
        """What it is."""

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
        """Classes of personal data."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {
            "id",
            "code",
            "community_code",
            "name",
            "aliases",
            "keys",
            "address",
            "lon",
            "lat",
            "property_company",
            "households",
            "kind",
        }

    class Meta:
        verbose_name = "小区"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["lon", "lat"], name="territory_estate_point")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_code("territory_estate_code"),
            models.UniqueConstraint(fields=["community_code", "name"], name="territory_estate_name"),
            shaped("code", codes.ESTATE_SHAPE, "territory_estate_code_shape"),
            models.CheckConstraint(condition=Q(code__startswith=F("community_code")), name="territory_estate_inside"),
            models.CheckConstraint(condition=~Q(name=""), name="territory_estate_named"),
            on_earth("territory_estateon_earth"),
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
        Grid,
        on_delete=models.PROTECT,
        null=True,
        related_name="buildings",
        verbose_name="网格",
    )
    units = models.PositiveSmallIntegerField("单元数", default=1)

    objects = PlaceQuerySet.as_manager()

    class PersonalData:
        """Classes of personal data."""

        fields: ClassVar[dict[str, Personal]] = {}
        none: ClassVar[set[str]] = {"id", "code", "estate", "name", "key", "grid", "units"}

    class Meta:
        verbose_name = "楼栋"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_code("territory_building_code"),
            models.UniqueConstraint(fields=["estate", "key"], name="territory_building_key"),
            shaped("code", codes.BUILDING_SHAPE, "territory_building_code_shape"),
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
        """Classes of personal data."""

        # A door alone names nobody, but joined to a case it is where somebody lives.
        fields: ClassVar[dict[str, Personal]] = {
            "unit_no": Personal.ADDRESS,
            "floor": Personal.ADDRESS,
            "room": Personal.ADDRESS,
        }
        none: ClassVar[set[str]] = {"id", "code", "building"}

    class Meta:
        verbose_name = "房屋"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            unique_code("territory_home_code"),
            models.UniqueConstraint(fields=["building", "unit_no", "room"], name="territory_home_door"),
            shaped("code", codes.HOME_SHAPE, "territory_home_code_shape"),
            models.CheckConstraint(
                condition=Q(floor__range=(-9, 199)) | Q(floor__isnull=True), name="territory_home_floor"
            ),
        ]

    def __str__(self) -> str:
        return self.code
