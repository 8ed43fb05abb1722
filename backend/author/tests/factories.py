"""The smallest valid authors for tests."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from author.models import Author


class AuthorFactory(DjangoModelFactory[Author]):
    """A profile with a name and a slug; set `post_count=1` to make it public."""

    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Author {n}")
    slug = factory.Sequence(lambda n: f"author-{n}")
