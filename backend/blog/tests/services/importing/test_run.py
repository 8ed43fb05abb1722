from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from blog.constants import PostState
from blog.models import ImportRecord, Post, Redirect, Tag
from blog.services.importing import ImportOptions, SourceTree, import_tree
from blog.services.posts import create_posts
from blog.tests.services.importing.source import (
    NOW,
    only_post,
    posts_row,
    reasons,
    run_import,
    write,
    write_post,
    write_yaml,
)

pytestmark = pytest.mark.django_db


def state_of_everything() -> list[object]:
    return [
        *Post.objects.order_by("slug").values_list(
            "slug", "title", "body_markdown", "body_html", "state", "published_at"
        ),
        *Redirect.objects.order_by("path").values_list("path", "post__slug"),
        *ImportRecord.objects.order_by("key").values_list("key", "post__slug"),
    ]


def test_every_field_of_a_yaml_post_arrives(tmp_path: Path) -> None:
    write_yaml(
        tmp_path,
        "_posts/2015-05-01-file-name.md",
        "title: A title\n"
        "authors: ['A, B and C', Ada]\n"
        "tags: [rust, Web]\ncategories: news old\n"
        "description: Short.\nlang: pt_BR\nfeatured: true\n"
        "canonical_url: https://old.test/x\n"
        "date: 2015-05-01 10:00:00 +0200\n",
    )

    report = run_import(tmp_path)

    post = only_post()
    names = post.bylines.order_by("position").values_list("author__name", flat=True)
    assert list(names) == ["A, B and C", "Ada"]
    assert set(post.tags.values_list("name", flat=True)) == {
        "rust",
        "Web",
        "news",
        "old",
    }
    assert (post.title, post.slug, post.excerpt) == ("A title", "file-name", "Short.")
    assert (post.language, post.is_featured) == ("pt-BR", True)
    assert post.canonical_url == "https://old.test/x"
    assert post.published_at == datetime(2015, 5, 1, 8, tzinfo=UTC)
    assert post.state == PostState.PUBLISHED
    assert Redirect.objects.get().path == "/2015/05/01/file-name.html"
    assert report.row("authors")["created"] == 2
    assert report.row("tags")["created"] == 4


def test_body_is_kept_byte_for_byte(tmp_path: Path) -> None:
    body = "\r\n  \n# Ünï\r\ncode\t\n\n\n--- \n+++\n  "
    write_post(tmp_path, "a.md", body=body)

    run_import(tmp_path)

    assert only_post().body_markdown == body


def test_second_run_changes_nothing(tmp_path: Path) -> None:
    for name in "abc":
        write_post(tmp_path, f"{name}.md", title=name)
    run_import(tmp_path)
    before = list(Post.objects.order_by("pk").values())

    report = run_import(tmp_path, now=NOW + timedelta(days=1))

    assert posts_row(report) == {"found": 3, "unchanged": 3}
    assert report.row("authors")["unchanged"] == 1
    assert report.row("redirects")["unchanged"] == 3
    assert list(Post.objects.order_by("pk").values()) == before


def test_changed_file_updates_its_post_under_the_same_slug(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md", title="Old")
    run_import(tmp_path)
    post = only_post()
    write_post(tmp_path, "a.md", title="New", body="More.\n")

    report = run_import(tmp_path, now=NOW + timedelta(days=1))

    post.refresh_from_db()
    assert posts_row(report) == {"found": 1, "updated": 1}
    assert (post.title, post.slug, post.body_markdown) == ("New", "a", "More.\n")
    assert post.revisions.count() == 2
    assert posts_row(run_import(tmp_path)) == {"found": 1, "unchanged": 1}


def test_update_keeps_what_the_file_does_not_speak_of(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md")
    run_import(tmp_path)
    Post.objects.update(subtitle="By hand", is_featured=True, language="fr")
    write_post(tmp_path, "a.md", title="New")

    run_import(tmp_path)

    post = only_post()
    assert (post.subtitle, post.is_featured, post.language) == ("By hand", True, "fr")


def test_new_explicit_slug_renames_the_post(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\nslug: one")
    run_import(tmp_path)
    write_yaml(tmp_path, "a.md", "title: A\nslug: two")

    run_import(tmp_path)

    assert only_post().slug == "two"
    assert only_post().slug_history.get().slug == "one"


def test_tags_of_any_alphabet_and_case_are_found_again(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\ntags: [İstanbul, Ärger, Rust]")
    write_yaml(tmp_path, "b.md", "title: B\ntags: [İSTANBUL, ärger, RUST, rust]")

    first = run_import(tmp_path)
    second = run_import(tmp_path)

    assert posts_row(first) == {"found": 2, "created": 2}
    assert posts_row(second) == {"found": 2, "unchanged": 2}
    assert first.row("tags")["created"] == second.row("tags")["unchanged"] == 3
    assert Tag.objects.count() == 3


def test_excerpt_over_the_limit_is_cut_with_a_warning(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", f"title: A\ndescription: {'x' * 501}")
    write_yaml(tmp_path, "b.md", f"title: B\ndescription: {'x' * 500}")

    report = run_import(tmp_path)

    assert set(Post.objects.values_list("excerpt", flat=True)) == {"x" * 500}
    (warning,) = report.warnings
    assert warning.file == "a.md"
    assert "excerpt cut to 500 characters" in warning.reason


def test_change_of_the_file_alone_leaves_the_post_unchanged(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\nlayout: one")
    run_import(tmp_path)
    write_yaml(tmp_path, "a.md", "title: A\nlayout: two")

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 1, "unchanged": 1}
    assert only_post().revisions.count() == 1


def test_removed_file_leaves_its_post_alone(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md")
    path = write_post(tmp_path, "b.md")
    run_import(tmp_path)
    path.unlink()

    run_import(tmp_path)

    assert Post.objects.count() == 2


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("a.md", "title: A\ndraft: true"),
        ("a.md", "title: A\npublished: false"),
        ("_drafts/a.md", "title: A"),
    ],
)
def test_drafts_stay_drafts(tmp_path: Path, key: str, fields: str) -> None:
    write_yaml(tmp_path, key, fields)

    run_import(tmp_path)

    assert only_post().state == PostState.DRAFT
    assert only_post().published_at is None


def test_draft_needs_no_date(tmp_path: Path) -> None:
    write(tmp_path, "a.md", '+++\ntitle = "A"\nauthor = "B"\ndraft = true\n+++\n')

    assert posts_row(run_import(tmp_path)) == {"found": 1, "created": 1}


def test_post_of_the_future_is_scheduled(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\ndate: 2030-01-02")

    run_import(tmp_path)

    assert only_post().state == PostState.SCHEDULED
    assert only_post().publish_at == datetime(2030, 1, 2, tzinfo=UTC)


def test_expired_page_is_no_longer_public(tmp_path: Path) -> None:
    write_yaml(tmp_path, "a.md", "title: A\nexpiryDate: 2021-01-02")

    run_import(tmp_path)

    assert not Post.objects.live(NOW).exists()


def test_title_falls_back_to_the_first_heading(tmp_path: Path) -> None:
    body = "```\n# no\n```\n\n## Not this\n\n# This *one*\n"
    write_yaml(tmp_path, "a.md", "", body=body)

    run_import(tmp_path)

    assert only_post().title == "This one"
    assert only_post().body_markdown == body


def test_default_author_signs_what_names_none(tmp_path: Path) -> None:
    write(tmp_path, "2020-01-02-a.md", "# Title\n")

    run_import(tmp_path, author="Desk")

    assert only_post().authors.get().name == "Desk"


def test_without_a_default_a_missing_author_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path, "2020-01-02-a.md", "# Title\n")

    assert reasons(run_import(tmp_path)) == ["Names no author; give --author."]


@pytest.mark.parametrize(
    ("key", "content", "reason"),
    [
        ("posts/_index.md", '+++\ntitle = "Posts"\n+++\n', "section"),
        ("latest.md", '+++\ntemplate = "latest.html"\n+++\n', "template"),
        ("a.md", '+++\ntitle = "A"\nrender = false\n+++\nx', "not a page"),
        ("README.md", "# About this repository\n", "note"),
    ],
)
def test_what_is_no_post_is_skipped_with_a_reason(
    tmp_path: Path, key: str, content: str, reason: str
) -> None:
    write(tmp_path, key, content)

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 1, "skipped": 1}
    assert reason in report.skipped[0].reason


def test_slugs_are_numbered_in_the_order_of_the_files(tmp_path: Path) -> None:
    for folder in "cab":
        write_post(tmp_path, f"{folder}/name.md", title=folder)

    run_import(tmp_path, batch_size=2)

    titles = Post.objects.order_by("slug").values_list("slug", "title")
    assert list(titles) == [("name", "a"), ("name-2", "b"), ("name-3", "c")]


def test_killed_import_ends_like_a_single_one_when_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10):
        write_post(tmp_path, f"{number}/name.md", title=f"T{number}")
    write_post(tmp_path, "4/name.md", title="x" * 201)
    calls = 0

    def die_in_the_third_batch(*args: Any, **kwargs: Any) -> list[Post]:
        nonlocal calls
        calls += 1
        posts = create_posts(*args, **kwargs)
        if calls == 3:
            raise KeyboardInterrupt
        return posts

    with monkeypatch.context() as patch:
        patch.setattr(
            "blog.services.importing.batch.create_posts", die_in_the_third_batch
        )
        with pytest.raises(KeyboardInterrupt):
            run_import(tmp_path, batch_size=3)
    assert 0 < Post.objects.count() < 9
    run_import(tmp_path, batch_size=3)
    resumed = state_of_everything()
    Post.objects.all().delete()
    Redirect.objects.all().delete()

    run_import(tmp_path, batch_size=4)

    assert state_of_everything() == resumed
    assert Post.objects.count() == 9


def test_one_bad_file_keeps_no_other_out_of_its_batch(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md")
    write_post(tmp_path, "b.md", body="x" * 200_001)
    write_post(tmp_path, "c.md")

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 3, "created": 2, "failed": 1}
    assert report.failures[0].file == "b.md"
    assert Redirect.objects.count() == ImportRecord.objects.count() == 2


def test_dry_run_reports_the_same_and_stores_nothing(tmp_path: Path) -> None:
    for number in range(5):
        write_yaml(
            tmp_path,
            f"{number}.md",
            f"title: T\nslug: same-{number % 3}\ntags: [x]\naliases: [/a{number % 2}]",
        )

    dry = run_import(tmp_path, is_dry_run=True, batch_size=2)

    assert state_of_everything() == []
    wet = run_import(tmp_path, batch_size=2)
    assert dry.rows() == wet.rows()
    assert dry.failures == wet.failures
    assert posts_row(wet) == {"found": 5, "created": 3, "failed": 2}


def test_import_stops_between_batches_when_asked_to(tmp_path: Path) -> None:
    for number in range(4):
        write_post(tmp_path, f"{number}.md")
    progress: list[int] = []

    report = import_tree(
        SourceTree(tmp_path),
        ImportOptions(source="site", now=NOW, batch_size=2),
        on_progress=progress.append,
        should_stop=lambda: bool(progress),
    )

    assert report.is_interrupted
    assert posts_row(report) == {"found": 2, "created": 2}
    assert progress == [2]


def test_purged_post_is_imported_anew_and_takes_its_paths_again(tmp_path: Path) -> None:
    write_post(tmp_path, "a.md")
    run_import(tmp_path)
    Post.objects.all().delete()

    report = run_import(tmp_path)

    assert posts_row(report) == {"found": 1, "created": 1}
    assert report.row("redirects")["updated"] == 1
    assert Redirect.objects.get().post == only_post()
