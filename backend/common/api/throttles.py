"""How often a client may call: one class per scope, and what a view does with them."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView
from typing_extensions import override

from common.client_address import client_address
from common.throttling import Rate, Rule, State, Verdict, hit, rate_of


class ScopedThrottle(BaseThrottle):
    """Base of the throttles: counts an account, a key or else an address in `scope`.

    `scales` lets tiers raise the rate; `open_without_redis` lets everybody through
    while nobody can count.
    """

    scope: ClassVar[str]
    scales: ClassVar[bool] = True
    open_without_redis: ClassVar[bool] = True
    _verdict = Verdict(admitted=True)

    def find_rule(self, request: Request) -> Rule | None:
        """Return the rule for whoever asks, or None where this is not limited."""
        rate = self._find_rate(request)
        client = self.find_client(request)
        return Rule(self.scope, client, rate) if rate and client else None

    def find_client(self, request: Request) -> str | None:
        """Return who is counted, or None if this throttle does not mean them."""
        return client_of(request)

    @override
    def allow_request(self, request: Request, view: APIView) -> bool:
        # For views of libraries; ours ask all their throttles at once.
        rule = self.find_rule(request)
        if rule is not None:
            self._verdict = hit(rule, open_without_redis=self.open_without_redis)
        return self._verdict.admitted

    @override
    def wait(self) -> float | None:
        return self._verdict.retry_after

    def _find_rate(self, request: Request) -> Rate | None:
        rate = rate_of(self.scope)
        if not self.scales:
            return rate
        factor = settings.THROTTLE_TIERS.get(_tier_of(request), 1)
        return None if factor is None else rate.times(factor)


class AnonThrottle(ScopedThrottle):
    """Every call of a client without an account, by address."""

    scope = "anon"

    @override
    def find_client(self, request: Request) -> str | None:
        return None if _account_of(request) else _address_of(request)


class UserThrottle(ScopedThrottle):
    """Every call of an account or a key."""

    scope = "user"

    @override
    def find_client(self, request: Request) -> str | None:
        return _account_of(request)


class BlogThrottle(ScopedThrottle):
    """Posts, their list and single ones together."""

    scope = "blog_limit"


class Blog2Throttle(ScopedThrottle):
    """Everything else that everybody may read."""

    scope = "blog_2_limit"


class WriteThrottle(ScopedThrottle):
    """Changes; reads of the same view pass."""

    scope = "writes"
    open_without_redis = False

    @override
    def find_client(self, request: Request) -> str | None:
        return None if request.method in SAFE_METHODS else super().find_client(request)


class AccountThrottle(ScopedThrottle):
    """What people do with their own account."""

    scope = "account"
    open_without_redis = False


class DoorThrottle(ScopedThrottle):
    """Base of what guards the way in: by address, alike for all, and never open.

    By address also for those who are logged in, or a guesser with a hundred accounts
    could guess a hundred times as often.
    """

    scales = False
    open_without_redis = False

    @override
    def find_client(self, request: Request) -> str | None:
        return _address_of(request)


class LoginThrottle(DoorThrottle):
    """Log-ins. A service counts those of each account as well."""

    scope = "login"


class RegistrationThrottle(DoorThrottle):
    """New accounts."""

    scope = "registration"


class PasswordResetThrottle(DoorThrottle):
    """Forgotten passwords."""

    scope = "password_reset"


class VerificationThrottle(DoorThrottle):
    """Proofs that an e-mail address belongs to somebody."""

    scope = "verification"


class ThrottledView(APIView):
    """Asks all its throttles in one round trip and tells the client where it stands.

    Every answer carries `RateLimit` and `RateLimit-Policy`. Authentication and
    throttles come first of all, so that a wrong credential counts as a call, too.
    """

    _verdict: Verdict | None = None

    @override
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        try:
            self.perform_authentication(request)
        finally:
            self.check_throttles(request)
        super().initial(request, *args, **kwargs)

    @override
    def check_throttles(self, request: Request) -> None:
        # The base class comes by a second time, after the permissions.
        if self._verdict is not None:
            return
        asked = [
            (rule, throttle.open_without_redis)
            for throttle in self.get_throttles()
            if isinstance(throttle, ScopedThrottle)
            and (rule := throttle.find_rule(request))
        ]
        self._verdict = hit(
            *(rule for rule, _ in asked),
            open_without_redis=all(is_open for _, is_open in asked),
        )
        if not self._verdict.admitted:
            self.throttled(request, self._verdict.retry_after)

    @override
    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self._verdict is not None and self._verdict.states:
            states = self._verdict.states
            response["RateLimit-Policy"] = ", ".join(map(_policy, states))
            response["RateLimit"] = ", ".join(map(_standing, states))
        return response


def client_of(request: Request) -> str:
    """Return who asks, as far as we tell apart: an account, a key or an address."""
    return _account_of(request) or _address_of(request)


def _account_of(request: Request) -> str | None:
    key = getattr(request.auth, "throttle_key", None)
    if key is not None:
        return f"key:{key}"
    return f"user:{request.user.pk}" if request.user.is_authenticated else None


def _address_of(request: Request) -> str:
    return f"address:{client_address(request)}"


def _tier_of(request: Request) -> str:
    tier: str | None = getattr(request.auth, "tier", None)
    return tier or getattr(request.user, "tier", None) or "standard"


def _policy(state: State) -> str:
    rate = state.rule.rate
    return f'"{state.rule.scope}";q={rate.limit};w={rate.seconds}'


def _standing(state: State) -> str:
    seconds = math.ceil(state.reset_after)
    return f'"{state.rule.scope}";r={state.remaining};t={seconds}'
