"""Making and counting public profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When

from author.exceptions import AuthorHasPostsError
from author.models import Author
from common.slugs import allocate_slugs
from custom_user.services import Account

COUNTS_PER_STATEMENT = 500


@dataclass(frozen=True)
class AuthorRef:
    """How other apps name an author: the key for joins, the public id for the world."""

    id: int
    public_id: UUID


def find_authors(names: Iterable[str]) -> dict[str, AuthorRef]:
    """Return the authors that exist, by name; a missing name is missing."""
    return _refs(Author.objects.filter(name__in=set(names)))


@transaction.atomic
def ensure_authors(names: Iterable[str]) -> dict[str, AuthorRef]:
    """Return the author of each name, made where there is none.

    A name is compared exactly, apart from spaces around it: two spellings are two
    authors, because merging bylines silently would lose one.
    """
    wanted = list(dict.fromkeys(names))
    known = _refs(Author.objects.filter(name__in=wanted))
    missing = [name for name in wanted if name not in known]
    if missing:
        slugs = allocate_slugs(Author, missing)
        # Somebody else may have made them while we waited for the slugs' lock.
        known |= _refs(Author.objects.filter(name__in=missing))
        Author.objects.bulk_create(
            Author(name=name, slug=slug)
            for name, slug in zip(missing, slugs, strict=True)
            if name not in known
        )
        known |= _refs(Author.objects.filter(name__in=missing))
    return {name: known[name] for name in wanted}


def _refs(authors: models.QuerySet[Author]) -> dict[str, AuthorRef]:
    # Of namesakes made by hand, the oldest is meant.
    rows = authors.order_by("-pk").values_list("name", "pk", "public_id")
    return {name: AuthorRef(pk, public_id) for name, pk, public_id in rows}


def set_post_counts(counts: Mapping[int, int]) -> int:
    """Write the number of public posts of each author, keyed by primary key.

    Returns how many differed.
    """
    rows = sorted(counts.items())
    starts = range(0, len(rows), COUNTS_PER_STATEMENT)
    # Each row is compared with each case, so very long statements would be slow.
    return sum(_set_counts(rows[n : n + COUNTS_PER_STATEMENT]) for n in starts)


def _set_counts(rows: list[tuple[int, int]]) -> int:
    cases = [When(pk=pk, then=Value(count)) for pk, count in rows]
    new_count = Case(
        *cases, default=F("post_count"), output_field=models.PositiveIntegerField()
    )
    authors = Author.objects.filter(pk__in=[pk for pk, _count in rows])
    return authors.exclude(post_count=new_count).update(post_count=new_count)


def delete_author(*, author: Author) -> None:
    """Delete a profile nothing is signed with.

    Raises:
        AuthorHasPostsError: posts carry this name.
    """
    try:
        with transaction.atomic():
            author.delete()
    except models.ProtectedError as error:
        raise AuthorHasPostsError(
            f"“{author.name}” has posts; give them to somebody else first."
        ) from error


def forget_account(*, account: Account) -> None:
    """Keep the profile and all it signs, and nothing that leads to the account."""
    is_theirs = Q(user=account) | Q(email__iexact=account.email)
    Author.objects.filter(is_theirs).update(user=None, email=None)
