"""The smallest valid rows of the blog for tests."""

# mypy: allow-untyped-calls

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from factory.declarations import LazyAttribute, SelfAttribute, Sequence, Trait
from factory.django import DjangoModelFactory
from typing_extensions import override

from author.models import Author
from blog.constants import PostState, Visibility
from blog.models import MediaFile, Post, PostAuthor, Series, SeriesMember, Tag
from blog.services.counters import recount as count_anew
from common.text.markdown import render_markdown

LONG_AGO = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
FAR_AHEAD = datetime(2999, 1, 2, 3, 4, 5, tzinfo=UTC)


class TagFactory(DjangoModelFactory[Tag]):
    """A shared tag; set `post_count=1` to make it public."""

    class Meta:
        model = Tag

    name = Sequence(lambda n: f"Tag {n}")
    slug = Sequence(lambda n: f"tag-{n}")


class SeriesFactory(DjangoModelFactory[Series]):
    """A series without posts, or with those given as `posts=[...]`, in that order.

    Set `post_count=1` to make it public, or `recount=True` to count its posts.
    """

    class Meta:
        model = Series

    title = Sequence(lambda n: f"Series {n}")
    slug = Sequence(lambda n: f"series-{n}")

    @classmethod
    @override
    def _create(
        cls,
        model_class: type[Series],
        *args: Any,
        posts: Iterable[Post] = (),
        recount: bool = False,
        **kwargs: Any,
    ) -> Series:
        series = model_class.objects.create(*args, **kwargs)
        SeriesMember.objects.bulk_create(
            SeriesMember(series=series, post=post, position=position)
            for position, post in enumerate(posts)
        )
        if recount:
            count_anew(now=timezone.now(), series=[series.pk])
            series.refresh_from_db()
        return series


class MediaFileFactory(DjangoModelFactory[MediaFile]):
    """A row about an image; nothing is stored, so its bytes cannot be read."""

    class Meta:
        model = MediaFile

    class Params:
        number = Sequence(lambda n: n)

    checksum = LazyAttribute(
        lambda row: hashlib.sha256(str(row.number).encode()).hexdigest()
    )
    file = LazyAttribute(lambda row: f"images/{row.checksum}.png")
    original_name = LazyAttribute(lambda row: f"picture-{row.number}.png")
    content_type = "image/png"
    size = 68
    width = 2
    height = 1

    @classmethod
    @override
    def _create(
        cls, model_class: type[MediaFile], *args: Any, **kwargs: Any
    ) -> MediaFile:
        # Django measures the file when width and height are missing; they come first.
        path = kwargs.pop("file")
        row = model_class(*args, **kwargs)
        row.__dict__["file"] = path
        row.save()
        return row


class PostFactory(DjangoModelFactory[Post]):
    """A draft with nothing but a title and a slug.

    Traits: `published`, `scheduled`, `members`, `unlisted`, `private`, `trashed`, and
    `rendered`, which makes HTML, text and measures from `body_markdown`. `authors` (in
    order) and `tags` are lists of rows; `recount=True` makes the counters beside them
    right.
    """

    class Meta:
        model = Post

    class Params:
        published = Trait(
            state=PostState.PUBLISHED,
            published_at=LONG_AGO,
            first_published_at=SelfAttribute("published_at"),
        )
        scheduled = Trait(
            state=PostState.SCHEDULED,
            publish_at=FAR_AHEAD,
            published_at=SelfAttribute("publish_at"),
        )
        members = Trait(visibility=Visibility.MEMBERS)
        unlisted = Trait(visibility=Visibility.UNLISTED)
        private = Trait(visibility=Visibility.PRIVATE)
        trashed = Trait(trashed_at=LONG_AGO)
        rendering = LazyAttribute(lambda post: render_markdown(post.body_markdown))
        rendered = Trait(
            body_html=SelfAttribute("rendering.html"),
            body_text=SelfAttribute("rendering.text"),
            table_of_contents=SelfAttribute("rendering.table_of_contents"),
            excerpt=SelfAttribute("rendering.excerpt"),
            word_count=SelfAttribute("rendering.word_count"),
            reading_minutes=SelfAttribute("rendering.reading_minutes"),
        )

    title = Sequence(lambda n: f"Post {n}")
    slug = Sequence(lambda n: f"post-{n}")
    body_markdown = ""

    @classmethod
    @override
    def _create(
        cls,
        model_class: type[Post],
        *args: Any,
        authors: Iterable[Author] = (),
        tags: Iterable[Tag] = (),
        recount: bool = False,
        **kwargs: Any,
    ) -> Post:
        post = model_class.objects.create(*args, **kwargs)
        bylines = [
            PostAuthor(post=post, author=author, position=position)
            for position, author in enumerate(authors)
        ]
        labels = list(tags)
        if bylines:
            PostAuthor.objects.bulk_create(bylines)
        if labels:
            post.tags.set(labels)
        if recount:
            count_anew(
                now=timezone.now(),
                authors=[byline.author_id for byline in bylines],
                tags=[tag.pk for tag in labels],
            )
        return post
