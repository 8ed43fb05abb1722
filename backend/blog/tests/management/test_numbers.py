"""The commands that count."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.tests.factories import PostFactory, TagFactory

pytestmark = pytest.mark.django_db

MAY = datetime(2024, 5, 6, tzinfo=UTC)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def author() -> Author:
    """Somebody with four posts of 1, 10, 100 and 1000 words."""
    author = AuthorFactory.create(name="Ada", slug="ada")
    PostFactory.create(published=True, published_at=MAY, word_count=1, authors=[author])
    later = MAY + timedelta(days=31)
    PostFactory.create(
        published=True, published_at=later, word_count=10, authors=[author]
    )
    PostFactory.create(scheduled=True, word_count=100, authors=[author])
    trashed = {"published": True, "published_at": MAY - timedelta(days=9)}
    PostFactory.create(trashed=True, word_count=1000, authors=[author], **trashed)
    return author


@pytest.mark.parametrize("name", ["total_posts", "total_blogs"])
def test_all_posts_are_counted(name: str, author: Author) -> None:
    assert run(name) == "4\n"
    assert json.loads(run(name, "--json")) == {"total_posts": 4}


@pytest.mark.parametrize(
    "name", ["published_posts", "published_blogs", "publishedblogs"]
)
def test_published_posts_are_counted_by_the_clock(name: str, author: Author) -> None:
    past = timezone.now() - timedelta(seconds=1)
    PostFactory.create(scheduled=True, publish_at=past, members=True)

    assert run(name) == "3\n"
    assert json.loads(run(name, "--json")) == {"published_posts": 3}


@pytest.mark.parametrize("name", ["author_stats", "custom_command_info"])
def test_authors_have_their_numbers(name: str, author: Author) -> None:
    other = AuthorFactory.create(name="Bob", slug="bob")

    lines = run(name, str(author.pk), str(other.public_id)).splitlines()

    assert lines == [
        "Ada (ada): 4 posts, 2 published, 1111 words, 2024-05-06 to 2024-06-06",
        "Bob (bob): 0 posts, 0 published, 0 words",
    ]


def test_numbers_can_be_of_the_last_posts_alone(author: Author) -> None:
    [numbers] = json.loads(run("author_stats", "ada", "--custom", "2", "--json"))

    assert numbers == {
        "id": str(author.public_id),
        "slug": "ada",
        "name": "Ada",
        "posts": 2,
        "published_posts": 1,
        "words": 110,
        "first_published_at": "2024-06-06T00:00:00+00:00",
        "last_published_at": "2024-06-06T00:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ada", "nobody"], "There is no author “nobody”"),
        (["99999999999999999999999"], "There is no author"),
        (["ada", "--custom", "0"], "a number from 1 up"),
        (["ada", "--custom", "x"], "invalid int value"),
        ([], "required"),
    ],
)
def test_bad_input_is_refused_before_anything_is_printed(
    author: Author, arguments: list[str], reason: str
) -> None:
    out = StringIO()

    with pytest.raises(CommandError, match=reason):
        call_command("author_stats", *arguments, stdout=out)

    assert out.getvalue() == ""


def test_wrong_counters_are_repaired(author: Author) -> None:
    tag = TagFactory.create(post_count=7)

    assert run("repair_counters") == "Counters that differed and were repaired: 2.\n"

    author.refresh_from_db()
    tag.refresh_from_db()
    assert (author.post_count, tag.post_count) == (2, 0)
    assert json.loads(run("repair_counters", "--json")) == {
        "differed": 0,
        "repaired": True,
    }


def test_a_dry_run_repairs_nothing(author: Author) -> None:
    report = json.loads(run("repair_counters", "--dry-run", "--json"))

    assert report == {"differed": 1, "repaired": False}
    author.refresh_from_db()
    assert author.post_count == 0
