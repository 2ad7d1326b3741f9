"""Photos of the story, drawn: a dark staircase, the same one lit, old furniture by the bins. No real photograph is shipped."""

from collections.abc import Callable
from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 720)
Colour = tuple[int, int, int]


def photo(name: str) -> SimpleUploadedFile:
    """A JPEG of the scene `name` (one of SCENES), as a phone would send it."""
    picture = Image.new("RGB", SIZE)
    SCENES[name](ImageDraw.Draw(picture))
    picture = _grain(picture.filter(ImageFilter.GaussianBlur(1.2)), Random(name))  # noqa: S311 - a texture
    data = BytesIO()
    picture.save(data, "JPEG", quality=82)
    return SimpleUploadedFile(f"{name}.jpg", data.getvalue(), content_type="image/jpeg")


def _grain(picture: Image.Image, rng: Random) -> Image.Image:
    noise = Image.frombytes("L", (SIZE[0] // 4, SIZE[1] // 4), rng.randbytes(SIZE[0] * SIZE[1] // 16)).resize(SIZE)
    return Image.blend(picture, Image.merge("RGB", (noise, noise, noise)), 0.05)


def _stairs(draw: ImageDraw.ImageDraw, wall: Colour, step: Colour, rail: Colour, lamp: Colour | None) -> None:
    draw.rectangle((0, 0, *SIZE), fill=wall)
    if lamp:
        for radius in range(300, 20, -20):
            glow = tuple(min(255, c + (300 - radius) // 4) for c in wall)
            draw.ellipse((680 - radius, 90 - radius, 680 + radius, 90 + radius), fill=glow)
        draw.ellipse((630, 60, 730, 120), fill=lamp)
    else:
        draw.ellipse((650, 70, 710, 110), fill=step)
    for number in range(9):
        left, top = number * 90 - 40, 640 - number * 52
        draw.rectangle((left, top, SIZE[0], SIZE[1]), fill=tuple(max(0, c - number * 4) for c in step))
        draw.line((left, top, SIZE[0], top), fill=rail, width=3)
        draw.line((left + 60, top, left + 60, top - 120), fill=rail, width=7)
    draw.line((20, 520, 760, 92), fill=rail, width=13)


def _dark(draw: ImageDraw.ImageDraw) -> None:
    _stairs(draw, (24, 30, 33), (38, 45, 48), (58, 66, 70), None)


def _lit(draw: ImageDraw.ImageDraw) -> None:
    _stairs(draw, (196, 184, 158), (150, 140, 118), (96, 86, 70), (255, 250, 226))


def _yard(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, SIZE[0], 430), fill=(178, 186, 186))
    for row in range(7):
        draw.line((0, row * 62, SIZE[0], row * 62), fill=(160, 168, 168), width=3)
    draw.rectangle((0, 430, *SIZE), fill=(122, 124, 120))


def _bins(draw: ImageDraw.ImageDraw) -> None:
    for number, colour in enumerate([(52, 96, 70), (62, 78, 110), (90, 90, 90)]):
        left = 560 + number * 130
        draw.rectangle((left, 300, left + 110, 500), fill=colour)
        draw.rectangle((left - 6, 284, left + 116, 308), fill=tuple(c - 16 for c in colour))


def _furniture(draw: ImageDraw.ImageDraw) -> None:
    _yard(draw)
    _bins(draw)
    draw.rounded_rectangle((60, 360, 430, 560), 26, fill=(120, 72, 52))
    draw.rounded_rectangle((90, 300, 400, 430), 26, fill=(136, 84, 60))
    draw.polygon(((360, 250), (540, 200), (590, 520), (410, 570)), fill=(190, 178, 156))
    draw.rectangle((150, 540, 360, 640), fill=(146, 112, 74))


def _cleared(draw: ImageDraw.ImageDraw) -> None:
    _yard(draw)
    _bins(draw)
    draw.ellipse((100, 520, 520, 620), fill=(108, 114, 114))


SCENES: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "stairs-dark": _dark, "stairs-lit": _lit, "furniture": _furniture, "cleared": _cleared,
}  # fmt: skip
