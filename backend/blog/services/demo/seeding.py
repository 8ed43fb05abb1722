"""Storing the demo posts, each once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from author.services import AuthorRef
from author.services.seeding import ensure_profiles
from blog.models import MediaFile, Post, Series, Tag
from blog.services.demo.people import PEOPLE
from blog.services.demo.picture import draw_picture
from blog.services.demo.texts import DemoText, load_texts
from blog.services.media import store_image
from blog.services.post_content import PostInput
from blog.services.posts import create_posts
from blog.services.series import set_series_posts
from blog.services.tags import ensure_tags
from common.slugs import allocate_slugs, taken_slugs

# The texts write it as the address of the picture.
PICTURE = "(picture)"
PICTURE_NAME = "three-bars.png"
PICTURE_ALT = "Three coloured bars, one above the other"


@dataclass(frozen=True)
class DemoReport:
    """How many rows were made, and how many posts had been there."""

    posts_created: int = 0
    posts_unchanged: int = 0
    authors_created: int = 0


@transaction.atomic
def seed_demo_posts(*, now: datetime, only_if_empty: bool = False) -> DemoReport:
    """Make the demo posts that are missing, with authors, tags, series and picture.

    A post is recognised by its slug, also by a former one, and an author by e-mail
    address. What exists is left as it is, so that what somebody edited is kept.
    """
    if only_if_empty and Post.objects.exists():
        return DemoReport()
    texts = load_texts()
    authors, authors_created = ensure_profiles(PEOPLE)
    present = taken_slugs(Post, [text.slug for text in texts])
    missing = [text for text in texts if text.slug not in present]
    if missing:
        _create(missing, authors, now)
    return DemoReport(len(missing), len(texts) - len(missing), authors_created)


def _create(
    texts: list[DemoText], authors: dict[str, AuthorRef], now: datetime
) -> None:
    tags = ensure_tags(tag for text in texts for tag in text.tags)
    picture = store_image(draw_picture(), name=PICTURE_NAME, alt=PICTURE_ALT)
    inputs = [_input(text, authors, tags, picture, now) for text in texts]
    posts = create_posts(inputs, actor=None, now=now)
    series: dict[str, list[Post]] = {}
    for text, post in zip(texts, posts, strict=True):
        if text.series:
            series.setdefault(text.series, []).append(post)
    for title, members in series.items():
        _append(title, members, now)


def _input(
    text: DemoText,
    authors: dict[str, AuthorRef],
    tags: dict[str, Tag],
    picture: MediaFile,
    now: datetime,
) -> PostInput:
    return PostInput(
        title=text.title,
        subtitle=text.subtitle,
        slug=text.slug,
        body_markdown=text.body.replace(PICTURE, f"({picture.file.url})"),
        authors=(authors[text.author],),
        tags=tuple(tags[name] for name in text.tags),
        language=text.language,
        visibility=text.visibility,
        is_featured=text.is_featured,
        cover_image=picture if text.cover else None,
        public_from=text.public_from(now),
    )


def _append(title: str, posts: list[Post], now: datetime) -> None:
    series = Series.objects.filter(title=title).order_by("pk").first()
    if series is None:
        slug = allocate_slugs(Series, [title])[0]
        series = Series.objects.create(title=title, slug=slug)
    present = [member.post for member in series.members.select_related("post")]
    set_series_posts(series, [*present, *posts], now=now)
