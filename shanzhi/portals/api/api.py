"""The JSON API of /api/v1, for programs of units. Its description is docs/api/openapi.json (`./dev api-schema`)."""

from ninja import NinjaAPI

from shanzhi.portals.api import cases, catalogue, problems, verbs
from shanzhi.portals.api.door import Bearer

api = NinjaAPI(
    title="善治 Shanzhi",
    version="1",
    description="登记诉求、查询经过、回传办理结果。令牌发给单位；只看得见本单位和辖区内的事。",
    auth=Bearer(),
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
problems.install(api)
api.add_router("/cases", cases.router)
api.add_router("/cases/{number}", verbs.router)
api.add_router("/counts", cases.counts_router)
api.add_router("", catalogue.router)
