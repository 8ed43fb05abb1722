"""What is asked, and what is answered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256

from django.conf import settings

from common.throttling.rates import Rate


@dataclass(frozen=True, slots=True)
class Rule:
    """A rate for one client: `key` is whatever tells clients apart within `scope`."""

    scope: str
    key: str
    rate: Rate

    @property
    def name(self) -> str:
        """The rule's name in Redis, which does not tell who the client is.

        There are few enough IPv4 addresses to try them all, hence the secret.
        """
        secret = sha256(settings.SECRET_KEY.encode()).digest()
        digest = blake2b(self.key.encode(), digest_size=16, key=secret).hexdigest()
        return f"{self.scope}:{digest}"


@dataclass(frozen=True, slots=True)
class State:
    """Where a client stands: tries left, and seconds until it has all of them again."""

    rule: Rule
    remaining: int
    reset_after: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a try is admitted; `retry_after` is 0 then, else whole seconds to wait.

    `states` has one entry per rule, and none where nobody counted.
    """

    admitted: bool
    states: tuple[State, ...] = ()
    retry_after: int = 0

    @classmethod
    def of(
        cls, *, admitted: bool, windows: Sequence[tuple[Rule, int, float]]
    ) -> Verdict:
        """Judge by rules, each with its used tries and the seconds its window lasts."""
        states = tuple(
            State(rule, max(0, rule.rate.limit - used), seconds)
            for rule, used, seconds in windows
        )
        if admitted:
            return cls(admitted=True, states=states)
        wait = max(state.reset_after for state in states if not state.remaining)
        return cls(admitted=False, states=states, retry_after=max(1, math.ceil(wait)))

    @property
    def refused_by(self) -> tuple[str, ...]:
        """The scopes that had no room, the one to wait for longest first."""
        if self.admitted:
            return ()
        full = [state for state in self.states if not state.remaining]
        full.sort(key=lambda state: -state.reset_after)
        return tuple(state.rule.scope for state in full)
