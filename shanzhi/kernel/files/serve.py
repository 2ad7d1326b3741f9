"""Handing a stored file to a browser. Who may see it is decided by the page of the thing that it belongs to."""

import re
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from shanzhi.kernel.files import disk
from shanzhi.kernel.models import FileKind, StoredFile
from shanzhi.kernel.refused import NotFound

#: Even if a browser took the bytes for a page, it could run nothing and reach nothing.
_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
#: Players fetch a film in pieces; one piece is at most this long.
_PIECE = 4_000_000


def serve(file: StoredFile, *, thumbnail: bool = False, wanted_range: str = "") -> HttpResponseBase:
    """The file, or its thumbnail where it has one. Raises NotFound when its bytes are gone.

    Pictures and films show in the page, a PDF is downloaded. `wanted_range` is the request's Range header: phones
    play films only from servers that answer it.
    """
    small = thumbnail and bool(file.thumbnail_path)
    try:
        stream = disk.place(file.thumbnail_path if small else file.path).open("rb")
    except FileNotFoundError:
        raise NotFound from None
    span = None if small else _span(wanted_range, file.size)
    response = FileResponse(stream, content_type=file.mime) if span is None else _piece(stream, span, file.size)
    response["Content-Type"] = file.mime
    response["Content-Disposition"] = _disposition(file)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=600"
    response["Accept-Ranges"] = "bytes"
    return response


def _disposition(file: StoredFile) -> str:
    return content_disposition_header(file.kind == FileKind.PDF, file.original_name) or "attachment"


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range that can be met; None gives the whole file, as the standard allows."""
    match = _RANGE.fullmatch(wanted.strip())
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        begin, end = max(0, size - int(last)), size - 1
    else:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (begin, min(end, begin + _PIECE - 1)) if begin <= end else None


def _piece(stream: BinaryIO, span: tuple[int, int], size: int) -> HttpResponseBase:
    begin, end = span
    with stream:
        stream.seek(begin)
        response = HttpResponse(stream.read(end - begin + 1), status=206)
    response["Content-Range"] = f"bytes {begin}-{end}/{size}"
    return response
