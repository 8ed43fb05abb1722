"""Storing images: each content once, and only what is an image."""

from __future__ import annotations

import hashlib
import io
import warnings

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

from blog.exceptions import ImageRefusedError
from blog.models import MediaFile
from common.exceptions import FieldError
from custom_user.services import Account

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 24_000_000
# Pillow's name of each format we take, and the ending and type we store it with.
FORMATS = {
    "AVIF": ("avif", "image/avif"),
    "GIF": ("gif", "image/gif"),
    "JPEG": ("jpg", "image/jpeg"),
    "PNG": ("png", "image/png"),
    "WEBP": ("webp", "image/webp"),
}


def store_image(
    content: bytes, *, name: str, alt: str = "", actor: Account | None = None
) -> MediaFile:
    """Return the stored file of this content, stored now if it is new.

    The address is made from the checksum, so a crash between file and row leaves
    nothing that a second try does not use.

    Raises:
        ImageRefusedError: too large, or not an image of a format we take.
    """
    checksum = hashlib.sha256(content).hexdigest()
    if known := MediaFile.objects.filter(checksum=checksum).first():
        return known
    kind, width, height = _inspect(content)
    ending, content_type = FORMATS[kind]
    path = f"images/{checksum[:2]}/{checksum}.{ending}"
    if default_storage.exists(path) and default_storage.size(path) != len(content):
        default_storage.delete(path)  # Left by a process that died while writing it.
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(content))
    stored, _ = MediaFile.objects.get_or_create(
        checksum=checksum,
        defaults={
            "file": path,
            "original_name": name[-255:],
            "content_type": content_type,
            "size": len(content),
            "width": width,
            "height": height,
            "alt": alt[:500],
            "uploaded_by": actor,
        },
    )
    return stored


def check_image(content: bytes) -> None:
    """Refuse what `store_image` would refuse, and store nothing.

    Raises:
        ImageRefusedError: too large, or not an image of a format we take.
    """
    _inspect(content)


def _inspect(content: bytes) -> tuple[str, int, int]:
    """Return format, width and height, read from the header without decoding."""
    if len(content) > MAX_BYTES:
        raise _refused(
            "too_large", f"The file has {len(content):,} bytes; at most {MAX_BYTES:,}."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
                kind, (width, height) = str(image.format), image.size
    except (
        UnidentifiedImageError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
        OSError,
        ValueError,
    ) as error:
        detail = f"This is no image of a format we take: {', '.join(FORMATS)}."
        raise _refused("not_an_image", detail) from error
    if width * height > MAX_PIXELS:
        detail = f"{width} x {height} pixels are more than {MAX_PIXELS:,}."
        raise _refused("too_many_pixels", detail)
    return kind, width, height


def _refused(code: str, detail: str) -> ImageRefusedError:
    return ImageRefusedError(detail, errors=(FieldError("/file", code, detail),))
