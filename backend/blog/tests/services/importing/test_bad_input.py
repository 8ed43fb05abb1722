from __future__ import annotations

import os
from pathlib import Path

import pytest

from blog.models import Post
from blog.services.importing import ImportSourceError, SourceTree
from blog.tests.services.importing.source import (
    posts_row,
    reasons,
    run_import,
    write,
    write_post,
    write_yaml,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("title: 5", "“title” must be text"),
        ("title: [a]", "“title” must be text; .* not a list"),
        ("title: A\ntags: {}", "“tags” must be text or a list of texts, not a table"),
        ("title: A\ntags: [{a: 1}]", "“tags” must be text"),
        ("title: A\nauthor: 42", "“author” must be text or a list"),
        ("title: A\nauthors: [true]", "“authors” must be text"),
        ("title: A\nauthor: {email: a@b.test}", "“author” must be text"),
        ("title: A\ntaxonomies: []", "“taxonomies” must be a table"),
        ("title: A\ndraft: maybe", "“draft” must be true or false"),
        ("title: A\npublished: 'no'", "“published” must be true or false"),
        ("title: A\nfeatured: 1", "“featured” must be true or false"),
        ("title: A\ndate: some day", "“date” is no date we can read: “some day”"),
        ("title: A\ndate: 20200102", "“date” is no date we can read"),
        ("title: A\nlang: 'not a language'", "no language tag"),
        ("title: A\ncanonical_url: javascript:alert(1)", "must be a web address"),
        (f"title: A\ncanonical_url: https://a.test/{'x' * 500}", "more than 500"),
        (f"title: {'x' * 201}", "201 characters; at most 200"),
        ('title: "a\\nb"', "line breaks or control characters"),
        ('title: "a\\0b"', "NUL"),
        ('title: "a\\ud800b"', "surrogate|not valid YAML"),
        ('title: A\ndescription: "a\\0b"', "NUL"),
        (f"title: A\nauthor: {'x' * 101}", "name of 101 characters"),
        (f"title: A\ntags: [{'x' * 101}]", "name of 101 characters"),
        ('title: A\ntags: ["a\\nb"]', "control characters"),
        ("title: A\nexpiryDate: 2019-01-01", "not after its date"),
        ("title: ''", "neither a title nor a first-level heading"),
        ("title: A\naliases: 'http://[x'", "is no address"),
        ("title: A\naliases: '/a%00b'", "is no address: .* NUL"),
    ],
)
def test_wrong_front_matter_is_a_failure_with_its_reason(
    tmp_path: Path, fields: str, reason: str
) -> None:
    write_yaml(tmp_path, "a.md", fields)
    write_post(tmp_path, "good.md")

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 2, "created": 1, "failed": 1}
    assert report.failures[0].file == "a.md"
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(report.failures[0].reason)
    assert Post.objects.get().slug == "good"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"---\ntitle: A\n", "no closing “---” line"),
        (b"---\n- a\n---\n", "not a list of named fields"),
        (b"---\ntitle: [\n---\n", "not valid YAML"),
        (b"+++\ntitle\n+++\n", "not valid TOML"),
        (b"{ nonsense }\n", "not valid JSON"),
        (b"---\ntitle: A\n---\n\xff\xfe\n", "Not valid UTF-8 (line 4)"),
        (b"---\ntitle: A\n---\na\x00b\n", "NUL character (line 4)"),
        (b"---\ntitle: A\nauthor: B\n---\n", "Has no date"),
        (b"x" * 5_000_000, "5,000,000 bytes"),
    ],
)
def test_unreadable_file_is_a_failure_with_its_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    write(tmp_path, "a.md", content)

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 1, "failed": 1}
    assert reason in reasons(report)[0]


def test_body_above_the_limit_is_a_failure(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md", body="x" * 200_001)

    assert "at most 200,000 are allowed" in reasons(run_import(tmp_path))[0]


def test_small_file_that_would_fill_the_memory_is_a_failure(tmp_path: Path) -> None:
    levels = "".join(
        f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    write(tmp_path, "a.md", f"---\nl0: &l0 x\n{levels}title: *l11\n---\n")

    assert "“title” must be text" in reasons(run_import(tmp_path))[0]


def test_folder_with_a_markdown_name_is_a_folder(tmp_path: Path) -> None:
    write_post(tmp_path, "x.md/index.md", path="2020/01/02/inside")

    assert posts_row(run_import(tmp_path)) == {"found": 1, "created": 1}


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    outside = write_post(tmp_path, "outside/a.md")
    root = tmp_path / "root"
    inside = write_post(root, "b.md")
    (root / "out.md").symlink_to(outside)
    (root / "twice.md").symlink_to(inside)
    (root / "dangling.md").symlink_to(tmp_path / "gone")
    (root / "folder").symlink_to(tmp_path / "outside", target_is_directory=True)

    report = run_import(root)

    assert posts_row(report) == {"found": 4, "created": 1, "skipped": 3}
    assert all("symbolic link" in line.reason for line in report.skipped)


def test_hidden_folders_and_other_files_are_not_found(tmp_path: Path) -> None:
    write_post(tmp_path, ".git/a.md")
    write(tmp_path, "LICENSE", "x")
    write(tmp_path, "page.html", "x")
    write_post(tmp_path, "a.MARKDOWN")

    assert posts_row(run_import(tmp_path)) == {"found": 1, "created": 1}


def test_what_is_neither_file_nor_folder_is_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    assert posts_row(run_import(tmp_path)) == {"found": 1, "skipped": 1}


def test_file_name_that_is_no_utf8_is_a_failure(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\xff.md"
    Path(os.fsdecode(name)).write_text("x")

    assert "unreadable characters" in reasons(run_import(tmp_path))[0]


def test_very_long_path_is_a_failure(tmp_path: Path) -> None:
    write_post(tmp_path, "/".join(["x" * 120] * 5) + "/a.md", path="2020/01/02/a")

    assert "more than 500 characters" in reasons(run_import(tmp_path))[0]


def test_file_that_cannot_be_read_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(tmp_path, "a.md")

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert reasons(run_import(tmp_path)) == ["Cannot be read: Permission denied."]


def test_folder_that_cannot_be_read_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(tmp_path, "closed/a.md")
    tree = SourceTree(tmp_path)
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("blog.services.importing.source_tree.os.scandir", refuse)

    (found,) = tree.files()
    assert found.key == "closed"
    assert found.problem == "The folder cannot be read: Permission denied."


def test_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportSourceError, match="There is no directory"):
        SourceTree(tmp_path / "gone")


def test_file_is_no_directory(tmp_path: Path) -> None:
    with pytest.raises(ImportSourceError, match="is not a directory"):
        SourceTree(write(tmp_path, "a.md", "x"))


def test_directory_that_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("blog.services.importing.source_tree.os.scandir", refuse)

    with pytest.raises(ImportSourceError, match="cannot be read: Permission denied"):
        SourceTree(tmp_path)
