"""A desk with somebody at it: 花园社区, its committee, its street, a dispatcher; the clock at a Tuesday morning."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # conftest files are read before Django is set up
    from django.test import Client

    from shanzhi.engines.org.public import Account, Unit


@pytest.fixture
def community(db: None, frozen_clock: Any) -> "Unit":
    """The committee of the community, with the clock at its morning."""
    from tests import factories as make

    frozen_clock.set(make.MORNING)
    make.make_community()
    return make.make_unit("committee", make.COMMUNITY, "花园社区居委会", slug="huayuan")


@pytest.fixture
def worker(community: "Unit") -> "Account":
    """刘敏, who works in the community."""
    from tests import factories as make

    return make.make_staff("community_worker", make.COMMUNITY, community, "刘敏")


@pytest.fixture
def dispatcher(community: "Unit") -> "Account":
    """A dispatcher of the county."""
    from tests import factories as make

    return make.make_staff(
        "county_dispatcher", make.COUNTY, make.make_unit("centre", make.COUNTY, "区指挥中心"), "王强"
    )


@pytest.fixture
def seated() -> "Callable[[Account], Client]":
    """A test client in which that account is logged in."""
    from django.test import Client

    from tests.support.browser import session_for

    def seat(account: "Account") -> "Client":
        client = Client()
        client.cookies["sessionid"] = session_for(account)
        return client

    return seat
