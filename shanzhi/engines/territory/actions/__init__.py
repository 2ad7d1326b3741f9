"""The verbs of the territory engine: the only code that writes its tables."""

from shanzhi.engines.territory.actions.areas import (
    AreasRefused,
    Fault,
    Report,
    import_areas,
)
from shanzhi.engines.territory.actions.grids import (
    Drawing,
    draw_grids,
    import_grids,
)
from shanzhi.engines.territory.actions.places import (
    add_buildings,
    add_estate,
    add_homes,
    set_boundary,
    sketch_communities,
)
from shanzhi.engines.territory.actions.succession import (
    merge_areas,
    recode_area,
    rename_area,
    split_area,
)

__all__ = [
    "AreasRefused",
    "Drawing",
    "Fault",
    "Report",
    "add_buildings",
    "add_estate",
    "add_homes",
    "draw_grids",
    "import_areas",
    "import_grids",
    "merge_areas",
    "recode_area",
    "rename_area",
    "set_boundary",
    "sketch_communities",
    "split_area",
]
