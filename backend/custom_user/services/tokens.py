"""Sessions of devices: opened by a log-in, carried on by rotation, ended in many ways.

Most endings happen in the database, by the trigger `end_sessions` of the account.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from knox.settings import knox_settings

from common.logging import log_event
from custom_user.constants import CONFIRMATION_LIFETIME
from custom_user.exceptions import (
    ConfirmationMissingError,
    SessionEndedError,
    SessionNotFoundError,
)
from custom_user.models import AuthToken, CustomUser


@transaction.atomic
def open_session(
    *, user: CustomUser, device_name: str, now: datetime
) -> tuple[AuthToken, str]:
    """Return a new session's token and the key that is shown this once.

    The account's least recently used session ends if there would be too many.
    """
    # Two devices at once must not both take the last place.
    CustomUser.objects.select_for_update().get(pk=user.pk)
    _make_room(user, now)
    return AuthToken.objects.issue(
        user=user,
        expiry=_expiry(started_at=now, now=now),
        device_name=device_name[:100],
        started_at=now,
        last_used_at=now,
    )


def lock_account(*, user: CustomUser) -> CustomUser:
    """Return the account, locked, if no sessions have ended since `user` was read.

    Otherwise a password that is good when it is checked could still open a session
    after it has been changed.

    Raises:
        SessionEndedError: they have, or the account is gone.
    """
    accounts = CustomUser.objects.select_for_update().filter(pk=user.pk)
    account: CustomUser | None = accounts.first()
    if account is None or account.session_epoch != user.session_epoch:
        raise SessionEndedError("The account has changed; log in again.")
    return account


def hold_session(*, token: AuthToken) -> None:
    """Let only a session that goes on do what is next, and nobody end it before that.

    Whatever ends sessions locks the account as well, so that it finds a token which
    takes the place of this one.

    Raises:
        SessionEndedError: the token has been replaced or ended meanwhile.
    """
    _wait_for_account(token.user_id)
    usable = AuthToken.objects.filter(pk=token.pk, rotated_at__isnull=True)
    if not usable.exists():
        raise SessionEndedError("The token has been replaced or revoked.")


@transaction.atomic
def rotate_token(*, token: AuthToken, now: datetime) -> tuple[AuthToken, str]:
    """Replace the token of a session; whoever uses the former one ends the session.

    Raises:
        SessionEndedError: it has been replaced or ended meanwhile.
    """
    hold_session(token=token)
    AuthToken.objects.filter(pk=token.pk).update(rotated_at=now)
    return AuthToken.objects.issue(
        user=token.user,
        expiry=_expiry(started_at=token.started_at, now=now),
        session_id=token.session_id,
        device_name=token.device_name,
        started_at=token.started_at,
        last_used_at=now,
        confirmed_at=token.confirmed_at,
    )


def record_use(*, token: AuthToken, now: datetime) -> None:
    """Move the end of a session that is in use, at most every few minutes.

    Sliding stops at the longest life of a session.
    """
    if (now - token.last_used_at).total_seconds() < knox_settings.MIN_REFRESH_INTERVAL:
        return
    expiry = _expiry(started_at=token.started_at, now=now)
    AuthToken.objects.filter(pk=token.pk).update(last_used_at=now, expiry=expiry)
    token.last_used_at, token.expiry = now, expiry


@transaction.atomic
def end_stolen_session(*, token: AuthToken) -> None:
    """End the session of a token that was used after it had been replaced.

    Either the thief or the owner has the newer one; nobody can tell, so neither may
    go on.
    """
    _wait_for_account(token.user_id)
    AuthToken.objects.filter(session_id=token.session_id).delete()
    log_event(
        "replaced_token_used",
        {"session": token.session_id, "user": token.user_id},
        logging_module=__name__,
        level="WARNING",
    )


@transaction.atomic
def end_session(*, user: CustomUser, session_id: UUID) -> None:
    """End one session of the account.

    Raises:
        SessionNotFoundError: the account has no such session.
    """
    _wait_for_account(user.pk)
    sessions = AuthToken.objects.filter(user=user, session_id=session_id)
    if not sessions.delete()[0]:
        raise SessionNotFoundError


def end_all_sessions(*, user: CustomUser) -> None:
    """End every session of the account, those of the admin too."""
    # The trigger of the account deletes its tokens.
    CustomUser.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


@transaction.atomic
def restart_session(*, token: AuthToken, now: datetime) -> tuple[AuthToken, str]:
    """End every session of the account and open a new one for this device.

    For changes after which nothing opened before may go on, made by somebody who has
    just confirmed who they are and holds the session.
    """
    user, device_name = token.user, token.device_name
    end_all_sessions(user=user)
    return open_session(user=user, device_name=device_name, now=now)


def confirm_session(*, token: AuthToken, now: datetime) -> None:
    """Note that the holder has just proved who they are."""
    AuthToken.objects.filter(pk=token.pk).update(confirmed_at=now)
    token.confirmed_at = now


def require_confirmation(*, token: AuthToken, now: datetime) -> None:
    """Let only a session go on whose holder has lately proved who they are.

    Raises:
        ConfirmationMissingError: they have not, or too long ago.
    """
    at = token.confirmed_at
    if at is None or now - at > CONFIRMATION_LIFETIME:
        raise ConfirmationMissingError


def forget_expired_tokens(*, now: datetime) -> int:
    """Delete the tokens that have expired, and return how many there were."""
    deleted, _ = AuthToken.objects.filter(expiry__lte=now).delete()
    return deleted


def _wait_for_account(pk: int) -> None:
    # A statement that waits for a row does not see what was put beside it meanwhile,
    # so the waiting is done before the one that looks for tokens.
    CustomUser.objects.select_for_update().filter(pk=pk).first()


def _expiry(*, started_at: datetime, now: datetime) -> datetime:
    idle: timedelta = knox_settings.TOKEN_TTL
    longest: timedelta = knox_settings.AUTO_REFRESH_MAX_TTL
    return min(now + idle, started_at + longest)


def _make_room(user: CustomUser, now: datetime) -> None:
    limit: int = knox_settings.TOKEN_LIMIT_PER_USER
    sessions = AuthToken.objects.usable(now).filter(user=user)
    by_use = sessions.order_by("-last_used_at", "-pk")
    surplus = list(by_use.values_list("session_id", flat=True)[limit - 1 :])
    if surplus:
        AuthToken.objects.filter(session_id__in=surplus).delete()
