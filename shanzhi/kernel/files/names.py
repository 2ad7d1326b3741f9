"""The name that a user gave, made harmless: shown again and offered for download, never used on disk."""

import re
import unicodedata

_MOST = 80
_SUFFIX = {"image/jpeg": ".jpg", "application/pdf": ".pdf", "video/mp4": ".mp4"}
_TITLE = {"image/jpeg": "照片", "application/pdf": "文件", "video/mp4": "视频"}


def safe_name(given: str, mime: str) -> str:
    """The last part of the name without controls, bidi marks and reserved characters, with the suffix of its kind."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem = re.sub(r"\.[^.]{1,8}$", "", clean)
    stem = re.sub(r'[<>:"|?*%;&\'`$]', "", stem).strip(" .")[:_MOST]
    return (stem or _TITLE[mime]) + _SUFFIX[mime]
