"""What other packages may import from the territory engine."""

from shanzhi.engines.territory.actions import (
    AreasRefused,
    Drawing,
    add_buildings,
    add_estate,
    add_homes,
    draw_grids,
    import_areas,
    import_grids,
    merge_areas,
    recode_area,
    rename_area,
    set_boundary,
    sketch_communities,
    split_area,
)
from shanzhi.engines.territory.addressing import Match, certain, locate_text
from shanzhi.engines.territory.catalogue import (
    boundary_of,
    shipped_areas,
)
from shanzhi.engines.territory.codes import Kind, community_of, kind_of
from shanzhi.engines.territory.locating import Location, locate
from shanzhi.engines.territory.names import name_paths
from shanzhi.engines.territory.queries import (
    Place,
    children,
    codes_known,
    communities_in,
    current_code,
    estates_of,
    grids_of,
    map_shapes,
    place,
)
from shanzhi.engines.territory.rules.datum import Datum, convert
from shanzhi.engines.territory.rules.spread import partition, scatter

__all__ = [
    "AreasRefused",
    "Datum",
    "Drawing",
    "Kind",
    "Location",
    "Match",
    "Place",
    "add_buildings",
    "add_estate",
    "add_homes",
    "boundary_of",
    "certain",
    "children",
    "codes_known",
    "communities_in",
    "community_of",
    "convert",
    "current_code",
    "draw_grids",
    "estates_of",
    "grids_of",
    "import_areas",
    "import_grids",
    "kind_of",
    "locate",
    "locate_text",
    "map_shapes",
    "merge_areas",
    "name_path",
    "name_paths",
    "partition",
    "place",
    "recode_area",
    "rename_area",
    "scatter",
    "set_boundary",
    "shipped_areas",
    "sketch_communities",
    "split_area",
]


def name_path(code: str) -> str:
    """The names from the county down, "咸安区 / 温泉街道 / 金叶社区"; "" for an unknown code. Kept in the process."""
    return name_paths([code]).get(code, "")
