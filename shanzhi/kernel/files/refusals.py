"""Why an upload is not taken."""

from typing import ClassVar

from shanzhi.kernel.refused import Refused


class UploadRefused(Refused):
    """The base of them all; nothing was kept."""

    code = "upload_refused"


class UploadEmpty(UploadRefused):
    """No bytes."""

    code: ClassVar[str] = "upload_empty"
    message = "这个文件是空的，请重新选一个"
    english = "The file is empty"


class UploadUnknown(UploadRefused):
    """Not a kind that is taken, whatever its name says."""

    code: ClassVar[str] = "upload_unknown"
    message = "这个文件不是照片、PDF或MP4视频，收不了。照片请用JPEG、PNG或HEIC格式，改文件名不管用"
    english = "Only JPEG, PNG, HEIC, PDF and MP4 are taken, judged by content"


class UploadBroken(UploadRefused):
    """Of a kind that is taken, but cut off or damaged."""

    code: ClassVar[str] = "upload_broken"
    message = "这个文件不完整或已损坏，打不开。请重新拍一张，或重新选一个文件"
    english = "The file is truncated or damaged"


class UploadMixed(UploadRefused):
    """Two formats in one file: harmless to nobody, so refused."""

    code: ClassVar[str] = "upload_mixed"
    message = "这个文件里夹带了别的内容，收不了。请重新拍一张，或另存一份再传"
    english = "The file carries a second format inside"


class UploadTooLarge(UploadRefused):
    """More bytes than its kind may have."""

    code: ClassVar[str] = "upload_too_large"

    def __init__(self, what: str, limit: int) -> None:
        most = limit // 1_000_000
        super().__init__(f"{what}不能超过{most}MB，请压缩或剪短后再传", f"Larger than {most} MB", limit=limit)


class UploadTooManyPixels(UploadRefused):
    """Would not fit into memory when opened."""

    code: ClassVar[str] = "upload_too_many_pixels"
    message = "这张图片的尺寸太大，请缩小后再传，或直接用手机拍一张"
    english = "The picture has too many pixels"
