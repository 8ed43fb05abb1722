"""Stores the images of documents, or only says what storing them would do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from blog.exceptions import ImageRefusedError
from blog.models import MediaFile
from blog.services.importing.attachments import LocalImage
from blog.services.importing.document import Document
from blog.services.importing.references import Reference
from blog.services.importing.report import Report
from blog.services.media import MAX_BYTES, check_image, store_image


@dataclass
class ImageStore:
    """Image addresses by checksum, filled as images are stored."""

    urls: dict[str, str]
    is_dry_run: bool

    def take(
        self, document: Document, report: Report, *, is_written: bool
    ) -> dict[Reference, str]:
        """Return the new address of every reference whose image is stored.

        A document that is not written again keeps its images; they are only counted.
        """
        for url, reason in document.attachments.problems:
            report.found["images"] += 1
            report.fail("images", document.key, f"{url}: {reason}")
        addresses: dict[Reference, str] = {}
        for image in document.attachments.images:
            report.found["images"] += 1
            try:
                outcome = self._store(image, is_written=is_written)
            except ImageRefusedError as error:
                url = image.references[0].url
                report.fail("images", document.key, f"{url}: {error.detail}")
                continue
            report.count("images", outcome)
            if address := self.urls.get(image.checksum):
                addresses |= dict.fromkeys(image.references, address)
        return addresses

    def _store(self, image: LocalImage, *, is_written: bool) -> str:
        if image.checksum in self.urls:
            return "unchanged"
        size = image.path.stat().st_size
        if size > MAX_BYTES:
            detail = f"The file has {size:,} bytes; at most {MAX_BYTES:,}."
            raise ImageRefusedError(detail)
        content = image.path.read_bytes()
        if not is_written:
            check_image(content)
            return "unchanged"
        if self.is_dry_run:
            check_image(content)
            self.urls[image.checksum] = ""
            return "created"
        stored = store_image(content, name=_printable(image.path.name))
        # By what was read just now: the file may have changed since it was hashed.
        self.urls[image.checksum] = stored.file.url
        return "created"


def _printable(name: str) -> str:
    # A file name need not be UTF-8, but what is stored must be.
    return name.encode(errors="replace").decode()


def known_image_urls(documents: Collection[Document]) -> dict[str, str]:
    """Return the addresses of those images that are stored already, by checksum."""
    checksums = {
        image.checksum
        for document in documents
        for image in document.attachments.images
    }
    if not checksums:
        return {}
    stored = MediaFile.objects.filter(checksum__in=checksums)
    return {media.checksum: media.file.url for media in stored}
