"""/categories and /areas: what a client needs to fill in a report."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from shanzhi.domains.appeals import categories
from shanzhi.engines.territory import public as territory
from shanzhi.kernel.refused import NotFound
from shanzhi.portals.api import shapes
from shanzhi.portals.api.cases import REFUSALS
from shanzhi.portals.api.schemas import AreaOut, CategoryOut

router = Router(tags=["catalogue"])


@router.get("/categories", response={200: list[CategoryOut], **REFUSALS}, summary="类别树")
def category_tree(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the library goes by the name
    """Top categories, each with its leaves."""
    tree = [
        {"code": top.code, "name": top.name, "children": [{"code": c.code, "name": c.name} for c in leaves]}
        for top, leaves in categories.tree()
    ]
    return shapes.answer(tree)


@router.get("/areas/{code}", response={200: AreaOut, **REFUSALS}, summary="区划")
def area(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """An area and those directly under it; its code may be cut after its significant digits."""
    shaped = code.isascii() and code.isdigit() and len(code) in {2, 4, 6, 9, 12}
    found = territory.place(code) if shaped else None
    if found is None:
        raise NotFound
    under = [] if found.level == 5 else territory.children(found.code)
    return shapes.answer({
        "code": found.code, "name": found.name, "path": territory.name_path(found.code), "level": found.level,
        "lon": found.lon, "lat": found.lat, "children": [{"code": each.code, "name": each.name} for each in under],
    })  # fmt: skip
