"""`seed_demo` fills a blog once and never overwrites."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from freezegun import freeze_time

from author.models import Author
from blog.models import MediaFile, Post, Revision, Series, Tag
from blog.tests.factories import PostFactory
from custom_user.models import CustomUser

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, tzinfo=UTC)
POSTS = 11


def seed(*arguments: str) -> dict[str, int]:
    out = StringIO()
    call_command("seed_demo", "--json", *arguments, stdout=out)
    report: dict[str, int] = json.loads(out.getvalue())
    return report


def rows() -> list[Any]:
    models = (Post, Author, Tag, Series, MediaFile, Revision)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@freeze_time(NOW)
def test_the_demo_shows_every_kind_of_post() -> None:
    assert seed() == {
        "posts_created": POSTS,
        "posts_unchanged": 0,
        "authors_created": 3,
    }

    states = Post.objects.values_list("state", flat=True)
    assert {"draft", "scheduled", "published"} == set(states)
    assert {"public", "members", "unlisted"} == {
        post.visibility for post in Post.objects.all()
    }
    assert {"en", "de", "ja"} == {post.language for post in Post.objects.all()}
    assert Post.objects.get(language="ja").word_count > 200
    assert Series.objects.get().post_count == 3
    assert Author.objects.exclude(bio="").filter(post_count__gt=0).count() == 3
    strangers = Post.objects.visible_to(AnonymousUser(), now=NOW).listed()
    assert strangers.count() == POSTS - 4


def test_the_demo_shows_what_markdown_can_do() -> None:
    seed()

    html = "".join(Post.objects.values_list("body_html", flat=True))
    image = MediaFile.objects.get()
    for piece in ("<table>", 'type="checkbox"', "footnote", "<code", image.file.url):
        assert piece in html
    assert Post.objects.get(cover_image=image).is_featured
    assert image.file.read().startswith(b"\x89PNG")


def test_a_second_run_changes_nothing() -> None:
    with freeze_time(NOW):
        seed()
    before = rows()

    with freeze_time("2027-01-01"):
        assert seed() == {
            "posts_created": 0,
            "posts_unchanged": POSTS,
            "authors_created": 0,
        }
    assert rows() == before


def test_what_somebody_edited_or_renamed_is_kept_and_what_is_missing_comes_back() -> (
    None
):
    seed()
    Post.objects.filter(slug="welcome-to-pressroom").update(title="Mine", slug="mine")
    Post.objects.filter(slug="urls-that-never-die").delete()

    assert seed()["posts_created"] == 1

    assert Post.objects.get(slug="mine").title == "Mine"
    assert Series.objects.get().posts.count() == 3


def test_a_blog_with_posts_can_be_left_alone() -> None:
    PostFactory.create()

    assert seed("--if-empty")["posts_created"] == 0
    assert Post.objects.count() == 1


def test_the_report_for_people_names_the_numbers() -> None:
    out = StringIO()

    call_command("seed_demo", stdout=out)

    assert f"Posts created: {POSTS}\n" in out.getvalue()


def test_accounts_are_made_although_the_blog_has_posts(tmp_path: Path) -> None:
    PostFactory.create()
    path = tmp_path / "new" / "accounts.json"

    report = seed("--if-empty", "--accounts", str(path))

    assert (report["accounts_created"], report["posts_created"]) == (7, 0)
    accounts = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for entry in accounts.values():
        user = CustomUser.objects.get(email=entry["email"])
        assert user.check_password(entry["password"])


def test_who_writes_on_the_demo_has_posts_to_work_on(tmp_path: Path) -> None:
    seed("--accounts", str(tmp_path / "accounts.json"))

    for name in ("editor", "author", "contributor"):
        profile = Author.objects.get(user__email=f"{name}@demo.example")
        assert Post.objects.filter(authors=profile).exists()


def test_a_file_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    path.write_text("[1]")

    with pytest.raises(CommandError, match="is no file of accounts"):
        seed("--accounts", str(path))
    assert path.read_text() == "[1]"
