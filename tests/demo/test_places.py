"""The sketched district: towns lie on the side of the county town on which they lie."""

import pytest
from shapely.geometry import Point, shape

from shanzhi.demo.people import COUNTY
from shanzhi.demo.places import street_seats
from shanzhi.engines.territory import public as territory
from shanzhi.engines.territory.rules.spread import scatter

URBAN = ("421202001", "421202002", "421202003")


@pytest.fixture(scope="module")
def middles() -> dict[str, tuple[float, float]]:
    """East and north of the urban streets, in degrees, of the middle of each street's communities."""
    boundary, centre = territory.boundary_of(COUNTY)
    seats = street_seats()
    codes = [f"{street[:9]}{number:03d}" for street in seats for number in range(1, 11)]
    spots = scatter(boundary, codes, centre, seats)

    def middle(streets: tuple[str, ...]) -> tuple[float, float]:
        ground = [spot for code, spot in spots.items() if code.startswith(streets)]
        return sum(lon for lon, _ in ground) / len(ground), sum(lat for _, lat in ground) / len(ground)

    lon, lat = middle(URBAN)
    return {street[:9]: (middle((street[:9],))[0] - lon, middle((street[:9],))[1] - lat) for street in seats}


@pytest.mark.parametrize(
    ("street", "side"),
    [
        ("421202102", "N"), ("421202101", "W"), ("421202101", "N"), ("421202104", "N"), ("421202103", "N"), ("421202103", "E"),
        ("421202105", "N"), ("421202105", "E"), ("421202106", "S"), ("421202106", "E"), ("421202108", "E"), ("421202200", "S"),
        ("421202200", "E"), ("421202107", "S"), ("421202100", "S"), ("421202100", "W"),
    ],
)  # fmt: skip
def test_a_town_lies_on_its_side_of_the_county_town(
    street: str, side: str, middles: dict[str, tuple[float, float]]
) -> None:
    east, north = middles[street]
    assert {"N": north, "S": -north, "E": east, "W": -east}[side] > 0.02


def test_every_seat_lies_in_the_district() -> None:
    boundary, _ = territory.boundary_of(COUNTY)
    outside = [street for street, seat in street_seats().items() if not shape(boundary).contains(Point(seat))]
    assert outside == []
