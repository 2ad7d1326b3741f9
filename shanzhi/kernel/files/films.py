"""MP4 by its boxes (ISO/IEC 14496-12): is the film whole, and where does it tell the place and the telephone.

A film is kept as it is, except that `udta`, `meta` and `uuid` boxes (position, device, owner, XMP) become `free` space
of the same length, so that no offset moves and nothing need be re-encoded.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from shanzhi.kernel.files.refusals import UploadBroken

_TELLING = {b"udta", b"meta", b"uuid"}
_OUTER = {b"moov", b"trak", b"moof", b"traf"}
#: A film of a telephone has a few dozen boxes at these levels; a made-up file may have millions.
_MOST_BOXES = 20_000
#: A track lies two boxes deep; a made-up file nests until the interpreter's stack is used up.
_DEEPEST = 8


class Box(NamedTuple):
    """Where one box lies: its kind, its first byte, its first byte of content, the byte after its last."""

    kind: bytes
    begin: int
    body: int
    end: int


def boxes(file: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """The boxes that fill [begin, end) exactly. Raises UploadBroken when they do not."""
    at = begin
    for _ in range(_MOST_BOXES):
        if at == end:
            return
        file.seek(at)
        header = file.read(16)
        if len(header) < 8 or at + 8 > end:
            raise UploadBroken
        size, kind = struct.unpack(">I4s", header[:8])
        body = at + 8
        if size == 1 and len(header) == 16:
            size, body = struct.unpack(">Q", header[8:])[0], at + 16
        elif size == 0:
            size = end - at
        if size < body - at or at + size > end:
            raise UploadBroken
        yield Box(kind, at, body, at + size)
        at += size
    raise UploadBroken


def check(file: BinaryIO) -> None:
    """The film is all there: its boxes fill the file, with an index and content. Raises UploadBroken."""
    kinds = {box.kind for box in boxes(file, 0, file.seek(0, 2))}
    if b"moov" not in kinds or not {b"mdat", b"moof"} & kinds:
        raise UploadBroken


def anonymous(file: BinaryIO, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The film's bytes with what tells of place, device and owner blanked. `chunks` are the file's own, in order."""
    blanks = [
        blank for box in _telling(file, 0, file.seek(0, 2)) for blank in ((box.begin + 4, b"free"), (box.body, box.end))
    ]
    file.seek(0)
    at = 0
    for chunk in chunks:
        changed = bytearray(chunk)
        for begin, what in blanks:
            patch = what if isinstance(what, bytes) else bytes(what - begin)
            low, high = max(begin, at), min(begin + len(patch), at + len(chunk))
            if low < high:
                changed[low - at : high - at] = patch[low - begin : high - begin]
        yield bytes(changed)
        at += len(chunk)


def _telling(file: BinaryIO, begin: int, end: int, depth: int = 0) -> Iterator[Box]:
    if depth > _DEEPEST:
        raise UploadBroken
    for box in list(boxes(file, begin, end)):
        if box.kind in _OUTER:
            yield from _telling(file, box.body, box.end, depth + 1)
        elif box.kind in _TELLING:
            yield box
