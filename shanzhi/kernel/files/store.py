"""Taking an upload in, and letting go of what is no longer kept."""

from datetime import datetime
from typing import BinaryIO, NamedTuple, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from shanzhi.kernel.actor import Actor
from shanzhi.kernel.files import disk, films
from shanzhi.kernel.files.images import reencode
from shanzhi.kernel.files.names import safe_name
from shanzhi.kernel.files.refusals import UploadEmpty, UploadTooLarge
from shanzhi.kernel.files.sniff import Format, sniff
from shanzhi.kernel.models import FileKind, StoredFile

#: Bytes that an upload of each kind may have.
LIMITS = {FileKind.IMAGE: 20_000_000, FileKind.PDF: 20_000_000, FileKind.VIDEO: 100_000_000}
_KINDS = {Format.PDF: (FileKind.PDF, "application/pdf"), Format.MP4: (FileKind.VIDEO, "video/mp4")}


class _Written(NamedTuple):
    path: str
    sha256: bytes
    size: int
    thumbnail_path: str = ""
    width: int | None = None
    height: int | None = None


def store(
    upload: "UploadedFile[bytes]",
    *,
    by: Actor,
    at: datetime,
    session_key: str = "",
    purpose: str = "",
    keep_until: datetime | None = None,
) -> StoredFile:
    """Keep an upload if its content is what is taken: pictures written anew, PDF and MP4 as they are.

    `session_key` ties it to a visitor without an account; `keep_until` lets an upload that nothing claims go again.
    Raises a subclass of UploadRefused, and then nothing is kept.
    """
    if not upload.size:
        raise UploadEmpty
    if upload.size > max(LIMITS.values()):
        raise UploadTooLarge("文件", max(LIMITS.values()))
    found = sniff(_stream(upload))
    kind, mime = _KINDS.get(found, (FileKind.IMAGE, "image/jpeg"))
    if upload.size > LIMITS[kind]:
        raise UploadTooLarge(str(kind.label), LIMITS[kind])
    written = _write_picture(upload, found, at) if kind is FileKind.IMAGE else _write_as_is(upload, found, at)
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                **written._asdict(),
                kind=kind,
                mime=mime,
                original_name=safe_name(upload.name or "", mime),
                account_id=by.account_id,
                session_key=session_key,
                purpose=purpose,
                created_at=at,
                keep_until=keep_until,
            )
    except BaseException:
        disk.remove(written.path, written.thumbnail_path)
        raise


def sweep(*, at: datetime, most: int = 500) -> int:
    """Delete files whose time is over and that nothing refers to; how many. For a periodic job.

    One that something has claimed stays, and is not asked about again: else the claimed would fill every round.
    """
    gone = 0
    for file in StoredFile.objects.filter(keep_until__lte=at).order_by("keep_until", "id")[:most]:
        try:
            with transaction.atomic():
                file.delete()
        except IntegrityError:  # claimed, perhaps a moment ago
            StoredFile.objects.filter(pk=file.pk).update(keep_until=None)
            continue
        disk.remove(file.path, file.thumbnail_path)
        gone += 1
    return gone


def _write_picture(upload: "UploadedFile[bytes]", found: Format, at: datetime) -> _Written:
    picture = reencode(_stream(upload), found)
    path, sha256, size = disk.write([picture.content], at=at)
    try:
        thumbnail_path = disk.write([picture.thumbnail], at=at)[0]
    except BaseException:
        disk.remove(path)
        raise
    return _Written(path, sha256, size, thumbnail_path, picture.width, picture.height)


def _write_as_is(upload: "UploadedFile[bytes]", found: Format, at: datetime) -> _Written:
    chunks = upload.chunks()
    return _Written(*disk.write(films.anonymous(_stream(upload), chunks) if found is Format.MP4 else chunks, at=at))


def _stream(upload: "UploadedFile[bytes]") -> BinaryIO:
    """The upload's bytes, from the beginning."""
    upload.seek(0)
    return cast("BinaryIO", upload.file)
