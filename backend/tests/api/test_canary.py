"""A word that only unpublished content holds is in no byte a stranger can get."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.models import Post, Redirect
from blog.tests.factories import (
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)
from custom_user.tests.factories import PASSWORD, UserFactory
from tests.api.addresses import addresses
from tests.api.conformance import ConformingClient

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel"
PUBLISHED = {"published": True}
HIDDEN: dict[str, dict[str, Any]] = {
    "draft": {},
    "submitted": {"state": "submitted"},
    "reviewed": {"state": "reviewed"},
    "scheduled": {"scheduled": True},
    "archived": {"state": "archived"},
    "private": PUBLISHED | {"private": True},
    "trashed-draft": {"trashed": True},
    "trashed": PUBLISHED | {"trashed": True},
    "members": PUBLISHED | {"members": True},
    "expired": PUBLISHED | {"unpublish_at": "now"},
}


def make_hidden(name: str, traits: dict[str, Any]) -> set[str]:
    """Make a post full of canaries; return the keys that others may guess."""
    if traits.get("unpublish_at"):
        traits = traits | {"unpublish_at": timezone.now() - timedelta(seconds=1)}
    bird = f"{CANARY} {name}"
    author = AuthorFactory.create(
        name=bird, slug=f"author-{name}", bio=bird, email=f"{name}@{CANARY}.example"
    )
    tag = TagFactory.create(name=bird, slug=f"tag-{name}", description=bird)
    post = PostFactory.create(
        **traits,
        title=bird,
        subtitle=bird,
        slug=f"former-{name}",
        excerpt=bird,
        body_markdown=f"# {bird}",
        body_html=bird,
        body_text=bird,
        canonical_url=f"https://{CANARY}.example/",
        cover_image=MediaFileFactory.create(alt=bird, original_name=bird),
        is_featured=True,
        authors=[author],
        tags=[tag],
        recount=True,
    )
    series = SeriesFactory.create(
        title=bird, slug=f"series-{name}", description=bird, posts=[post], recount=True
    )
    Post.objects.filter(pk=post.pk).update(slug=f"{CANARY}-{name}")
    Redirect.objects.create(path=f"/old/former-{name}", post=post)
    rows = (post, author, tag, series)
    return {
        f"former-{name}", author.slug, tag.slug, series.slug,
        *(str(row.public_id) for row in rows),
    }  # fmt: skip


def make_public() -> set[str]:
    post = PostFactory.create(
        published=True,
        authors=[AuthorFactory.create()],
        tags=[TagFactory.create()],
        recount=True,
    )
    series = SeriesFactory.create(posts=[post], recount=True)
    return {post.slug, series.slug, *Author.objects.values_list("slug", flat=True)}


def answers(client: Client, keys: set[str]) -> dict[str, str]:
    """Return all that can be got, by address, with every page that is linked."""
    pending = list(addresses(keys))
    texts: dict[str, str] = {}
    while pending:
        address = pending.pop()
        if address in texts:
            continue
        response = client.get(address)
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        texts[address] = f"{headers} {response.content.decode()}"
        if response.get("Content-Type") == "application/json":
            body = response.json()
            links = [body.get("next"), body.get("previous"), response.get("Location")]
            pending += [link for link in links if isinstance(link, str)]
        elif response.status_code == 301:
            pending.append(response["Location"])
    return texts


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_words_are_in_no_byte_of_any_answer(name: str) -> None:
    keys = make_hidden(name, HIDDEN[name]) | make_public()

    texts = answers(ConformingClient(), keys)

    leaks = [address for address, text in texts.items() if CANARY in text.lower()]
    assert not leaks
    assert len(texts) > 100


def test_the_walk_would_find_the_word() -> None:
    keys = make_hidden("public", PUBLISHED) | make_public()

    texts = answers(ConformingClient(), keys)

    leaks = {address for address, text in texts.items() if CANARY in text.lower()}
    assert {
        "/api/v1/posts/", "/api/v1/tags/", "/api/v1/series/", "/api/v1/authors/",
        "/api/v1/posts/former-public/", "/api/v1/tags/tag-public/",
        "/api/v1/resolve/?path=/old/former-public",
        "/api/v1/posts/?author=author-public",
    } <= leaks  # fmt: skip


def test_members_get_members_posts_and_no_others() -> None:
    names = ["draft", "scheduled", "private", "members"]
    keys = make_public().union(*(make_hidden(name, HIDDEN[name]) for name in names))
    client = ConformingClient()
    user = UserFactory.create()
    client.login(username=user.email, password=PASSWORD)

    texts = "".join(answers(client, keys).values())

    found = {name for name in names if f"{CANARY}-{name}" in texts}
    assert found == {"members"}
