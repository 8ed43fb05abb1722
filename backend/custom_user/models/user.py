"""The account somebody logs in with."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from typing_extensions import override

from common.models import PublicModel
from custom_user.constants import Tier
from custom_user.models.end_sessions import end_sessions
from custom_user.models.user_profile import UserProfile


class CustomUserManager(BaseUserManager["CustomUser"]):
    """Accounts are made with their profile or not at all, and log in by e-mail."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> CustomUser:
        """Create an account and its profile in one transaction.

        Raises:
            django.db.IntegrityError: the address belongs to another account.
        """
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        with transaction.atomic():
            user.save(using=self._db)
            UserProfile.objects.create(user=user)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> CustomUser:
        """Create an account that may do everything; its address counts as verified.

        Whoever can run commands needs no mail to get in.
        """
        with transaction.atomic():
            user = self.create_user(
                email, password, **{**fields, "is_staff": True, "is_superuser": True}
            )
            EmailAddress.objects.create(
                user=user, email=user.email, verified=True, primary=True
            )
        return user

    @classmethod
    @override
    def normalize_email(cls, email: str | None) -> str:
        """Return the address as it is stored: without spaces around it, lower case."""
        return (email or "").strip().lower()

    @override
    def get_by_natural_key(self, username: str | None) -> CustomUser:
        return self.get(email=self.normalize_email(username))


class CustomUser(PublicModel, AbstractUser):
    """An account. `email` is the log-in name, always lower case, and never public.

    What readers see of somebody who writes is `author.Author`; deleting an account
    leaves it. `session_epoch` moves whenever all sessions have to end; nothing sets it
    back.
    """

    # A public handle for people who comment. NULL, because empty strings would collide.
    username = models.CharField(  # type: ignore[assignment] # AbstractUser has no NULL.
        max_length=150, unique=True, null=True, blank=True
    )
    email = models.EmailField("e-mail address", unique=True)
    tier = models.CharField(
        max_length=20,
        choices=Tier.choices,
        default=Tier.STANDARD,
        db_default=Tier.STANDARD,
    )
    session_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[CustomUserManager] = CustomUserManager()  # type: ignore[assignment] # The account manager replaces the time-stamped one.

    class Meta:
        verbose_name = "account"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_is_lower_case",
            ),
        ]
        triggers = [end_sessions()]

    @override
    def __str__(self) -> str:
        return self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django's own knows the password alone; ours ends with every epoch.
        content = f"{self.password}:{self.session_epoch}"
        salt = "custom_user.CustomUser.session"
        return salted_hmac(salt, content, secret=secret, algorithm="sha256").hexdigest()
