"""What a file is, by its bytes. Names and declared types are never asked."""

import re
import zipfile
from enum import StrEnum
from typing import BinaryIO

from shanzhi.kernel.files import films
from shanzhi.kernel.files.refusals import UploadBroken, UploadMixed, UploadUnknown


class Format(StrEnum):
    """The formats that are taken."""

    JPEG = "JPEG"
    PNG = "PNG"
    HEIC = "HEIF"
    PDF = "PDF"
    MP4 = "MP4"


_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MP4 = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"dash",
    b"MSNV",
    b"3gp4",
    b"3gp5",
}
# Five bytes at least: shorter ones turn up by chance in one of some hundred photographs.
_MARKUP = re.compile(rb"<(?:!doctype|html|script|svg[\s>]|body|iframe|\?php)", re.IGNORECASE)
#: Relatives that name a taken brand among their compatible ones.
_NOT_TAKEN = {b"avif", b"avis", b"qt  "}
_EDGE = 65_536


def sniff(file: BinaryIO) -> Format:
    """The format of the content. Raises UploadUnknown, UploadBroken or UploadMixed."""
    file.seek(0)
    head = file.read(32)
    found = _by_head(head)
    if found is None:
        raise UploadUnknown
    if found is Format.MP4:
        films.check(file)
    if found is Format.PDF:
        _check_pdf_end(file)
    _check_single(file, found)
    return found


def _by_head(head: bytes) -> Format | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if head.startswith(b"%PDF-"):
        return Format.PDF
    if head[4:8] == b"ftyp" and head[8:12] not in _NOT_TAKEN:
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, len(head), 4))}
        # The major brand decides; a compatible one only where the major brand is a maker's own.
        for chosen in (head[8:12],), brands:
            if _HEIC.intersection(chosen):
                return Format.HEIC
            if _MP4.intersection(chosen):
                return Format.MP4
    return None


def _check_pdf_end(file: BinaryIO) -> None:
    file.seek(max(0, file.seek(0, 2) - 1024))
    if b"%%EOF" not in file.read():
        raise UploadBroken


def _check_single(file: BinaryIO, found: Format) -> None:
    """Refuse what is also a zip, or what a careless reader would take for a web page."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise UploadMixed
    file.seek(0)
    edges = file.read(_EDGE)
    file.seek(max(_EDGE, file.seek(0, 2) - _EDGE))
    if found is not Format.PDF and _MARKUP.search(edges + file.read()):
        raise UploadMixed
