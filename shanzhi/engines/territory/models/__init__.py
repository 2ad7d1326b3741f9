"""Tables of places."""

from shanzhi.engines.territory.models.areas import Area, AreaQuerySet, Succession
from shanzhi.engines.territory.models.base import PlaceQuerySet
from shanzhi.engines.territory.models.places import Building, Estate, Grid, Home

__all__ = ["Area", "AreaQuerySet", "Building", "Estate", "Grid", "Home", "PlaceQuerySet", "Succession"]
