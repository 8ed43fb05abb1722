"""What nobody foresaw hits one file only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from blog.models import ImportRecord, Post, Redirect
from blog.services.importing.document import Document, read_document
from blog.services.importing.settling import settle
from blog.services.importing.source_tree import SourceFile
from blog.services.posts import update_post
from blog.tests.services.importing.source import (
    posts_row,
    reasons,
    run_import,
    write_post,
)

pytestmark = pytest.mark.django_db
BATCH = "blog.services.importing.batch"


def purge() -> None:
    """Remove all posts as somebody else would: in a transaction of their own."""

    def delete() -> None:
        Post.objects.all().delete()
        connection.close()

    thread = threading.Thread(target=delete)
    thread.start()
    thread.join()


def purge_once_after_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    purges = iter([purge])

    def settle_and_purge(*args: Any) -> object:
        result = settle(*args)
        for once in purges:
            once()
        return result

    monkeypatch.setattr(f"{BATCH}.settle", settle_and_purge)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyError("x"), "Cannot be stored: KeyError 'x'."),
        (IndexError(), "Cannot be stored: IndexError."),
        (OverflowError("too big"), "Cannot be stored: OverflowError too big."),
        (BrokenProcessPool("gone"), "Cannot be stored: BrokenProcessPool gone."),
    ],
)
def test_unexpected_error_while_writing_fails_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    for name in "abc":
        write_post(tmp_path, f"{name}.md")

    def settle_or_raise(documents: Sequence[Document], *args: Any) -> object:
        if "b.md" in {document.key for document in documents}:
            raise error
        return settle(documents, *args)

    monkeypatch.setattr(f"{BATCH}.settle", settle_or_raise)

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 3, "created": 2, "failed": 1}
    assert (report.failures[0].file, reasons(report)) == ("b.md", [reason])


def test_unexpected_error_while_reading_fails_one_file_and_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in "abc":
        write_post(tmp_path, f"{name}.md")
    error = KeyError("x")

    def read(file: SourceFile, *args: Any, **kwargs: Any) -> Document:
        if file.key == "b.md":
            raise error
        return read_document(file, *args, **kwargs)

    monkeypatch.setattr("blog.services.importing.run.read_document", read)

    with caplog.at_level(logging.ERROR):
        report = run_import(tmp_path)

    assert posts_row(report) == {"found": 3, "created": 2, "failed": 1}
    assert report.failures[0].file == "b.md"
    (record,) = caplog.records
    assert "b.md" in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[1] is error


def test_mistake_in_our_code_is_not_taken_for_a_bad_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(tmp_path, "a.md")

    def fail(*args: Any) -> object:
        raise TypeError

    monkeypatch.setattr(f"{BATCH}.settle", fail)

    with pytest.raises(TypeError):
        run_import(tmp_path)


@pytest.mark.django_db(transaction=True)
def test_posts_purged_during_the_import_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        write_post(tmp_path, f"{name}.md", title="Old")
    run_import(tmp_path)
    for name in "ab":
        write_post(tmp_path, f"{name}.md", title="New")
    purge_once_after_settling(monkeypatch)

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 2, "created": 2}
    assert set(Post.objects.values_list("title", flat=True)) == {"New"}
    assert ImportRecord.objects.count() == 2
    assert not Redirect.objects.filter(post=None).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_changed", [True, False])
def test_single_post_purged_during_the_import_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_changed: bool
) -> None:
    write_post(tmp_path, "a.md", title="Old")
    run_import(tmp_path)
    if is_changed:
        write_post(tmp_path, "a.md", title="New")
    else:
        Redirect.objects.all().delete()
    purge_once_after_settling(monkeypatch)

    report = run_import(tmp_path)

    assert reasons(report) == [
        "Its post was removed during the import; import it again."
    ]
    assert posts_row(run_import(tmp_path)) == {"found": 1, "created": 1}


@pytest.mark.django_db(transaction=True)
def test_post_purged_just_before_its_change_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(tmp_path, "a.md", title="Old")
    run_import(tmp_path)
    write_post(tmp_path, "a.md", title="New")

    def purge_and_update(post: Post, *args: Any, **kwargs: Any) -> bool:
        purge()
        return update_post(post, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(f"{BATCH}.update_post", purge_and_update)
        report = run_import(tmp_path)

    assert "was removed during the import" in reasons(report)[0]
    assert not Post.objects.exists()
