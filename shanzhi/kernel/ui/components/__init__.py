"""Every component, by group. Importing this package fills the registry."""

import re
from pathlib import Path

from shanzhi.kernel.ui.components import charts, core, desk, forms, progress, states
from shanzhi.kernel.ui.components.charts import Bar, StripCell
from shanzhi.kernel.ui.components.core import Crumb, Fact
from shanzhi.kernel.ui.components.desk import MenuItem
from shanzhi.kernel.ui.components.progress import Entry, Photo, Step

_SPRITE = Path(__file__).parents[2] / "static" / "ui" / "icons.svg"
#: Names of the drawings in the sprite.
ICONS = tuple(re.findall(r'<symbol id="([\w-]+)"', _SPRITE.read_text("utf-8")))

__all__ = [
    "ICONS",
    "Bar",
    "Crumb",
    "Entry",
    "Fact",
    "MenuItem",
    "Photo",
    "Step",
    "StripCell",
    "charts",
    "core",
    "desk",
    "forms",
    "progress",
    "states",
]
