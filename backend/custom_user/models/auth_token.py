"""The bearer tokens that devices hold."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken, get_digest_token
from knox.settings import CONSTANTS
from typing_extensions import override

from common.models import TimeStampedBaseModel, TimeStampedQuerySet

if TYPE_CHECKING:
    from custom_user.models.user import CustomUser


class AuthTokenQuerySet(TimeStampedQuerySet["AuthToken"]):
    """The vocabulary for many tokens."""

    def usable(self, now: datetime) -> AuthTokenQuerySet:
        """Keep the tokens that still open something: one per session."""
        return self.filter(rotated_at__isnull=True, expiry__gt=now)

    def issue(
        self, *, user: CustomUser, expiry: datetime, **columns: Any
    ) -> tuple[AuthToken, str]:
        """Store a new token of the account; return it with the key it is made from."""
        digest, key = get_digest_token()
        token = self.create(
            digest=digest,
            token_key=key[: CONSTANTS.TOKEN_KEY_LENGTH],
            user=user,
            expiry=expiry,
            **columns,
        )
        return token, str(key)


class AuthToken(AbstractAuthToken, TimeStampedBaseModel):
    """What one device may present until it expires; only a digest of it is kept.

    All tokens that came out of one log-in by rotation share `session_id`, which never
    changes and is the public name of the session. `rotated_at` marks one that has been
    replaced: whoever presents it again has stolen it, or has been robbed.
    `confirmed_at` is when the password or a factor was last given in this session.
    """

    session_id = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    device_name = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)
    rotated_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = AuthTokenQuerySet.as_manager()

    @property
    def idempotency_caller(self) -> str:
        """Return whose answers this session gets again: nobody's but its own."""
        return f"session:{self.session_id}"

    class Meta:
        verbose_name = "token"
        constraints = [
            models.UniqueConstraint(
                fields=["session_id"],
                condition=models.Q(rotated_at__isnull=True),
                name="auth_token_one_per_session",
            ),
        ]
        indexes = [models.Index(fields=["expiry"], name="auth_token_expiry")]

    @override
    def __str__(self) -> str:
        return f"{self.device_name or 'device'} of account {self.user_id}"
