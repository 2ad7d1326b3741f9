"""What the API says when it will not: problem+json (RFC 9457), in Chinese for people and English for programs."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from shanzhi.kernel.refused import NotFound, Refused

CONTENT_TYPE = "application/problem+json"
_TITLES = {
    400: "请求读不懂", 401: "没有令牌", 403: "没有权限", 404: "没有找到", 405: "没有这种操作", 409: "和现状冲突",
    413: "内容太大", 422: "内容有误", 429: "太频繁", 500: "系统配置不全",
}  # fmt: skip
#: Facts of a refusal that a program can use.
_FACTS = ("candidates", "number", "seconds", "step")


class BadJson(Refused):
    """The body is not JSON."""

    code = "bad_json"
    status = 400
    message = "请求体不是合格的 JSON，请按接口文档的格式发送 UTF-8 的 JSON 对象"
    english = "The body is not valid JSON"


class FieldsWrong(Refused):
    """One or more fields are missing or out of range; `errors` names each."""

    code = "fields"
    message = "有几项没有填对，逐项看 errors"
    english = "Some fields are missing or invalid; see errors"


class MethodWrong(Refused):
    """The address exists, the method does not."""

    code = "method_not_allowed"
    status = 405
    message = "这个地址不支持这种方法"
    english = "Method not allowed"


class TooLarge(Refused):
    """The body is larger than the API reads."""

    code = "too_large"
    status = 413
    message = "请求体太大，最多 64 KB；照片请从网页上传"
    english = "The request body exceeds 64 KB"


def problem(refused: Refused, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """The answer to a refusal."""
    told: dict[str, Any] = {
        "type": f"urn:shanzhi:problem:{refused.code}",
        "title": _TITLES.get(refused.status, "现在办不了"),
        "status": refused.status,
        "detail": refused.message,
        "detail_en": refused.english,
        "code": refused.code,
        **{name: refused.facts[name] for name in _FACTS if name in refused.facts},
    }
    if errors:
        told["errors"] = errors
    text = json.dumps(told, ensure_ascii=False, cls=DjangoJSONEncoder)
    response = HttpResponse(text, status=refused.status, content_type=CONTENT_TYPE)
    if refused.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if "seconds" in refused.facts:
        response["Retry-After"] = str(refused.facts["seconds"])
    return response


def install(api: NinjaAPI) -> None:
    """Make every exception that is anticipated a problem."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(Http404, lambda _request, _error: problem(NotFound()))
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(ValidationError, _fields_wrong)
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: problem(TooLarge()))


def _refused(_request: HttpRequest, refused: Any) -> HttpResponse:
    return problem(refused)


def _http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == 400:
        return problem(BadJson())
    refused = Refused("现在办不了", error.message)
    refused.status = error.status_code  # type: ignore[misc] # of this instance
    return problem(refused)


def _fields_wrong(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(FieldsWrong(), [_field(each) for each in error.errors])


def _field(error: Mapping[str, Any]) -> dict[str, str]:
    """{field, code, detail, detail_en} of one complaint of pydantic."""
    location = [str(part) for part in error.get("loc", ())]
    # The first two parts are where the value came from and the name of the function's argument.
    name = ".".join(location[2:] if location[:1] == ["body"] else location[-1:]) or "body"
    return {"field": name, "code": error["type"], "detail": _spoken(error), "detail_en": str(error.get("msg", ""))}


def _spoken(error: Mapping[str, Any]) -> str:
    kind, facts = error["type"], error.get("ctx") or {}
    words = {
        "missing": "缺少这一项",
        "extra_forbidden": "没有这一项，请对一下拼写",
        "string_too_long": f"太长，最多 {facts.get('max_length')} 字",
        "string_too_short": "不能为空",
        "string_type": "应是文字",
        "string_unicode": "文字里有坏字符",
        "bool_type": "应是 true 或 false",
        "bool_parsing": "应是 true 或 false",
        "literal_error": f"应是 {facts.get('expected')} 之一",
        "greater_than_equal": f"不能小于 {facts.get('ge')}",
        "less_than_equal": f"不能大于 {facts.get('le')}",
    }
    return words.get(kind) or ("应是数字" if kind.startswith(("int", "float")) else "格式不对，请看接口文档")
