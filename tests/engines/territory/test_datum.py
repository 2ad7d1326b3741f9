"""Datums against published pairs, and round trips."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.engines.territory.rules.datum import Datum, convert, convert_geometry, metres_between

WGS, GCJ, BD, CGCS = Datum.WGS84, Datum.GCJ02, Datum.BD09, Datum.CGCS2000

# Pairs published with other libraries' tests and manuals: asesgeo (Tiananmen), leafletZH and geoChina (Beijing
# station), evil_transform (Suzhou), pjutils (Shanghai, read off Amap's and Baidu's own maps, so only to 1e-5).
PUBLISHED = [
    (WGS, GCJ, (116.39089, 39.90734), (116.39713094, 39.90874107), 1e-8),
    (WGS, GCJ, (116.42079, 39.90105), (116.427022, 39.902446), 1e-6),
    (WGS, GCJ, (120.596931, 31.280844), (120.60109998322247, 31.278648624428175), 1e-6),
    (WGS, GCJ, (121.42958967, 31.16014354), (121.4342191628, 31.1582660190), 1e-5),
    (WGS, BD, (121.42958967, 31.16014354), (121.4406138425, 31.1646093426), 1e-5),
    (GCJ, BD, (121.4342191628, 31.1582660190), (121.4406138425, 31.1646093426), 1e-5),
    (GCJ, WGS, (116.397131, 39.908746), (116.39089006, 39.90734493), 1e-6),
]

lons = st.floats(73.5, 135.0)
lats = st.floats(3.5, 53.5)


@pytest.mark.parametrize(("source", "target", "given_point", "published", "tolerance"), PUBLISHED)
def test_conversion_agrees_with_published_pairs(
    source: Datum, target: Datum, given_point: tuple[float, float], published: tuple[float, float], tolerance: float
) -> None:
    made = convert(*given_point, source=source, target=target)
    assert abs(made[0] - published[0]) <= tolerance
    assert abs(made[1] - published[1]) <= tolerance


@given(lons, lats, st.sampled_from([GCJ, BD]))
def test_there_and_back_is_the_same_point_within_a_millionth_of_a_degree(lon: float, lat: float, datum: Datum) -> None:
    there = convert(lon, lat, source=WGS, target=datum)
    back = convert(*there, source=datum, target=WGS)
    assert abs(back[0] - lon) < 1e-6
    assert abs(back[1] - lat) < 1e-6


@given(lons, lats)
def test_inside_china_gcj02_lies_between_ten_and_two_thousand_metres_away(lon: float, lat: float) -> None:
    shifted = convert(lon, lat, source=WGS, target=GCJ)
    assert 10 < metres_between(lon, lat, *shifted) < 2000


@given(st.floats(-180, 70), st.floats(-90, 90), st.sampled_from(list(Datum)), st.sampled_from(list(Datum)))
def test_outside_china_nothing_is_shifted(lon: float, lat: float, source: Datum, target: Datum) -> None:
    assert convert(lon, lat, source=source, target=target) == (lon, lat)


def test_cgcs2000_is_taken_as_wgs84() -> None:
    assert convert(114.3, 29.8, source=CGCS) == (114.3, 29.8)
    assert convert(114.3, 29.8, source=CGCS, target=GCJ) == convert(114.3, 29.8, source=WGS, target=GCJ)


@pytest.mark.parametrize("point", [(181.0, 0.0), (0.0, -90.5), (math.nan, 30.0), (114.0, math.inf)])
def test_what_is_no_longitude_and_latitude_is_an_error(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no longitude"):
        convert(*point, source=WGS)


def test_geometry_keeps_its_structure_and_converts_every_position() -> None:
    ring = [[114.3, 29.8], [114.4, 29.8], [114.4, 29.9], [114.3, 29.8]]
    made = convert_geometry({"type": "MultiPolygon", "coordinates": [[ring]]}, source=GCJ)
    assert made["type"] == "MultiPolygon"
    expected = [[round(v, 7) for v in convert(x, y, source=GCJ)] for x, y in ring]
    assert made["coordinates"] == [[expected]]


def test_distance_of_a_degree_of_latitude_is_known() -> None:
    assert metres_between(114, 29, 114, 30) == pytest.approx(111_195, abs=1)
