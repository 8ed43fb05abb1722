from __future__ import annotations

from pathlib import Path

import pytest

from blog.models import Post, Redirect
from blog.services.post_content import PostInput
from blog.services.posts import create_post
from blog.tests.services.importing.source import (
    NOW,
    only_post,
    posts_row,
    reasons,
    run_import,
    write_post,
    write_yaml,
)

pytestmark = pytest.mark.django_db


def paths() -> set[str]:
    return set(Redirect.objects.values_list("path", flat=True))


def test_permalink_and_aliases_lead_to_the_post(tmp_path: Path) -> None:
    write_yaml(
        tmp_path,
        "posts/a.md",
        "title: A\nurl: /2020/a/\naliases: [/old, /old, older]\nredirect_from: /oldest",
    )

    report = run_import(tmp_path)

    assert paths() == {"/2020/a", "/old", "/2020/older", "/oldest"}
    assert {redirect.post for redirect in Redirect.objects.all()} == {only_post()}
    assert report.row("redirects")["created"] == 4


@pytest.mark.parametrize("batch_size", [1, 100])
def test_second_file_with_one_permalink_fails_and_names_the_first(
    tmp_path: Path, batch_size: int
) -> None:
    write_post(tmp_path, "a.md", path="2020/01/02/same/")
    write_post(tmp_path, "b.md", path="/2020/01/02/same")

    report = run_import(tmp_path, batch_size=batch_size)

    assert posts_row(report) == {"found": 2, "created": 1, "failed": 1}
    assert report.failures[0].file == "b.md"
    assert reasons(report) == [
        "Its permalink “/2020/01/02/same” already leads to a.md."
    ]
    assert posts_row(run_import(tmp_path)) == {"found": 2, "unchanged": 1, "failed": 1}


@pytest.mark.parametrize("batch_size", [1, 100])
@pytest.mark.parametrize("is_dry_run", [False, True])
def test_second_file_with_one_slug_fails_and_names_the_first(
    tmp_path: Path, batch_size: int, *, is_dry_run: bool
) -> None:
    write_yaml(tmp_path, "a.md", "title: A\nslug: same")
    write_yaml(tmp_path, "b.md", "title: B\nslug: same")

    report = run_import(tmp_path, batch_size=batch_size, is_dry_run=is_dry_run)

    assert posts_row(report) == {"found": 2, "created": 1, "failed": 1}
    assert reasons(report) == ["Its slug “same” already belongs to a.md."]


@pytest.mark.parametrize("batch_size", [1, 100])
@pytest.mark.parametrize("is_dry_run", [False, True])
def test_explicit_slug_that_an_earlier_file_got_by_name_fails(
    tmp_path: Path, batch_size: int, *, is_dry_run: bool
) -> None:
    write_post(tmp_path, "a/same.md", title="A")
    write_yaml(tmp_path, "b.md", "title: B\nslug: same")

    report = run_import(tmp_path, is_dry_run=is_dry_run, batch_size=batch_size)

    assert reasons(report) == ["Its slug “same” already belongs to a/same.md."]


def test_slug_of_a_post_that_was_not_imported_is_not_taken(tmp_path: Path) -> None:
    data = PostInput(title="By hand", body_markdown="", authors=(), slug="same")
    create_post(data, actor=None, now=NOW)
    write_yaml(tmp_path, "a.md", "title: A\nslug: same")

    report = run_import(tmp_path)

    assert "something that was not imported from here" in reasons(report)[0]
    assert Post.objects.get().title == "By hand"


def test_guessed_address_that_leads_elsewhere_is_a_warning(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\naliases: /b")
    write_yaml(tmp_path, "b.md", "title: B")

    for outcome in ("created", "unchanged"):
        report = run_import(tmp_path)

        assert report.failures == []
        assert posts_row(report) == {"found": 2, outcome: 2}
        assert report.row("redirects")["skipped"] == 1
        (warning,) = report.warnings
        assert warning.file == "b.md"
        assert "“/b”, the address its place suggests, already leads to a.md" in (
            warning.reason
        )
    assert paths() == {"/a", "/b"}


def test_guessed_front_page_is_a_warning(tmp_path: Path) -> None:
    write_yaml(tmp_path, "index.md", "title: A")

    report = run_import(tmp_path)

    assert report.failures == []
    assert "is the front page" in report.warnings[0].reason


def test_address_that_is_guessed_and_declared_is_declared(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\naliases: /b")
    write_yaml(tmp_path, "b.md", "title: B\naliases: /b/")

    report = run_import(tmp_path)

    assert reasons(report, "redirects") == ["“/b” already leads to a.md."]


def test_guessed_address_of_another_source_is_a_warning_that_names_it(
    tmp_path: Path,
) -> None:
    write_yaml(tmp_path / "one", "b.md", "title: A")
    write_yaml(tmp_path / "two", "b.md", "title: B")
    run_import(tmp_path / "one", source="first")

    report = run_import(tmp_path / "two", source="second")

    assert report.failures == []
    assert "already leads to b.md of “first”" in report.warnings[0].reason
    assert set(Post.objects.values_list("title", flat=True)) == {"A", "B"}


def test_alias_that_leads_elsewhere_fails_alone(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\naliases: /x")
    write_yaml(tmp_path, "b.md", "title: B\naliases: [/x, /y]")

    for _run in range(2):
        report = run_import(tmp_path)

        assert reasons(report, "redirects") == ["“/x” already leads to a.md."]
        assert posts_row(report)["found"] == 2
        assert not reasons(report)
        assert paths() == {"/a", "/b", "/x", "/y"}


@pytest.mark.parametrize(
    ("alias", "reason"),
    [("/", "front page"), ("/" + "x" * 500, "more than 500")],
)
def test_alias_that_cannot_be_stored_fails_alone(
    tmp_path: Path, alias: str, reason: str
) -> None:
    write_yaml(tmp_path, "a.md", f"title: A\naliases: '{alias}'")

    report = run_import(tmp_path)

    assert reason in reasons(report, "redirects")[0]
    assert posts_row(report) == {"found": 1, "created": 1}


def test_alias_added_later_is_added_to_the_post(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A")
    run_import(tmp_path)
    write_yaml(tmp_path, "a.md", "title: A\naliases: /x")

    report = run_import(tmp_path)

    assert report.row("redirects")["created"] == 1
    assert paths() == {"/a", "/x"}


def test_redirect_removed_by_hand_is_made_again(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md")
    run_import(tmp_path)
    Redirect.objects.all().delete()

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 1, "unchanged": 1}
    assert report.row("redirects")["created"] == 1


def test_same_directory_under_another_name_is_no_second_import(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md")
    run_import(tmp_path)

    report = run_import(tmp_path, source="other")

    assert posts_row(report) == {"found": 1, "failed": 1}
    assert reasons(report) == [
        "Its permalink “/2020/01/02/a” already leads to a.md of “site”."
    ]
    assert Post.objects.count() == 1


def test_slug_that_cannot_be_used_as_it_is_gives_a_warning(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\nslug: Rust-1.0")
    write_yaml(tmp_path, "b.md", "title: B\npermalink: /:year/:title/")

    report = run_import(tmp_path)

    assert set(Post.objects.values_list("slug", flat=True)) == {"rust-1-0", "b"}
    assert [line.file for line in report.warnings] == ["a.md", "b.md"]
