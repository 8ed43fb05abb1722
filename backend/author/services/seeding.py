"""Profiles for demo and dummy content, recognised when they are asked for again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from author.models import Author
from author.services.profiles import AuthorRef
from common.slugs import allocate_slugs
from custom_user.services import Account


@dataclass(frozen=True)
class Profile:
    """Somebody who writes, recognised by e-mail address.

    `account` is the log-in they write with, by its address; it need not exist.
    """

    email: str
    name: str
    bio: str = ""
    account: str = ""


@transaction.atomic
def ensure_profiles(profiles: Sequence[Profile]) -> tuple[dict[str, AuthorRef], int]:
    """Return the author of each address, and how many were made just now.

    Profiles that exist stay as they are, so that what somebody edited is kept.
    """
    emails = [profile.email for profile in profiles]
    known = _refs(emails)
    missing = [profile for profile in profiles if profile.email not in known]
    if missing:
        slugs = allocate_slugs(Author, [profile.name for profile in missing])
        pairs = list(zip(missing, slugs, strict=True))
        # Somebody else may have made them while we waited for the slugs' lock.
        known = _refs(emails)
        accounts = _accounts_without_profile(who.account for who in missing)
        made = Author.objects.bulk_create(
            Author(
                email=who.email,
                name=who.name,
                bio=who.bio,
                slug=slug,
                user=accounts.get(who.account),
            )
            for who, slug in pairs
            if who.email not in known
        )
        return _refs(emails), len(made)
    return known, 0


def _accounts_without_profile(emails: Iterable[str]) -> dict[str, Account]:
    accounts = Account.objects.filter(email__in=set(emails), author__isnull=True)
    return {account.email: account for account in accounts}


def _refs(emails: Sequence[str]) -> dict[str, AuthorRef]:
    rows = Author.objects.filter(email__in=emails)
    return {
        email: AuthorRef(pk, public_id)
        for email, pk, public_id in rows.values_list("email", "pk", "public_id")
        if email
    }
