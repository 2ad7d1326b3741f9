"""What the tables of places share: constraints of codes, points and boundaries, and reads by territory."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from shanzhi.kernel.codes import prefix


def shaped(field: str, shape: str, name: str) -> models.CheckConstraint:
    """The column has the shape of its code."""
    return models.CheckConstraint(condition=Q(**{f"{field}__regex": shape}), name=name)


def unique_code(name: str) -> models.UniqueConstraint:
    """One index serves equality and prefix ranges."""
    return models.UniqueConstraint(fields=["code"], name=name, opclasses=["text_pattern_ops"])


def on_earth(name: str) -> models.CheckConstraint:
    """Both coordinates or none, and on the globe."""
    return models.CheckConstraint(
        condition=Q(lon__isnull=True, lat__isnull=True)
        | Q(lon__range=(-180, 180), lat__range=(-90, 90), lon__isnull=False, lat__isnull=False),
        name=name,
    )


def boxed(name: str) -> models.CheckConstraint:
    """A boundary has its bounding box, and only a boundary has one."""
    edges = ("west", "south", "east", "north")
    return models.CheckConstraint(
        condition=Q(boundary__isnull=True, **{f"{edge}__isnull": True for edge in edges})
        | Q(
            boundary__isnull=False, west__lte=F("east"), south__lte=F("north"), **{f"{e}__isnull": False for e in edges}
        ),
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
