from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from blog.models import MediaFile, Post
from blog.tests.services.importing.source import (
    only_post,
    png,
    posts_row,
    reasons,
    run_import,
    write,
    write_post,
)

pytestmark = pytest.mark.django_db


def test_image_is_stored_and_only_its_url_is_rewritten(tmp_path: Path) -> None:
    write(tmp_path, "posts/x.png", png())
    body = "a `![x](x.png)`\r\n\r\n![x](./x.png 'T')  \r\n\n<img src='x.png'>\t\n"
    write_post(tmp_path, "posts/a.md", body=body)

    report = run_import(tmp_path)

    url = MediaFile.objects.get().file.url
    assert only_post().body_markdown == body.replace("./x.png", url).replace(
        "src='x.png'", f"src='{url}'"
    )
    assert f'src="{url}"' in only_post().body_html
    assert report.row("images") == {
        "found": 1,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
    }


def test_stored_bytes_are_those_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, "x.png", png())
    write_post(tmp_path, "a.md", body="![x](x.png)")

    run_import(tmp_path)

    media = MediaFile.objects.get()
    assert default_storage.open(str(media.file)).read() == png()
    assert (media.original_name, media.width, media.height) == ("x.png", 2, 3)


def test_equal_images_are_stored_once_across_batches(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path, f"{name}/{name}.png", png())
        write_post(tmp_path, f"{name}/index.md", body=f"![x]({name}.png)")

    dry = run_import(tmp_path, batch_size=2, is_dry_run=True)
    report = run_import(tmp_path, batch_size=2)

    assert MediaFile.objects.count() == 1
    assert report.row("images")["created"] == 1
    assert report.row("images")["unchanged"] == 2
    assert dry.rows() == report.rows()


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("posts/x y.png", "x%20y.png"),
        ("x.png", "../x.png"),
        ("x.png", "/x.png"),
        ("static/img/x.png", "/img/x.png"),
        ("posts/x.png", "x.png?size=2#part"),
    ],
)
def test_image_is_found_beside_the_file_and_below_the_root(
    tmp_path: Path, place: str, url: str
) -> None:
    write(tmp_path, place, png())
    write_post(tmp_path, "posts/a.md", body=f"![x]({url})")

    report = run_import(tmp_path)

    assert report.row("images")["created"] == 1
    assert only_post().body_markdown == f"![x]({MediaFile.objects.get().file.url})"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("gone.png", "gone.png: The file is missing."),
        ("text.png", "no image of a format we take"),
        ("../../secret.png", "leads out of the imported directory"),
        ("/../secret.png", "leads out of the imported directory"),
        ("link.png", "leads out of the imported directory"),
        ("%2e%2e/%2e%2e/secret.png", "leads out of the imported directory"),
        ("nul%00.png", "NUL"),
        ("x" * 300 + ".png", "File name too long"),
        ("folder.png", "missing"),
        ("huge.png", "10,485,761 bytes"),
    ],
)
def test_image_that_cannot_be_stored_fails_alone(
    tmp_path: Path, url: str, reason: str
) -> None:
    write(tmp_path, "secret.png", png())
    root = tmp_path / "root"
    write(root, "posts/text.png", "not a picture")
    (root / "posts/folder.png").mkdir()
    (root / "posts/link.png").symlink_to(tmp_path / "secret.png")
    with write(root, "posts/huge.png", "").open("wb") as huge:
        huge.truncate(10 * 1024 * 1024 + 1)
    write_post(root, "posts/a.md", body=f"![x]({url})")

    for _run in range(2):
        report = run_import(root)

        assert report.row("images")["found"] == report.row("images")["failed"] == 1
        assert re.search(reason, reasons(report, "images")[0])
        assert report.failures[0].file == "posts/a.md"
        assert only_post().body_markdown == f"![x]({url})"
        assert not MediaFile.objects.exists()


def test_image_that_appears_later_is_taken_in_by_the_next_run(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md", body="![x](x.png)")
    run_import(tmp_path)
    write(tmp_path, "x.png", png())

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 1, "updated": 1}
    assert MediaFile.objects.get().file.url in only_post().body_markdown


def test_changed_image_changes_its_post(tmp_path: Path) -> None:
    write(tmp_path, "x.png", png("red"))
    write_post(tmp_path, "a.md", body="![x](x.png)")
    run_import(tmp_path)
    before = only_post().body_markdown
    write(tmp_path, "x.png", png("blue") + b" ")

    run_import(tmp_path)

    assert only_post().body_markdown != before
    assert MediaFile.objects.count() == 2


def test_dry_run_stores_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "x.png", png())
    write(tmp_path, "text.png", "not a picture")
    write_post(tmp_path, "a.md", body="![x](x.png) ![y](text.png)")

    def refuse(*_args: object, **_kwargs: object) -> str:
        raise AssertionError("A dry run must store nothing.")

    monkeypatch.setattr(default_storage, "save", refuse)
    report = run_import(tmp_path, is_dry_run=True)

    assert report.row("images")["created"] == report.row("images")["failed"] == 1


def test_internal_link_leads_to_the_address_of_its_target(tmp_path: Path) -> None:
    write_post(tmp_path, "news/a.md", path="2020/01/02/a (one)")
    write_post(tmp_path, "b.md", body="[a](@/news/a.md#part) `[a](@/news/a.md)`")

    report = run_import(tmp_path)

    body = Post.objects.get(slug="b").body_markdown
    assert body == "[a](/2020/01/02/a%20%28one%29#content-part) `[a](@/news/a.md)`"
    assert report.warnings == []


@pytest.mark.parametrize("link", ["@/gone.md", "@/../out.md", "@/broken.md"])
def test_internal_link_to_nowhere_is_a_warning(tmp_path: Path, link: str) -> None:
    write(tmp_path, "out.md", "")
    write(tmp_path, "root/broken.md", "+++\n")
    write_post(tmp_path / "root", "a.md", body=f"[a]({link})")

    report = run_import(tmp_path / "root")

    assert only_post().body_markdown == f"[a]({link})"
    assert link in report.warnings[0].reason


def test_file_cut_short_by_a_killed_import_is_written_again(tmp_path: Path) -> None:
    checksum = hashlib.sha256(png()).hexdigest()
    name = f"images/{checksum[:2]}/{checksum}.png"
    default_storage.save(name, ContentFile(png()[:10]))
    write(tmp_path, "x.png", png())
    write_post(tmp_path, "a.md", body="![x](x.png)")

    run_import(tmp_path)

    assert MediaFile.objects.get().file.name == name
    assert default_storage.open(name).read() == png()
