"""Turns documents into what the post services take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings

from author.services import AuthorRef
from blog.constants import Visibility
from blog.models import Post, Tag
from blog.services.importing.document import Document
from blog.services.importing.references import Reference
from blog.services.post_content import PostInput


def new_input(
    document: Document,
    *,
    authors: Mapping[str, AuthorRef],
    tags: Mapping[str, Tag],
    image_urls: Mapping[Reference, str],
) -> PostInput:
    """Return the content of a post as its file has it."""
    said = document.metadata
    return PostInput(
        title=document.title,
        body_markdown=document.body_with(image_urls),
        # Two spellings of one tag are one tag.
        authors=tuple(dict.fromkeys(authors[name] for name in document.authors)),
        tags=tuple(dict.fromkeys(tags[name] for name in said.tags)),
        excerpt=said.excerpt,
        slug=document.slug,
        slug_source=document.slug_source,
        language=said.language or settings.SITE_LANGUAGE,
        canonical_url=said.canonical_url,
        is_featured=bool(said.is_featured),
        public_from=document.public_from,
        unpublish_at=said.unpublish_at,
    )


def keep_unsaid(data: PostInput, document: Document, post: Post) -> PostInput:
    """Return `data` with what `post` has where the file is silent.

    What editors added by hand survives the next import this way.
    """
    said = document.metadata
    featured = post.is_featured if said.is_featured is None else said.is_featured
    return replace(
        data,
        subtitle=post.subtitle,
        language=said.language or post.language,
        is_featured=featured,
        visibility=Visibility(post.visibility),
        cover_image=post.cover_image,
        unpublish_at=said.unpublish_at or post.unpublish_at,
    )
