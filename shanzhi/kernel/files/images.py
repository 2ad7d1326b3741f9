"""Pictures are decoded and written anew: what is kept has the right way up and carries nothing but pixels."""

from io import BytesIO
from typing import BinaryIO, NamedTuple

from PIL import Image, ImageOps

from shanzhi.kernel.files.refusals import UploadBroken, UploadTooManyPixels
from shanzhi.kernel.files.sniff import Format
from shanzhi.kernel.refused import Refused

MAX_SIDE = 2560
THUMBNAIL_SIDE = 480
#: Phones make pictures of up to 50 million pixels without being asked; a bomb has billions.
MAX_PIXELS = 70_000_000
_QUALITY = 85
_THUMBNAIL_QUALITY = 78
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class Picture(NamedTuple):
    """JPEG bytes and pixels of a re-encoded picture and its thumbnail."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def reencode(file: BinaryIO, kind: Format) -> Picture:
    """The picture, at most 2560 a side, pixels only. Raises UploadBroken, UploadTooManyPixels."""
    image = _opened(file, kind)
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    width, height = image.size
    content = _jpeg(image, _QUALITY)
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return Picture(content, _jpeg(image, _THUMBNAIL_QUALITY), width, height)


def _opened(file: BinaryIO, kind: Format) -> Image.Image:
    """Decoded, turned upright, flattened on white, and stripped of everything but its pixels."""
    if kind is Format.HEIC:
        import pillow_heif  # a large library that most processes never need

        pillow_heif.register_heif_opener(thumbnails=False)
    file.seek(0)
    try:
        with Image.open(file, formats=[kind.value]) as image:
            # The header gives the size before anything is decoded.
            if image.width * image.height > MAX_PIXELS:
                raise UploadTooManyPixels  # noqa: TRY301 - beside the reason
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))
            upright = ImageOps.exif_transpose(image)
            return _flat(upright)
    except _BOMBS:
        raise UploadTooManyPixels from None
    except Refused:
        raise
    except Exception as problem:  # Pillow and libheif raise whatever comes on damaged files, struct.error among it
        raise UploadBroken from problem


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        image = paper
    flat = image.convert("RGB")
    # Pillow would write a comment found here into the new file.
    flat.info = {}
    return flat


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
