"""Datums used in China and the conversion between them, in degrees (longitude first).

- WGS-84: what GPS receivers and browsers give; what this product stores.
- CGCS2000: the national system; differs from WGS-84 by decimetres at most, treated here as equal.
- GCJ-02: what maps published in China use (Amap, Tencent); WGS-84 with a shift of 100-700 m.
- BD-09: Baidu's further shift of GCJ-02.

The forward shifts are closed formulas; the inverses have none and are found by fixed-point iteration to below
1e-9 degrees (a tenth of a millimetre). Points outside the rectangle around China are passed through unchanged, as the
map services do.
"""

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Any

_AXIS = 6378245.0  # metres, semi-major axis of Krasovsky 1940
_ECCENTRICITY2 = 0.00669342162296594323
_BD_WAVE = math.pi * 3000.0 / 180.0
_CLOSE = 1e-10
_ROUNDS = 30

Point = tuple[float, float]


class Datum(StrEnum):
    """The four datums that coordinates arrive in."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def convert(lon: float, lat: float, *, source: Datum, target: Datum = Datum.WGS84) -> Point:
    """The point in another datum; ValueError unless -180 <= lon <= 180 and -90 <= lat <= 90 and both are finite."""
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(f"({lon}, {lat}) is no longitude and latitude")
    wgs = _TO_WGS[source](lon, lat)
    return _FROM_WGS[target](*wgs)


def convert_geometry(geometry: dict[str, Any], *, source: Datum, target: Datum = Datum.WGS84) -> dict[str, Any]:
    """A GeoJSON geometry (not a feature) with every position converted; heights are dropped."""
    return {"type": geometry["type"], "coordinates": _walk(geometry["coordinates"], source, target)}


def _walk(node: Any, source: Datum, target: Datum) -> Any:
    if node and isinstance(node[0], int | float):
        lon, lat = convert(float(node[0]), float(node[1]), source=source, target=target)
        return [round(lon, 7), round(lat, 7)]
    return [_walk(child, source, target) for child in node]


def metres_between(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in metres on a sphere of 6,371,008.8 m (haversine)."""
    north = math.radians(lat2 - lat1) / 2
    east = math.radians(lon2 - lon1) / 2
    chord = math.sin(north) ** 2 + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(east) ** 2
    return 2 * 6371008.8 * math.asin(math.sqrt(chord))


def _outside_china(lon: float, lat: float) -> bool:
    return not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271)


def _waves(value: float, *terms: tuple[float, float]) -> float:
    """Sum of amplitude * sin(frequency * value * pi), times two thirds."""
    return sum(amplitude * math.sin(frequency * value * math.pi) for amplitude, frequency in terms) * 2 / 3


def _shift(lon: float, lat: float) -> Point:
    """The GCJ-02 shift at a point, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    ripple = _waves(x, (20, 6), (20, 2))
    root = math.sqrt(abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    latitude = math.radians(lat)
    bend = 1 - _ECCENTRICITY2 * math.sin(latitude) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY2) / bend**1.5
    parallel = _AXIS / math.sqrt(bend) * math.cos(latitude)
    return math.degrees(east / parallel), math.degrees(north / meridian)


def _wgs_to_gcj(lon: float, lat: float) -> Point:
    if _outside_china(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def _gcj_to_bd(lon: float, lat: float) -> Point:
    if _outside_china(lon, lat):
        return lon, lat
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_WAVE)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_WAVE)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _undo(forward: Callable[[float, float], Point]) -> Callable[[float, float], Point]:
    """The inverse of a small shift: step back by the error until it vanishes.

    The test for China is made on the given point as well: an outside point is its own image.
    """

    def backward(lon: float, lat: float) -> Point:
        if _outside_china(lon, lat):
            return lon, lat
        x, y = lon, lat
        for _ in range(_ROUNDS):
            image_x, image_y = forward(x, y)
            error_x, error_y = image_x - lon, image_y - lat
            x, y = x - error_x, y - error_y
            if abs(error_x) < _CLOSE and abs(error_y) < _CLOSE:
                break
        return x, y

    return backward


def _same(lon: float, lat: float) -> Point:
    return lon, lat


_gcj_to_wgs = _undo(_wgs_to_gcj)
_bd_to_gcj = _undo(_gcj_to_bd)

_TO_WGS: dict[Datum, Callable[[float, float], Point]] = {
    Datum.WGS84: _same,
    Datum.CGCS2000: _same,
    Datum.GCJ02: _gcj_to_wgs,
    Datum.BD09: lambda lon, lat: _gcj_to_wgs(*_bd_to_gcj(lon, lat)),
}
_FROM_WGS: dict[Datum, Callable[[float, float], Point]] = {
    Datum.WGS84: _same,
    Datum.CGCS2000: _same,
    Datum.GCJ02: _wgs_to_gcj,
    Datum.BD09: lambda lon, lat: _gcj_to_bd(*_wgs_to_gcj(lon, lat)),
}
