"""Images in the admin."""

from __future__ import annotations

import io
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from blog.models import MediaFile
from blog.services.media import store_image
from blog.tests.admin.conftest import Send
from blog.tests.factories import MediaFileFactory
from custom_user.models import CustomUser

pytestmark = pytest.mark.django_db

LIST = "admin:blog_mediafile_changelist"


def png(colour: str = "red") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_an_added_image_is_stored_and_measured(send: Send) -> None:
    upload = SimpleUploadedFile("red.png", png())

    send("blog_mediafile", upload=upload, alt="A red box")

    media = MediaFile.objects.get()
    assert (media.width, media.height, media.alt) == (3, 2, "A red box")
    assert media.file.read() == png()


def test_an_image_that_exists_is_not_said_to_be_added(send: Send) -> None:
    send("blog_mediafile", upload=SimpleUploadedFile("one.png", png()), alt="Old")
    media = MediaFile.objects.get()

    again = SimpleUploadedFile("two.png", png())
    response = send("blog_mediafile", upload=again, alt="New")

    (message,) = response.context["adminform"].form.errors["upload"]
    assert "stored already" in message
    address = reverse("admin:blog_mediafile_change", args=[media.pk])
    link = f'<a href="{address}">“one.png”</a>'
    assert link in response.content.decode()
    assert "successfully" not in response.content.decode()
    assert MediaFile.objects.get().alt == "Old"


def test_what_is_no_image_is_refused_beside_its_field(send: Send) -> None:
    upload = SimpleUploadedFile("page.jpg", b"<html><script>alert(1)</script>")

    response = send("blog_mediafile", upload=upload, alt="")

    assert (
        response.context["adminform"]
        .form.errors["upload"][0]
        .startswith("This is no image of a format we take")
    )
    assert not MediaFile.objects.exists()


def test_only_the_description_of_an_image_changes(send: Send) -> None:
    media = MediaFileFactory.create(width=2)

    send("blog_mediafile", media.pk, alt="A box", width=99, checksum="0" * 64)

    stored = MediaFile.objects.get()
    assert (stored.alt, stored.width, stored.checksum) == ("A box", 2, media.checksum)


def store(colour: str) -> MediaFile:
    return store_image(png(colour), name=f"{colour}.png")


def delete(client: Client, *files: MediaFile, one: bool) -> None:
    if one:
        page = reverse("admin:blog_mediafile_delete", args=[files[0].pk])
        client.post(page, {"post": "yes"})
        return
    chosen = {
        "action": "delete_selected",
        "_selected_action": [media.pk for media in files],
    }
    client.post(reverse(LIST), {**chosen, "post": "yes"})


@pytest.mark.parametrize("one", [True, False])
def test_the_file_is_deleted_with_its_row_after_the_commit(
    editor: CustomUser,
    client: Client,
    one: bool,
    django_capture_on_commit_callbacks: Any,
) -> None:
    client.force_login(editor)
    red, blue = store("red"), store("blue")

    with django_capture_on_commit_callbacks(execute=True):
        delete(client, red, one=one)
        assert default_storage.exists(str(red.file))

    assert MediaFile.objects.get() == blue
    assert not default_storage.exists(str(red.file))
    assert default_storage.exists(str(blue.file))


def test_a_file_that_was_stored_anew_meanwhile_stays(
    editor: CustomUser, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(editor)

    with django_capture_on_commit_callbacks(execute=True):
        delete(client, store("red"), one=True)
        again = store("red")

    assert default_storage.exists(str(again.file))


def test_a_storage_that_fails_does_not_fail_the_page(
    editor: CustomUser, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(editor)
    media = store("red")

    with (
        patch.object(default_storage, "delete", side_effect=OSError),
        django_capture_on_commit_callbacks(execute=True),
    ):
        delete(client, media, one=True)

    assert not MediaFile.objects.exists()
