"""Bytes on disk under random names, written so that what was acknowledged survives a power cut."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings


def place(relative: str) -> Path:
    """Where a stored path lies. Stored paths are made here only, but a strange one is still kept inside."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / relative).resolve()
    if not path.is_relative_to(root):
        raise ValueError(f"{relative} leads out of the media folder")
    return path


def write(chunks: Iterable[bytes], *, at: datetime) -> tuple[str, bytes, int]:
    """Keep bytes under a fresh random name in a folder of the month: (relative path, SHA-256, size)."""
    relative = f"{at:%Y%m}/{secrets.token_hex(16)}"
    path = place(relative)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:  # the chunks may still turn out to be broken, or the disk full
        path.unlink(missing_ok=True)
        raise
    return relative, digest.digest(), size


def remove(*relatives: str) -> None:
    """Delete stored bytes; what is not there is no matter."""
    for relative in relatives:
        if relative:
            place(relative).unlink(missing_ok=True)
