"""Uploads: what is taken, what becomes of it, and what is turned away."""

import io
import random
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from shanzhi.kernel import files
from shanzhi.kernel.actor import ANONYMOUS, Actor
from shanzhi.kernel.files import images
from shanzhi.kernel.files.names import safe_name
from shanzhi.kernel.files.refusals import UploadBroken
from shanzhi.kernel.files.sniff import Format
from shanzhi.kernel.models import FileKind, StoredFile
from shanzhi.kernel.refused import NotFound
from tests.factories import make_case, make_community

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
WHO = Actor(7, "王秀英")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def photo(size: tuple[int, int] = (60, 40), kind: str = "JPEG", **how: Any) -> bytes:
    """A picture whose left half is red and right half blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def film(extra: bytes = b"") -> bytes:
    place = box(b"udta", box(b"\xa9xyz", b"+29.8412+114.3221/"))
    return (
        box(b"ftyp", b"isom\0\0\2\0isommp41")
        + box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(80)) + place) + place)
        + box(b"mdat", b"\x01" * 5000)
        + extra
    )


PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer << >>\nstartxref\n0\n%%EOF\n"


def take(content: bytes, name: str = "照片.jpg", by: Actor = WHO, **how: Any) -> StoredFile:
    return files.store(SimpleUploadedFile(name, content), by=by, at=AT, **how)


def kept(media: Path, relative: str) -> bytes:
    return (media / relative).read_bytes()


def left_over(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_picture_is_written_anew_as_jpeg_whatever_its_name(db: None, media: Path, kind: str) -> None:
    if kind == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    row = take(photo(kind=kind), name="../../etc/报修 单.exe")
    content = kept(media, row.path)
    assert (row.kind, row.mime, row.width, row.height) == ("image", "image/jpeg", 60, 40)
    assert content.startswith(b"\xff\xd8\xff")
    assert row.size == len(content)
    assert row.original_name == "报修 单.jpg"
    assert (row.account_id, row.created_at) == (7, AT)
    assert "报修" not in row.path
    with Image.open(io.BytesIO(content)) as image:
        red, blue = image.getpixel((5, 20)), image.getpixel((55, 20))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > red[2]
    assert blue[2] > 200 > blue[0]


def test_exif_goes_but_the_picture_stays_the_right_way_up(db: None, media: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the telephone upright
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[2] = (29.0, 50.0, 28.0)
    row = take(photo(exif=exif, comment=b"SecretPhone", icc_profile=b"SecretPhone"))
    for relative in (row.path, row.thumbnail_path):
        content = kept(media, relative)
        assert b"SecretPhone" not in content
        with Image.open(io.BytesIO(content)) as image:
            assert not image.getexif()
            assert image.size == (40, 60)
            top = image.getpixel((20, 5))
            assert isinstance(top, tuple)
            assert top[0] > 200


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_picture_whose_exif_is_damaged_is_taken_or_refused_and_never_a_fault() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone"
    exif.get_ifd(0x8825)[2] = (29.0, 50.0, 28.0)
    whole = photo(exif=exif)
    told = set()
    for at in range(20, 150):
        for value in (0, 2, 5, 12, 255):
            broken = whole[:at] + bytes([value]) + whole[at + 1 :]
            try:
                images.reencode(io.BytesIO(broken), Format.JPEG)
                told.add("taken")
            except UploadBroken:
                told.add("refused")
    assert told == {"taken", "refused"}


def test_large_pictures_shrink_and_get_a_thumbnail(db: None, media: Path) -> None:
    row = take(photo((5200, 2600)))
    assert (row.width, row.height) == (2560, 1280)
    with Image.open(media / row.thumbnail_path) as image:
        assert image.size == (480, 240)
    assert take(photo((3000, 30), "PNG")).height == 26


def test_what_is_transparent_becomes_white(db: None, media: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(media / take(out.getvalue()).path) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


def test_a_pdf_is_kept_as_it_is(db: None, media: Path) -> None:
    row = take(PDF, name="通知.jpg")
    assert (row.kind, row.mime, row.original_name, row.thumbnail_path) == ("pdf", "application/pdf", "通知.pdf", "")
    assert kept(media, row.path) == PDF


def test_a_film_keeps_its_pictures_and_forgets_its_place(db: None, media: Path) -> None:
    row = take(film(), name="漏水.mp4")
    content = kept(media, row.path)
    assert (row.kind, row.mime) == ("video", "video/mp4")
    assert len(content) == len(film())
    assert b"114.3221" in film()
    assert b"114.3221" not in content
    assert content.count(b"free") == 2
    assert b"\x01" * 5000 in content


def test_what_stands_beside_the_index_of_a_film_goes_too(db: None, media: Path) -> None:
    told = box(b"uuid", bytes(16) + b"<x:xmpmeta>29.8412N 114.3221E</x:xmpmeta>")
    content = kept(media, take(film(told)).path)
    assert len(content) == len(film(told))
    assert b"114.3221" not in content


def test_a_film_that_nests_without_end_is_broken_and_not_a_fault_of_ours(db: None, media: Path) -> None:
    deep = b""
    for _ in range(3000):
        deep = box(b"trak", deep)
    with pytest.raises(UploadBroken):
        take(box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"moov", deep) + box(b"mdat", b"\x01"))
    assert left_over(media) == []


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x" * 100)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that says that it has 1.6 thousand million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def noisy_png() -> bytes:
    text = PngInfo()
    text.add_text("Comment", "<script>alert(1)</script>")
    return photo(kind="PNG", pnginfo=text)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", files.UploadEmpty),
        (zipped(), files.UploadUnknown),
        (b"<html><script>alert(1)</script></html>", files.UploadUnknown),
        (b"GIF89a<script>", files.UploadUnknown),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", files.UploadUnknown),
        (b"\xff\xd8\xff", files.UploadBroken),
        (photo()[:-300], files.UploadBroken),
        (photo(kind="PNG")[:-30], files.UploadBroken),
        (photo() + zipped(), files.UploadMixed),
        (photo() + b"<script>alert(1)</script>", files.UploadMixed),
        (noisy_png(), files.UploadMixed),
        (PDF + zipped(), files.UploadMixed),
        (PDF[:-8], files.UploadBroken),
        (bomb(), files.UploadTooManyPixels),
        (film()[:-10], files.UploadBroken),
        (film(extra=zipped()), files.UploadBroken),
        (film(extra=box(b"free", zipped())), files.UploadMixed),
        (box(b"ftyp", b"isom\0\0\2\0isom"), files.UploadBroken),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmiaf", files.UploadUnknown),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1heic", files.UploadUnknown),
        (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(50), files.UploadBroken),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_not_taken_is_refused_in_chinese_and_leaves_nothing(
    db: None, media: Path, content: bytes, refusal: type[files.UploadRefused]
) -> None:
    with pytest.raises(files.UploadRefused) as refused:
        take(content)
    assert type(refused.value) is refusal
    assert any("\u4e00" <= c <= "\u9fff" for c in refused.value.message)
    assert "请" in refused.value.message
    assert not StoredFile.objects.exists()
    assert not left_over(media)


def test_chance_bytes_of_a_photograph_do_not_get_it_refused(db: None) -> None:
    noise = random.Random(7).randbytes(300 * 300 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (300, 300), noise).save(out, "JPEG", quality=95, comment=b"<%@ <svg")
    assert take(out.getvalue()).pk


def test_each_kind_has_its_own_limit(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(files.LIMITS, FileKind.IMAGE, 100)
    with pytest.raises(files.UploadTooLarge, match="图片不能超过0MB"):
        take(photo())
    assert take(film()).pk


def test_a_picture_of_many_pixels_is_refused_before_it_is_decoded(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 60 * 40 - 1)
    with pytest.raises(files.UploadTooManyPixels):
        take(photo())


def test_nothing_stays_on_disk_when_the_row_cannot_be_written(db: None, media: Path) -> None:
    with pytest.raises(Exception, match="value too long"):
        take(photo(), purpose="x" * 41)
    assert not left_over(media)


def test_a_visitor_without_an_account_is_known_by_session(db: None) -> None:
    row = take(photo(), by=ANONYMOUS, session_key="s1", purpose="report")
    assert (row.account_id, row.session_key, row.purpose) == (None, "s1", "report")


def test_serving_is_private_and_nothing_in_it_can_run(db: None, media: Path) -> None:
    row = take(photo((900, 900)), name='报 "修";.jpg')
    whole, small = files.serve(row), files.serve(row, thumbnail=True)
    assert b"".join(whole) == kept(media, row.path)
    assert b"".join(small) == kept(media, row.thumbnail_path)
    for response in (whole, small):
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"].startswith("private")
        assert response["Content-Disposition"].startswith("inline")
    pdf = files.serve(take(PDF))
    pdf.close()
    assert pdf["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("wanted", "span"),
    [("bytes=0-1", (0, 2)), ("bytes=5000-", (5000, None)), ("bytes=-7", (-7, None)), ("bytes=10-99999999", (10, None))],
)
def test_a_player_may_fetch_a_film_in_pieces(db: None, media: Path, wanted: str, span: tuple[int, int | None]) -> None:
    row = take(film())
    response = files.serve(row, wanted_range=wanted)
    whole = kept(media, row.path)
    assert response.status_code == 206
    assert response.content == whole[slice(*span)]  # type: ignore[attr-defined]
    assert response["Content-Range"].endswith(f"/{len(whole)}")


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=9-3"])
def test_a_range_that_cannot_be_met_gives_the_whole(db: None, wanted: str) -> None:
    response = files.serve(take(film()), wanted_range=wanted)
    response.close()
    assert response.status_code == 200


def test_a_file_whose_bytes_are_gone_is_not_found(db: None, media: Path) -> None:
    row = take(photo())
    (media / row.path).unlink()
    with pytest.raises(NotFound):
        files.serve(row)


def test_unclaimed_uploads_go_when_their_time_is_over(db: None, media: Path) -> None:
    take(photo(), keep_until=AT + timedelta(days=1))
    stays = take(photo())
    assert files.sweep(at=AT) == 0
    assert files.sweep(at=AT + timedelta(days=1)) == 1
    assert {path.relative_to(media).as_posix() for path in left_over(media)} == {stays.path, stays.thumbnail_path}


def test_claimed_uploads_stay_and_do_not_hold_up_the_sweep(db: None, media: Path) -> None:
    make_community()
    claimed = [take(photo(), by=ANONYMOUS, keep_until=AT) for _ in range(2)]
    make_case(files=[file.pk for file in claimed])
    left = take(photo(), by=ANONYMOUS, keep_until=AT)
    assert [files.sweep(at=AT, most=2) for _ in range(2)] == [0, 1]
    assert set(StoredFile.objects.values_list("pk", "keep_until")) == {(file.pk, None) for file in claimed}
    assert not (media / left.path).exists()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\照片\\漏水.JPG", "漏水.jpg"),
        ("..", "照片.jpg"),
        ("", "照片.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ("<b>名</b>.png", "b.jpg"),
        ("长" * 300 + ".jpg", "长" * 80 + ".jpg"),
        ("a\r\nX: y.jpg", "aX y.jpg"),
    ],
)
def test_names_are_made_harmless(given: str, shown: str) -> None:
    assert safe_name(given, "image/jpeg") == shown
