from __future__ import annotations

import pytest

from author.models import Author
from author.selectors import find_author_by_any_slug, select_author_key
from author.tests.factories import AuthorFactory

pytestmark = pytest.mark.django_db


def test_only_who_has_published_is_found_by_slug() -> None:
    known = AuthorFactory.create(slug="ada", post_count=1)
    hidden = AuthorFactory.create(slug="bob")
    for author in (known, hidden):
        Author.objects.filter(pk=author.pk).update(slug=f"new-{author.slug}")

    expected = {"public_id": known.public_id, "slug": "new-ada"}
    assert find_author_by_any_slug("ada") == expected
    assert find_author_by_any_slug("new-ada") == expected
    assert find_author_by_any_slug("bob") is None
    assert find_author_by_any_slug("new-bob") is None


def test_conditions_on_posts_find_everybody_by_every_name() -> None:
    author = AuthorFactory.create(slug="ada")
    AuthorFactory.create()
    Author.objects.filter(pk=author.pk).update(slug="lovelace")

    for name in ("ada", "lovelace", str(author.public_id)):
        assert list(select_author_key(name).values_list("pk", flat=True)) == [author.pk]
    assert not select_author_key("nobody").exists()
