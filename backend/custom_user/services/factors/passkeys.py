"""Passkeys: adding them, and checking their answers.

Every passkey is kept on its device and wants its user verified, so that each can be
both factors at once. What the server has to remember between two steps goes into the
signed challenge that the client brings back.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import get_server
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.db import transaction
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from common.exceptions import DomainError
from common.logging import log_event
from custom_user.exceptions import (
    CodeInvalidError,
    FactorExistsError,
    PasskeyLimitError,
    PasskeyRefusedError,
)
from custom_user.models import CustomUser
from custom_user.services.challenges import make_challenge, spend_challenge
from custom_user.services.credentials import require_verified_address
from custom_user.services.factors.changes import change_factors, read_own_challenge
from custom_user.services.factors.recovery import ensure_recovery_codes

PASSKEYS_PER_ACCOUNT = 20
# Key, credential id and flags; more is nothing that an authenticator has to say.
MAX_AUTHENTICATOR_DATA = 4096


def begin_passkey(*, user: CustomUser) -> tuple[str, dict[str, Any]]:
    """Return a challenge, and the options for `navigator.credentials.create`.

    Raises:
        PasskeyLimitError: the account has as many as it may.
        AddressUnverifiedError: the address of the account is not verified.
    """
    require_verified_address(user=user)
    passkeys = _list_passkeys(user)
    _require_room(passkeys)
    options, state = get_server().register_begin(
        user=PublicKeyCredentialUserEntity(
            id=user.public_id.bytes, name=user.email, display_name=user.email
        ),
        credentials=[_credential_of(passkey) for passkey in passkeys],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    challenge = make_challenge(purpose="add passkey", user=user, state=state)
    return challenge, _plain(options)


def add_passkey(
    *,
    user: CustomUser,
    challenge: str,
    name: str,
    credential: dict[str, Any],
    now: datetime,
) -> list[str]:
    """Add a passkey and return the recovery codes, none if there were some before.

    Sessions are the caller's business.

    Raises:
        ChallengeInvalidError: it is too old, used, or of somebody else.
        PasskeyRefusedError: the answer does not fit the options, or the site.
        FactorExistsError: the account has this passkey already.
        PasskeyLimitError: the account has as many as it may.
        AddressUnverifiedError: the address of the account is not verified.
    """
    content = read_own_challenge(purpose="add passkey", challenge=challenge, user=user)
    with change_factors(user=user):
        spend_challenge(challenge, now=now)
        with _told_as(PasskeyRefusedError()):
            data = get_server().register_complete(content["state"], credential)
            stored = _boil_down(credential, data)
        passkeys = _list_passkeys(user)
        _require_room(passkeys)
        if stored["id"] in {passkey.data["credential"]["id"] for passkey in passkeys}:
            raise FactorExistsError
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": name, "credential": stored, "sign_count": data.counter},
        )
        return ensure_recovery_codes(user)


def begin_check(*, user: CustomUser | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return options for `navigator.credentials.get`, and the state to keep signed.

    Without a user any passkey may answer, and is both factors: its device has to
    verify who holds it. For a user it is the second factor.
    """
    passkeys = _list_passkeys(user) if user else []
    options, state = get_server().authenticate_begin(
        credentials=[_credential_of(passkey) for passkey in passkeys] or None,
        user_verification=(
            UserVerificationRequirement.PREFERRED
            if user
            else UserVerificationRequirement.REQUIRED
        ),
    )
    return _plain(options), dict(state)


@transaction.atomic
def check_passkey(
    *,
    user: CustomUser,
    state: dict[str, Any] | None,
    credential: dict[str, Any],
    now: datetime,
) -> None:
    """Check that a passkey of the account has answered what `begin_check` gave out.

    The state must be used once, which is the caller's business.

    Raises:
        CodeInvalidError: it has not, or the passkey looks like a copy of another.
    """
    passkeys = _list_passkeys(user, lock=True)
    with _told_as(CodeInvalidError()):
        answer = AuthenticationResponse.from_dict(credential)
        keys = [_credential_of(passkey) for passkey in passkeys]
        known = get_server().authenticate_complete(state, keys, answer)
        counter = answer.response.authenticator_data.counter
    passkey = passkeys[keys.index(known)]
    _refuse_copy(passkey, counter)
    passkey.data["sign_count"] = counter
    passkey.last_used_at = now
    passkey.save(update_fields=["data", "last_used_at"])


def find_passkey_user(credential: dict[str, Any]) -> CustomUser:
    """Return the usable account that a passkey says it belongs to; proves nothing.

    Raises:
        CodeInvalidError: there is none.
    """
    with _told_as(CodeInvalidError()):
        public_id = UUID(bytes=websafe_decode(credential["response"]["userHandle"]))
        return CustomUser.objects.get(public_id=public_id, is_active=True)


def _list_passkeys(user: CustomUser, *, lock: bool = False) -> list[Authenticator]:
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return list((rows.select_for_update() if lock else rows).order_by("pk"))


def _credential_of(passkey: Authenticator) -> AttestedCredentialData:
    data: AuthenticatorData = passkey.wrap().authenticator_data
    if data.credential_data is None:
        raise ValueError("A passkey without a key has been stored.")
    return data.credential_data


def _require_room(passkeys: list[Authenticator]) -> None:
    if len(passkeys) >= PASSKEYS_PER_ACCOUNT:
        raise PasskeyLimitError


def _boil_down(credential: dict[str, Any], data: AuthenticatorData) -> dict[str, Any]:
    # In the form django-allauth reads, without what the device tells of itself.
    answer = RegistrationResponse.from_dict(credential)
    key = data.credential_data
    if key is None:
        raise ValueError("There is no key in it.")
    # A key that cannot even refuse a signature would lock its owner out.
    with suppress(InvalidSignature):
        key.public_key.verify(b"", b"")
    if len(data) > MAX_AUTHENTICATOR_DATA or key.credential_id != answer.raw_id:
        raise ValueError("It is too long, or about another key.")
    bare = AttestationObject.create("none", data, {})
    return {
        "id": answer.id,
        "rawId": answer.id,
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(answer.response.client_data),
            "attestationObject": websafe_encode(bare),
        },
        "clientExtensionResults": {},
    }


def _refuse_copy(passkey: Authenticator, counter: int) -> None:
    # Devices that count go up at each use; those that don't say 0 for ever.
    last = passkey.data.get("sign_count", 0)
    if (counter or last) and counter <= last:
        log_event(
            "passkey_copied",
            {"user": passkey.user_id},
            logging_module=__name__,
            level="WARNING",
        )
        raise CodeInvalidError


@contextmanager
def _told_as(error: DomainError) -> Iterator[None]:
    # Parsing what strangers send fails in as many ways as there are lies in it.
    try:
        yield
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        CustomUser.DoesNotExist,
        LookupError,
        RuntimeError,
        TypeError,
        UnsupportedAlgorithm,
        ValueError,
        struct.error,
    ) as fault:
        raise error from fault


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(options)))
    return plain
