"""大家的事: closed appeals without personal data, for anyone; and the files of those who may see them."""

import json

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from shanzhi.domains.appeals import categories
from shanzhi.domains.appeals.resident import draft as drafts
from shanzhi.domains.appeals.resident import queries
from shanzhi.domains.appeals.resident.shell import community_of, is_care, page, short_name
from shanzhi.engines.territory.public import map_shapes
from shanzhi.kernel import files
from shanzhi.kernel.codes import covers, prefix
from shanzhi.kernel.models import StoredFile
from shanzhi.kernel.refused import NotFound
from shanzhi.kernel.ui.components import Crumb
from shanzhi.kernel.web.pages import Request

#: Level of an area by the length of its prefix.
_LEVELS = {2: 1, 4: 2, 6: 3, 9: 4}


@require_GET
def board(request: Request) -> HttpResponse:
    """大家的事, of this community or the whole county, by class."""
    own, root = community_of(request), prefix(settings.SHANZHI_ROOT)
    wide = request.GET.get("area") == "all" or own == settings.SHANZHI_ROOT
    category = request.GET.get("category", "")
    category = category if categories.get(category) else ""
    told, found = queries.board(area=root if wide else own, category=category, after=request.GET.get("after"))
    area = "&area=all" if wide else ""
    context = {
        "told": told, "page": found, "wide": wide, "tab": "public", "category": category, "own_name": short_name(own),
        "areas": [
            Crumb(short_name(own), f"/board/?category={category}", not wide),
            Crumb(f"全{short_name(settings.SHANZHI_ROOT)}", f"/board/?area=all&category={category}", wide),
        ],
        "tree": [(top.code, top.name) for top, _ in categories.tree()],
        "next_url": f"/board/?after={found.next}&category={category}{area}" if found.next else "",
        "first_url": f"/board/?category={category}{area}" if request.GET.get("after") else "",
        "back_url": "/" if is_care(request) else "",
    }  # fmt: skip
    return page(request, "board", context)


@require_GET
def stored(request: Request, file_id: int, *, thumbnail: bool = False) -> HttpResponseBase:
    """A picture or paper: of a case that the person may see, or of the draft on their own phone."""
    draft = drafts.of_session(request)
    if not queries.visible_file(request, file_id, draft.files if draft else []):
        raise NotFound
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NotFound
    return files.serve(file, thumbnail=thumbnail, wanted_range=request.headers.get("Range", ""))


@require_GET
def outlines(request: Request, code: str) -> HttpResponse:  # noqa: ARG001 - the signature of a page
    """GeoJSON of the communities of a street (nine digits), else the outline of the county: a map without tiles."""
    root = prefix(settings.SHANZHI_ROOT)
    if not covers(root, code) or not code.isdigit():
        raise NotFound
    shapes = (map_shapes(code) if len(code) > len(root) else []) or map_shapes(root, _LEVELS.get(len(root), 3))
    for shape in shapes:
        shape["properties"]["kind"] = "area"  # type: ignore[index]
    body = json.dumps({"type": "FeatureCollection", "features": shapes}, ensure_ascii=False)
    response = HttpResponse(body, content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response
