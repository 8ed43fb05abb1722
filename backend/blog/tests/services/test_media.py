"""Storing images."""

from __future__ import annotations

import hashlib
import io
import zlib

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from blog.exceptions import ImageRefusedError
from blog.models import MediaFile
from blog.services.media import MAX_BYTES, store_image

pytestmark = pytest.mark.django_db


def image(kind: str, size: tuple[int, int] = (3, 2)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind)
    return buffer.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """Return a tiny file that claims to be a large picture."""
    header = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


@pytest.mark.parametrize(
    ("kind", "ending", "content_type"),
    [
        ("PNG", "png", "image/png"),
        ("JPEG", "jpg", "image/jpeg"),
        ("GIF", "gif", "image/gif"),
        ("WEBP", "webp", "image/webp"),
        ("AVIF", "avif", "image/avif"),
    ],
)
def test_an_image_is_stored_by_its_content(
    kind: str, ending: str, content_type: str
) -> None:
    content = image(kind)

    media = store_image(content, name="a lie.exe", alt="A box")

    checksum = hashlib.sha256(content).hexdigest()
    assert media.file.name == f"images/{checksum[:2]}/{checksum}.{ending}"
    assert (media.width, media.height, media.size) == (3, 2, len(content))
    assert (media.content_type, media.checksum) == (content_type, checksum)
    assert (media.original_name, media.alt) == ("a lie.exe", "A box")
    assert media.file.read() == content


def test_the_same_content_is_stored_once() -> None:
    first = store_image(image("PNG"), name="one.png", alt="First")

    second = store_image(image("PNG"), name="two.png", alt="Second")

    assert second == first
    assert MediaFile.objects.get().alt == "First"


def test_a_file_left_by_a_crash_is_used() -> None:
    media = store_image(image("PNG"), name="one.png")
    path = media.file.name
    MediaFile.objects.all().delete()

    again = store_image(image("PNG"), name="one.png")

    assert again.file.name == path
    assert len(default_storage.listdir(str(path).rpartition("/")[0])[1]) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_an_image"),
        (b"<html><script>alert(1)</script></html>", "not_an_image"),
        (image("BMP"), "not_an_image"),
        (image("PNG")[:20], "not_an_image"),
        (b"\0" * (MAX_BYTES + 1), "too_large"),
        (huge_png(5000, 5000), "too_many_pixels"),
        (huge_png(60_000, 60_000), "not_an_image"),
    ],
    ids=["empty", "svg", "html", "bmp", "cut", "large", "pixels", "bomb"],
)
def test_what_is_no_acceptable_image_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(ImageRefusedError) as caught:
        store_image(content, name="picture.jpg")

    assert [(fault.pointer, fault.code) for fault in caught.value.errors] == [
        ("/file", code)
    ]
    assert not MediaFile.objects.exists()
