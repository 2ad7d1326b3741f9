"""What every shell needs to know: surface, mode, tone, menu."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

#: Set by wiring: surface → function of the request giving menu entries and counts.
MENUS: dict[str, Callable[[HttpRequest], Mapping[str, Any]]] = {}

_MODES = {"plain", "care"}
_TONES = {"auto", "light", "dark", "contrast"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Mode and tone from the cookie (a form sets it), never from the address; the frame of the surface, by its path."""
    mode = request.COOKIES.get("mode", "plain")
    tone = request.COOKIES.get("tone", "auto")
    frame = MENUS.get(request.path.partition("/")[2].partition("/")[0])
    return {
        **(frame(request) if frame and hasattr(request, "actor") else {}),
        "actor": getattr(request, "actor", None),
        "mode": mode if mode in _MODES else "plain",
        "tone": tone if tone in _TONES else "auto",
    }
