"""The smallest valid authors for tests."""

# mypy: allow-untyped-calls

from __future__ import annotations

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from author.models import Author


class AuthorFactory(DjangoModelFactory[Author]):
    """A profile with a name and a slug; set `post_count=1` to make it public."""

    class Meta:
        model = Author

    name = Sequence(lambda n: f"Author {n}")
    slug = Sequence(lambda n: f"author-{n}")
