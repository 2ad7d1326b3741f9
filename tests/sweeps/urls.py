"""Every address of the product, read off the resolver, with arguments of the small county filled in."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.sweeps.world import World

_NAMED = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
_ROUTE = re.compile(r"<(?:\w+:)?(\w+)>")


def patterns(under: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(address with `<name>` for each argument, pattern) of everything mounted."""
    for each in (under or get_resolver()).url_patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, here)
        else:
            yield here, each


def filled(world: World, address: str, mark: str = "标记甲02") -> list[str]:
    """The address with real arguments; several where an argument is a choice. Fails for an argument nobody has named."""
    case = world.cases[mark]
    given = {
        "number": case.number, "file_id": str(world.files[mark]), "code": "421202001010", "which": "open",
        "slug": "signature", "pk": str(world.people["community_worker"].pk), "provider_id": "x",
    }  # fmt: skip
    plain = _NAMED.sub(lambda match: f"<{match[1]}>", address).replace("^", "").replace("$", "").replace("\\", "")
    unknown = set(_ROUTE.findall(plain)) - set(given)
    assert not unknown, f"{address}: the sweep does not know what {unknown} is; name it in tests/sweeps/urls.py"
    if "<slug>" in plain:
        slugs = re.search(r"\(\?P<slug>([\w|-]+)\)", address)
        return (
            [_ROUTE.sub(lambda m: given[m[1]], plain.replace("<slug>", each)) for each in slugs[1].split("|")]
            if slugs
            else []
        )
    return ["/" + _ROUTE.sub(lambda match: given[match[1]], plain).lstrip("/")]


def addresses(world: World) -> list[str]:
    """All of them, once."""
    found = [
        each if each.startswith("/") else "/" + each for address, _ in patterns() for each in filled(world, address)
    ]
    return sorted(set(found))
