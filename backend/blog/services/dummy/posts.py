"""Storing made-up posts in batches; seed and number alone decide what a post is."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import reset_queries, transaction
from django.db.models import Max

from author.services import AuthorRef
from author.services.seeding import Profile, ensure_profiles
from blog.constants import PostState, Visibility
from blog.models import Post, PostAuthor, Series, SeriesMember, Tag
from blog.services.dummy.sections import (
    SECTIONS_PER_POST,
    WORDS,
    Section,
    make_sections,
    make_title,
)
from blog.services.tags import ensure_tags
from common.text.metrics import WORDS_PER_MINUTE

BATCH = 500
# Of each block of posts, the first ones are a series.
BLOCK, SERIES_LENGTH = 100, 5
TAGS_PER_POST = 3
# Fixed, so that a seed gives the same posts in any year.
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
YEARS = timedelta(days=8 * 365)
FAR_AHEAD = NEWEST + timedelta(days=10 * 365)
STATES = {
    PostState.PUBLISHED: 60,
    PostState.DRAFT: 15,
    PostState.ARCHIVED: 10,
    PostState.SUBMITTED: 5,
    PostState.REVIEWED: 5,
    PostState.SCHEDULED: 5,
}
VISIBILITIES = {
    Visibility.PUBLIC: 90,
    Visibility.MEMBERS: 5,
    Visibility.UNLISTED: 3,
    Visibility.PRIVATE: 2,
}


@dataclass(frozen=True)
class DummyOptions:
    """What to make. Posts of different seeds can live side by side."""

    posts: int
    authors: int
    tags: int
    seed: int

    @property
    def prefix(self) -> str:
        """Return how the slugs of these posts begin."""
        return f"dummy-{self.seed}-"


@dataclass(frozen=True)
class DummyWorld:
    """What the posts of a seed are made with."""

    authors: list[AuthorRef]
    tags: list[Tag]
    weights: list[float]
    sections: list[Section]


def count_dummy_posts(options: DummyOptions) -> int:
    """Return the highest number of the posts of this seed, 0 if there are none."""
    own = Post.objects.filter(slug__startswith=options.prefix).order_by()
    last: str | None = own.aggregate(last=Max("slug"))["last"]
    return int(last.removeprefix(options.prefix)) if last else 0


def prepare_dummy_world(options: DummyOptions) -> DummyWorld:
    """Make the authors and tags of a seed where they are missing."""
    rng = random.Random(f"world:{options.seed}")  # noqa: S311 - Nothing secret.
    profiles = [
        Profile(
            email=f"dummy-{options.seed}-{number}@dummy.example",
            name=f"{rng.choice(WORDS)} {rng.choice(WORDS)}".title(),
        )
        for number in range(options.authors)
    ]
    authors, _created = ensure_profiles(profiles)
    names = [f"{WORDS[n % len(WORDS)]} {n + 1}" for n in range(options.tags)]
    tags = ensure_tags(names)
    return DummyWorld(
        authors=[authors[profile.email] for profile in profiles],
        tags=[tags[name] for name in names],
        # Few tags are on many posts, and many on few.
        weights=[1 / (place + 3) for place in range(options.tags)],
        sections=make_sections(options.seed),
    )


def create_dummy_posts(options: DummyOptions, world: DummyWorld) -> Iterator[int]:
    """Store the posts that are missing up to `options.posts`; yield each batch's size.

    Counters are left alone; count everything anew afterwards.
    """
    first = count_dummy_posts(options) + 1
    for start in range(first, options.posts + 1, BATCH):
        numbers = range(start, min(start + BATCH, options.posts + 1))
        _store([_DummyPost(options, world, number) for number in numbers], options)
        # With DEBUG on, Django would remember every statement.
        reset_queries()
        yield len(numbers)


class _DummyPost:
    """One post with all that hangs on it, made from its number alone."""

    def __init__(self, options: DummyOptions, world: DummyWorld, number: int) -> None:
        # A generator per post, so that an interrupted run goes on with the same data.
        rng = random.Random(f"{options.seed}:{number}")  # noqa: S311 - Nothing secret.
        self.number = number
        self.post = Post(
            public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
            slug=f"{options.prefix}{number:08}",
            title=make_title(rng),
            is_featured=rng.random() < 0.01,
            visibility=_pick(rng, VISIBILITIES),
            **_content(rng.sample(world.sections, SECTIONS_PER_POST)),
            **_times(rng, PostState(_pick(rng, STATES))),
        )
        how_many = min(len(world.authors), 1 + (rng.random() < 0.2))
        self.authors = rng.sample(world.authors, how_many)
        chosen = rng.choices(world.tags, world.weights, k=2 * TAGS_PER_POST)
        self.tags = list(dict.fromkeys(chosen))[:TAGS_PER_POST]


def _pick(rng: random.Random, shares: dict[Any, int]) -> Any:
    return rng.choices(list(shares), list(shares.values()))[0]


def _content(sections: list[Section]) -> dict[str, Any]:
    words = sum(section.word_count for section in sections)
    return {
        "body_markdown": "\n\n".join(section.markdown for section in sections),
        "body_html": "".join(section.html for section in sections),
        "body_text": "\n".join(section.text for section in sections),
        "table_of_contents": [
            entry for section in sections for entry in section.table_of_contents
        ],
        "excerpt": sections[0].excerpt,
        "word_count": words,
        "reading_minutes": max(1, -(-words // WORDS_PER_MINUTE)),
    }


def _times(rng: random.Random, state: PostState) -> dict[str, Any]:
    written = NEWEST - rng.random() * YEARS
    times = {"state": state, "created_at": written, "edited_at": written}
    if state is PostState.SCHEDULED:
        planned = FAR_AHEAD + rng.random() * YEARS
        return times | {"publish_at": planned, "published_at": planned}
    if state in {PostState.PUBLISHED, PostState.ARCHIVED}:
        times |= {"published_at": written, "first_published_at": written}
        if rng.random() < 0.02:
            times["trashed_at"] = NEWEST
    return times


@transaction.atomic
def _store(batch: list[_DummyPost], options: DummyOptions) -> None:
    Post.objects.bulk_create(item.post for item in batch)
    PostAuthor.objects.bulk_create(
        PostAuthor(post=item.post, author_id=author.id, position=position)
        for item in batch
        for position, author in enumerate(item.authors)
    )
    through = Post.tags.through
    through.objects.bulk_create(
        through(post_id=item.post.pk, tag_id=tag.pk)
        for item in batch
        for tag in item.tags
    )
    _store_series(batch, options)


def _store_series(batch: list[_DummyPost], options: DummyOptions) -> None:
    members = [item for item in batch if item.number % BLOCK < SERIES_LENGTH]
    slugs = {
        item.number: f"{options.prefix}series-{item.number // BLOCK}"
        for item in members
    }
    Series.objects.bulk_create(
        (
            Series(slug=slug, title=f"Series {slug.rpartition('-')[2]}")
            for slug in dict.fromkeys(slugs.values())
        ),
        ignore_conflicts=True,
    )
    found = Series.objects.filter(slug__in=slugs.values())
    keys = dict(found.values_list("slug", "pk"))
    SeriesMember.objects.bulk_create(
        SeriesMember(
            series_id=keys[slugs[item.number]],
            post=item.post,
            position=item.number % BLOCK,
        )
        for item in members
    )
