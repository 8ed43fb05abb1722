"""Creating and changing posts, one or a thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import Max

from blog.exceptions import SlugRefusedError, SlugTakenError, UnpublishedChangesError
from blog.models import Post, PostAuthor, Revision
from blog.services.counters import recount
from blog.services.lifecycle import walk_to
from blog.services.post_content import (
    PostInput,
    apply_content,
    check_times,
    check_title,
    new_revision,
    render_body,
)
from common.exceptions import FieldError
from common.slugs import (
    allocate_slugs,
    is_canonical,
    is_free_for,
    lock_slugs,
    taken_slugs,
)
from common.text.markdown import RenderedMarkdown
from common.text.slugs import make_slug
from custom_user.services import Account


def create_post(data: PostInput, *, actor: Account | None, now: datetime) -> Post:
    """Create one post; see `create_posts`."""
    return create_posts([data], actor=actor, now=now)[0]


def create_posts(
    inputs: Sequence[PostInput],
    *,
    actor: Account | None,
    now: datetime,
    rendered: Mapping[str, RenderedMarkdown] = MappingProxyType({}),
) -> list[Post]:
    """Create posts with bylines, tags and first revision: all of them or none.

    The number of statements does not depend on the number of posts. `rendered` holds
    bodies that were rendered beforehand, by their source.

    Raises:
        TitleRefusedError, BodyRefusedError, TimesRefusedError, SlugRefusedError: the
            content cannot be stored.
        SlugTakenError: an explicit slug belongs or belonged to another post.
    """
    bodies = [_checked(data, rendered) for data in inputs]
    with transaction.atomic():
        slugs = _slugs_for(inputs)
        posts = [
            _new_post(data, body, slug, now)
            for data, body, slug in zip(inputs, bodies, slugs, strict=True)
        ]
        Post.objects.bulk_create(posts)
        pairs = list(zip(posts, inputs, strict=True))
        PostAuthor.objects.bulk_create(_bylines(pairs))
        _write_tags(pairs)
        Revision.objects.bulk_create(
            new_revision(post, data, number=1, actor=actor) for post, data in pairs
        )
        # A draft counts for nobody.
        public = [data for data in inputs if data.public_from]
        if public:
            recount(
                authors={author.id for data in public for author in data.authors},
                tags={tag.pk for data in public for tag in data.tags},
                now=now,
            )
    return posts


def update_post(
    post: Post, data: PostInput, *, actor: Account | None, now: datetime
) -> bool:
    """Make `post` say what `data` says; return whether anything changed.

    A change of content makes a revision and moves `edited_at`; an explicit slug that
    differs renames the post, and its former address goes on working.

    Raises:
        TitleRefusedError, BodyRefusedError, TimesRefusedError, SlugRefusedError: the
            content cannot be stored.
        SlugTakenError: the slug belongs or belonged to another post.
        UnpublishedChangesError: another edit waits, which this one would undo.
    """
    rendered = _checked(data, {})
    with transaction.atomic():
        post = Post.objects.select_for_update().get(pk=post.pk)
        data = replace(data, series=post.series.first())
        before = _relations(post)
        has_new_slug = _rename(post, data)
        has_moved = _move(post, data.public_from, now)
        has_new_content = _has_new_content(post, data, rendered, before)
        if has_new_slug or has_moved or has_new_content:
            _check_nothing_waits(post)
            post.version += 1
        if has_new_content:
            _store_content(post, data, actor, now)
        elif has_new_slug or has_moved:
            post.save(update_fields=["version"])
        if has_moved or has_new_content:
            recount(
                authors=before["authors"] | {author.id for author in data.authors},
                tags=before["tags"] | {tag.pk for tag in data.tags},
                series={data.series.pk} if data.series else set(),
                now=now,
            )
    return has_new_slug or has_moved or has_new_content


def _check_nothing_waits(post: Post) -> None:
    # Publishing what waits would put the older text back over this one.
    if post.working_revision_id is not None:
        raise UnpublishedChangesError


def _checked(
    data: PostInput, rendered: Mapping[str, RenderedMarkdown]
) -> RenderedMarkdown:
    check_title(data.title, data.body_markdown)
    check_times(data)
    return rendered.get(data.body_markdown) or render_body(data.body_markdown)


def _slugs_for(inputs: Sequence[PostInput]) -> list[str]:
    explicit = [data.slug for data in inputs if data.slug]
    titles = [data.slug_source or data.title for data in inputs if not data.slug]
    made = allocate_slugs(Post, titles)
    taken = taken_slugs(Post, explicit) | set(made)
    for slug in explicit:
        _check_slug(slug)
        if slug in taken or explicit.count(slug) > 1:
            raise _slug_taken(slug)
    unused = iter(made)
    return [data.slug or next(unused) for data in inputs]


def _check_slug(slug: str) -> None:
    if not is_canonical(slug):
        detail = f"Write the slug as “{make_slug(slug)}”, or leave it empty."
        fault = FieldError("/slug", "not_canonical", detail)
        raise SlugRefusedError(detail, errors=(fault,))


def _slug_taken(slug: str) -> SlugTakenError:
    detail = f"The slug “{slug}” belongs or belonged to another post; choose another."
    return SlugTakenError(detail, errors=(FieldError("/slug", "taken", detail),))


def _new_post(
    data: PostInput, rendered: RenderedMarkdown, slug: str, now: datetime
) -> Post:
    post = Post(slug=slug, created_at=now, edited_at=min(data.public_from or now, now))
    apply_content(post, data, rendered)
    for _step in walk_to(post, data.public_from, now):
        pass  # Nothing is stored yet, so nothing is saved between the steps.
    return post


def _move(post: Post, public_from: datetime | None, now: datetime) -> bool:
    has_moved = False
    for _step in walk_to(post, public_from, now):
        post.save()
        has_moved = True
    return has_moved


def check_slug_for(post: Post, slug: str) -> None:
    """Refuse a slug that the (locked) post cannot have, and keep it free for this one.

    Raises:
        SlugRefusedError: it is not written as slugs are.
        SlugTakenError: it belongs or belonged to another post.
    """
    _check_slug(slug)
    lock_slugs(Post)
    if not is_free_for(post, slug):
        raise _slug_taken(slug)


def _rename(post: Post, data: PostInput) -> bool:
    if not data.slug or data.slug == post.slug:
        return False
    check_slug_for(post, data.slug)
    post.slug = data.slug
    post.save(update_fields=["slug"])
    return True


def _relations(post: Post) -> dict[str, set[int]]:
    return {
        "authors": set(post.bylines.values_list("author_id", flat=True)),
        "tags": set(post.tags.values_list("pk", flat=True)),
    }


def _has_new_content(
    post: Post, data: PostInput, rendered: RenderedMarkdown, before: dict[str, set[int]]
) -> bool:
    names = [field.attname for field in Post._meta.concrete_fields]
    old_values = {name: getattr(post, name) for name in names}
    old_byline = list(
        post.bylines.order_by("position").values_list("author_id", flat=True)
    )
    apply_content(post, data, rendered)
    return (
        any(getattr(post, name) != value for name, value in old_values.items())
        or old_byline != [author.id for author in data.authors]
        or before["tags"] != {tag.pk for tag in data.tags}
    )


def _store_content(
    post: Post, data: PostInput, actor: Account | None, now: datetime
) -> None:
    post.edited_at = now
    post.save()
    post.bylines.all().delete()
    PostAuthor.objects.bulk_create(_bylines([(post, data)]))
    post.tags.set([tag.pk for tag in data.tags])
    last = post.revisions.aggregate(last=Max("number"))["last"] or 0
    new_revision(post, data, number=last + 1, actor=actor).save()


def _bylines(pairs: Iterable[tuple[Post, PostInput]]) -> list[PostAuthor]:
    return [
        PostAuthor(post=post, author_id=author.id, position=position)
        for post, data in pairs
        for position, author in enumerate(data.authors)
    ]


def _write_tags(pairs: Iterable[tuple[Post, PostInput]]) -> None:
    through = Post.tags.through
    through.objects.bulk_create(
        through(post_id=post.pk, tag_id=tag.pk)
        for post, data in pairs
        for tag in data.tags
    )
