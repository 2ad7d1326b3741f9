"""A program of the street, one of the county's centre. Django is set up after this file is read: imports are inside."""

from typing import Any

import pytest


@pytest.fixture
def world(db: None, frozen_clock: Any) -> None:
    """A community, on the morning of the factories."""
    from tests.factories import MORNING
    from tests.portals.api.programs import fresh_world

    frozen_clock.set(MORNING)
    fresh_world()


@pytest.fixture
def street(world: None) -> Any:
    """A program of the street office: it reports, reads the street's cases and answers for its unit."""
    from tests.factories import STREET
    from tests.portals.api.programs import program

    return program("street_office", STREET, "api_client")


@pytest.fixture
def centre(world: None) -> Any:
    """A program of the county's centre with the dispatcher's role."""
    from tests.factories import COUNTY
    from tests.portals.api.programs import program

    return program("centre", COUNTY, "county_dispatcher")
