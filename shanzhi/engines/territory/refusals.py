"""What the verbs of this engine say when they will not act."""

from shanzhi.kernel.refused import Refused


class UnknownArea(Refused):
    """The code is in no table, or has ended."""

    code = "unknown_area"
    message = "没有这个区划代码，请核对后再填"
    english = "Unknown area code"


class GridFaulty(Refused):
    """A drawn grid is not a proper shape, or lies outside its community."""

    code = "grid_faulty"
    message = "网格的边界有问题，请改好再存"
    english = "The grid's boundary is faulty"


class GridsOverlap(Refused):
    """Drawn grids overlap each other or existing ones."""

    code = "grids_overlap"
    message = "网格之间有重叠，请改好再存"
    english = "Grids overlap"


class DatumUnknown(Refused):
    """The file names a coordinate system that is not read."""

    code = "datum_unknown"
    message = "读不懂文件的坐标系，请转成 WGS-84、CGCS2000、GCJ-02 或 BD-09 的经纬度再导入"
    english = "Unknown coordinate reference system"


class NumbersUsedUp(Refused):
    """No running number is left under this place."""

    code = "numbers_used_up"
    message = "这里的编号已经用完，请先核对是否有重复登记"
    english = "No numbers left under this place"


class AlreadyThere(Refused):
    """The same place is registered."""

    code = "place_exists"
    status = 409
    message = "已经登记过，不用再登记"
    english = "Already registered"


class SuccessionWrong(Refused):
    """A split or merge that does not add up."""

    code = "succession_wrong"
    message = "拆分合并的写法不对，请核对代码"
    english = "The split or merge does not add up"


class PlaceWrong(Refused):
    """A name, number or point of a place that cannot be stored."""

    code = "place_wrong"
    message = "填写的内容有误，请核对"
    english = "A value is out of range"
