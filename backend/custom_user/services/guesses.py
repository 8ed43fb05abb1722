"""How often somebody may guess at an account, from one address and from all.

Only wrong guesses count. An attacker with many addresses can use up what strangers
have, so a part is kept for the addresses the account was opened from before: its owner
still gets in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from common.throttling import Rule, hit, rate_of, refund
from custom_user.exceptions import (
    CodeInvalidError,
    CredentialsInvalidError,
    TooManyGuessesError,
)

SCOPE = "login_account"
# Of ten guesses at an account, three are kept for addresses it knows.
KEPT_FOR_KNOWN = 0.3
KNOWN_FOR_SECONDS = 60 * 60 * 24 * 90


@contextmanager
def guess(
    *, account: str, address: str, at: Literal["password", "code"] = "password"
) -> Iterator[None]:
    """Do what is inside if a guess is left, and count it if it was wrong.

    Passwords and codes are counted apart. A known address is known for both.

    The guess is taken before, so that simultaneous ones are never more than allowed.

    Raises:
        TooManyGuessesError: none is left for the time being.
    """
    rule = _rule(account, address, at)
    verdict = hit(rule, open_without_redis=False)
    if not verdict.admitted:
        raise TooManyGuessesError(retry_after=verdict.retry_after)
    try:
        yield
    except (CredentialsInvalidError, CodeInvalidError):
        raise
    except BaseException:
        refund(rule)
        raise
    refund(rule)


def know_address(*, account: str, address: str) -> None:
    """Note that the account's owner has been at this address."""
    cache.set(_known_key(account, address), 1, KNOWN_FOR_SECONDS)


def is_known_address(*, account: str, address: str) -> bool:
    """Say whether the account was opened from here before; a lost cache says no."""
    return cache.get(_known_key(account, address)) is not None


def _rule(account: str, address: str, at: str) -> Rule:
    rate = rate_of(SCOPE)
    kept = max(1, round(rate.limit * KEPT_FOR_KNOWN))
    if is_known_address(account=account, address=address):
        return Rule(SCOPE, f"{account}:{at}:known", replace(rate, limit=kept))
    return Rule(
        SCOPE, f"{account}:{at}:strange", replace(rate, limit=rate.limit - kept)
    )


def _known_key(account: str, address: str) -> str:
    digest = salted_hmac("custom_user.guesses", f"{account}:{address}").hexdigest()
    return f"known-address:{digest[:32]}"
