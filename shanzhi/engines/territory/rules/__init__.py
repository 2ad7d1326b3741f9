"""The pure part of the territory engine: codes, datums, shapes, spreading, address text. No database, no clock."""

from shanzhi.engines.territory.codes import (
    EXCLUSIVE_FROM,
    GRID_LAST,
    Kind,
    area_level,
    building_code,
    community_of,
    estate_code,
    grid_code,
    home_code,
    kind_of,
    parent_of,
)
from shanzhi.engines.territory.rules.address import Address, parse_address
from shanzhi.engines.territory.rules.datum import (
    Datum,
    convert,
    convert_geometry,
    metres_between,
)
from shanzhi.engines.territory.rules.shapes import (
    INSIDE_TOLERANCE_M2,
    OVERLAP_TOLERANCE_M2,
    area_m2,
    overlaps,
    polygon_fault,
    reading_order,
)
from shanzhi.engines.territory.rules.spread import partition, scatter

__all__ = [
    "EXCLUSIVE_FROM",
    "GRID_LAST",
    "INSIDE_TOLERANCE_M2",
    "OVERLAP_TOLERANCE_M2",
    "Address",
    "Datum",
    "Kind",
    "area_level",
    "area_m2",
    "building_code",
    "community_of",
    "convert",
    "convert_geometry",
    "estate_code",
    "grid_code",
    "home_code",
    "kind_of",
    "metres_between",
    "overlaps",
    "parent_of",
    "parse_address",
    "partition",
    "polygon_fault",
    "reading_order",
    "scatter",
]
