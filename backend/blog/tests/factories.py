"""The smallest valid rows of the blog for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from author.models import Author
from blog.constants import PostState, Visibility
from blog.models import MediaFile, Post, PostAuthor, Series, SeriesMember, Tag
from blog.services.counters import recount
from common.text.markdown import render_markdown

LONG_AGO = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
FAR_AHEAD = datetime(2999, 1, 2, 3, 4, 5, tzinfo=UTC)


class TagFactory(DjangoModelFactory[Tag]):
    """A shared tag; set `post_count=1` to make it public."""

    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"Tag {n}")
    slug = factory.Sequence(lambda n: f"tag-{n}")


class SeriesFactory(DjangoModelFactory[Series]):
    """A series without posts, or with those given as `posts=[...]`, in that order.

    Its counter is what `post_count` says, so set it to make the series public.
    """

    class Meta:
        model = Series
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Series {n}")
    slug = factory.Sequence(lambda n: f"series-{n}")

    @factory.post_generation
    def posts(self: Series, create: bool, extracted: Sequence[Post] | None) -> None:  # type: ignore[misc] # factory_boy passes the row as self.
        SeriesMember.objects.bulk_create(
            SeriesMember(series=self, post=post, position=position)
            for position, post in enumerate(extracted or ())
        )


class MediaFileFactory(DjangoModelFactory[MediaFile]):
    """A row about an image; nothing is stored, so its bytes cannot be read."""

    class Meta:
        model = MediaFile

    class Params:
        number = factory.Sequence(lambda n: n)

    checksum = factory.LazyAttribute(
        lambda row: hashlib.sha256(str(row.number).encode()).hexdigest()
    )
    file = factory.LazyAttribute(lambda row: f"images/{row.checksum}.png")
    original_name = factory.LazyAttribute(lambda row: f"picture-{row.number}.png")
    content_type = "image/png"
    size = 68
    width = 2
    height = 1

    @classmethod
    def _create(
        cls, model_class: type[MediaFile], *args: Any, **kwargs: Any
    ) -> MediaFile:
        # Django measures the file whenever an instance is made, and there is none.
        width, height = kwargs.pop("width"), kwargs.pop("height")
        path = kwargs.pop("file")
        row = MediaFile(**kwargs, width=width, height=height)
        MediaFile.objects.bulk_create([row])
        MediaFile.objects.filter(pk=row.pk).update(file=path)
        row.__dict__["file"] = path
        return row


class PostFactory(DjangoModelFactory[Post]):
    """A draft with nothing but a title and a slug.

    Traits: `published`, `scheduled`, `members`, `unlisted`, `private`, `trashed`, and
    `rendered`, which makes HTML, text and measures from `body_markdown`. `authors` (in
    order) and `tags` are lists of rows; `recount=True`, or a time, makes the counters
    beside authors and tags right.
    """

    class Meta:
        model = Post
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(
            state=PostState.PUBLISHED,
            published_at=LONG_AGO,
            first_published_at=factory.SelfAttribute("published_at"),
        )
        scheduled = factory.Trait(
            state=PostState.SCHEDULED,
            publish_at=FAR_AHEAD,
            published_at=factory.SelfAttribute("publish_at"),
        )
        members = factory.Trait(visibility=Visibility.MEMBERS)
        unlisted = factory.Trait(visibility=Visibility.UNLISTED)
        private = factory.Trait(visibility=Visibility.PRIVATE)
        trashed = factory.Trait(trashed_at=LONG_AGO)
        rendering = factory.LazyAttribute(
            lambda post: render_markdown(post.body_markdown)
        )
        rendered = factory.Trait(
            **{
                column: factory.SelfAttribute(f"rendering.{made}")
                for column, made in {
                    "body_html": "html",
                    "body_text": "text",
                    "table_of_contents": "table_of_contents",
                    "excerpt": "excerpt",
                    "word_count": "word_count",
                    "reading_minutes": "reading_minutes",
                }.items()
            }
        )

    title = factory.Sequence(lambda n: f"Post {n}")
    slug = factory.Sequence(lambda n: f"post-{n}")

    @factory.post_generation
    def authors(self: Post, create: bool, extracted: Sequence[Author] | None) -> None:  # type: ignore[misc] # factory_boy passes the row as self.
        PostAuthor.objects.bulk_create(
            PostAuthor(post=self, author=author, position=position)
            for position, author in enumerate(extracted or ())
        )

    @factory.post_generation
    def tags(self: Post, create: bool, extracted: Sequence[Tag] | None) -> None:  # type: ignore[misc] # factory_boy passes the row as self.
        if extracted:
            self.tags.set(extracted)

    @factory.post_generation
    def recount(self: Post, create: bool, extracted: bool | datetime | None) -> None:  # type: ignore[misc] # factory_boy passes the row as self.
        if extracted:
            recount(
                now=extracted if isinstance(extracted, datetime) else timezone.now(),
                authors=set(self.bylines.values_list("author_id", flat=True)),
                tags=set(self.tags.values_list("pk", flat=True)),
            )
