"""Uploads: `store` takes one in by its content, `serve` hands it out, `sweep` lets go."""

from shanzhi.kernel.files.refusals import (
    UploadBroken,
    UploadEmpty,
    UploadMixed,
    UploadRefused,
    UploadTooLarge,
    UploadTooManyPixels,
    UploadUnknown,
)
from shanzhi.kernel.files.serve import serve
from shanzhi.kernel.files.store import LIMITS, store, sweep

__all__ = [
    "LIMITS",
    "UploadBroken",
    "UploadEmpty",
    "UploadMixed",
    "UploadRefused",
    "UploadTooLarge",
    "UploadTooManyPixels",
    "UploadUnknown",
    "serve",
    "store",
    "sweep",
]
