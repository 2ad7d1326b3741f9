"""Codes of places."""

import pytest

from shanzhi.engines.territory import codes
from shanzhi.engines.territory.codes import Kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("421202001010", Kind.AREA),
        ("421202001010003", Kind.GRID),
        ("421202001010E002", Kind.ESTATE),
        ("421202001010E002B003", Kind.BUILDING),
        ("421202001010E002B003H0007", Kind.HOME),
        ("021202001010", None),
        ("421202001010E02", None),
        ("421202", None),
        ("４２１２０２００１０１０", None),
    ],
)
def test_a_code_tells_its_kind_by_its_shape(code: str, kind: Kind | None) -> None:
    assert codes.kind_of(code) == kind


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("420000000000", 1, ""),
        ("421200000000", 2, "420000000000"),
        ("421202000000", 3, "421200000000"),
        ("421202001000", 4, "421202000000"),
        ("421202001010", 5, "421202001000"),
        ("441900003000", 4, "441900000000"),  # a street of a city without counties
    ],
)
def test_level_and_parent_follow_from_the_digits(code: str, level: int, parent: str) -> None:
    assert codes.area_level(code) == level
    assert codes.parent_of(code) == parent


def test_codes_are_made_by_extension_and_know_their_community() -> None:
    grid = codes.grid_code("421202001010", 901)
    home = codes.home_code(codes.building_code(codes.estate_code("421202001010", 2), 3), 7)
    assert (grid, home) == ("421202001010901", "421202001010E002B003H0007")
    assert codes.community_of(grid) == codes.community_of(home) == "421202001010"


@pytest.mark.parametrize("number", [0, 900, 1000, -1])
def test_a_grid_number_outside_its_ranges_is_an_error(number: int) -> None:
    with pytest.raises(ValueError, match="grid number"):
        codes.grid_code("421202001010", number)


def test_a_street_lies_in_no_community() -> None:
    with pytest.raises(ValueError, match="no community"):
        codes.community_of("421202001000")
