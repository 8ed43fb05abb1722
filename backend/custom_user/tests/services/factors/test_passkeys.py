from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData
from pytest_django import Settings

from custom_user.exceptions import (
    ChallengeInvalidError,
    CodeInvalidError,
    FactorExistsError,
    PasskeyLimitError,
    PasskeyRefusedError,
)
from custom_user.models import CustomUser
from custom_user.services.factors import passkeys
from custom_user.services.factors.passkeys import (
    add_passkey,
    begin_check,
    begin_passkey,
    check_passkey,
)
from custom_user.services.tokens import end_all_sessions
from custom_user.tests.authenticator import PRESENT, SITE, SoftAuthenticator
from custom_user.tests.second_factors import give_passkey, verified_user

pytestmark = pytest.mark.django_db

LIES: list[dict[str, Any]] = [
    {"origin": "https://evil.example.org"},
    {"origin": "http://blog.example.org"},
    {"origin": "https://blog.example.org.evil.example"},
    {"rp_id": "evil.example.org"},
    {"challenge": websafe_encode(b"another challenge of ours")},
    {"flags": 0},
]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = SITE


def add(user: CustomUser, challenge: str, credential: dict[str, Any]) -> list[str]:
    return add_passkey(
        user=user,
        challenge=challenge,
        name="key",
        credential=credential,
        now=timezone.now(),
    )


def check(user: CustomUser, passkey: SoftAuthenticator) -> None:
    options, state = begin_check(user=user)
    check_passkey(
        user=user, state=state, credential=passkey.get(options), now=timezone.now()
    )


def test_a_passkey_answers_for_its_account() -> None:
    user, passkey = verified_user(), SoftAuthenticator()
    assert len(give_passkey(user, passkey)) == 10

    check(user, passkey)
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None


def test_options_are_json_and_name_the_site(settings: Settings) -> None:
    user, passkey = verified_user(), SoftAuthenticator()
    give_passkey(user, passkey)
    _, create = begin_passkey(user=user)
    get, state = begin_check(user=user)

    json.dumps([create, get, state])
    public = create["publicKey"]
    assert public["rp"] == {"id": "blog.example.org", "name": settings.SITE_TITLE}
    assert public["authenticatorSelection"]["residentKey"] == "required"
    assert public["authenticatorSelection"]["userVerification"] == "required"
    assert [one["id"] for one in public["excludeCredentials"]] == [
        websafe_encode(passkey.id)
    ]
    # The key of the row would tell how many accounts there are.
    assert websafe_decode(public["user"]["id"]) == user.public_id.bytes
    assert [one["id"] for one in get["publicKey"]["allowCredentials"]] == [
        websafe_encode(passkey.id)
    ]


@pytest.mark.parametrize("lie", [*LIES, {"flags": PRESENT}])
def test_a_passkey_of_another_place_is_not_added(lie: dict[str, Any]) -> None:
    user = verified_user()
    challenge, options = begin_passkey(user=user)
    with pytest.raises(PasskeyRefusedError):
        add(user, challenge, SoftAuthenticator(**lie).create(options))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_no_answer(lie: dict[str, Any]) -> None:
    user, passkey = verified_user(), SoftAuthenticator()
    give_passkey(user, passkey)
    for name, value in lie.items():
        setattr(passkey, name, value)
    with pytest.raises(CodeInvalidError):
        check(user, passkey)


def test_an_answer_to_another_question_is_none() -> None:
    user, passkey = verified_user(), SoftAuthenticator()
    give_passkey(user, passkey)
    options, _ = begin_check(user=user)
    _, other_state = begin_check(user=user)
    with pytest.raises(CodeInvalidError):
        check_passkey(
            user=user,
            state=other_state,
            credential=passkey.get(options),
            now=timezone.now(),
        )


def test_passkeys_of_others_do_not_answer() -> None:
    ada, bob = verified_user(), verified_user()
    keys = SoftAuthenticator(), SoftAuthenticator()
    give_passkey(ada, keys[0])
    give_passkey(bob, keys[1])
    with pytest.raises(CodeInvalidError):
        check(bob, keys[0])


def test_an_id_of_a_passkey_does_not_replace_its_key() -> None:
    ada, bob = verified_user(), verified_user()
    true = SoftAuthenticator()
    give_passkey(ada, true)
    false = SoftAuthenticator(id=true.id)
    give_passkey(bob, false)

    with pytest.raises(CodeInvalidError):
        check(ada, false)
    check(ada, true)
    check(bob, false)


def test_a_copy_is_found_out_by_its_count() -> None:
    user, passkey = verified_user(), SoftAuthenticator(counter=5)
    give_passkey(user, passkey)
    passkey.counter = 7
    check(user, passkey)

    for counter in (7, 6, 0):
        passkey.counter = counter
        with pytest.raises(CodeInvalidError):
            check(user, passkey)
    passkey.counter = 8
    check(user, passkey)


def test_an_account_without_passkeys_has_nothing_to_answer_with() -> None:
    user = verified_user()
    for state in ({}, None, {"challenge": "x"}):
        with pytest.raises(CodeInvalidError):
            check_passkey(user=user, state=state, credential={}, now=timezone.now())


def test_the_challenge_to_add_a_passkey_works_once_and_for_its_account() -> None:
    ada, bob = verified_user(), verified_user()
    challenge, options = begin_passkey(user=ada)
    credential = SoftAuthenticator().create(options)
    with pytest.raises(ChallengeInvalidError):
        add(bob, challenge, credential)
    add(ada, challenge, credential)
    with pytest.raises(ChallengeInvalidError):
        add(ada, challenge, SoftAuthenticator().create(options))


def test_the_challenge_ends_with_the_sessions() -> None:
    user = verified_user()
    challenge, options = begin_passkey(user=user)
    end_all_sessions(user=user)
    with pytest.raises(ChallengeInvalidError):
        add(user, challenge, SoftAuthenticator().create(options))


def test_a_passkey_is_added_once() -> None:
    user, passkey = verified_user(), SoftAuthenticator()
    give_passkey(user, passkey)
    with pytest.raises(FactorExistsError):
        give_passkey(user, passkey)


def test_passkeys_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "PASSKEYS_PER_ACCOUNT", 2)
    user = verified_user()
    assert give_passkey(user, SoftAuthenticator()) != []
    challenge, options = begin_passkey(user=user)
    # Only the first factor brings recovery codes.
    assert give_passkey(user, SoftAuthenticator()) == []
    with pytest.raises(PasskeyLimitError):
        give_passkey(user, SoftAuthenticator())
    with pytest.raises(PasskeyLimitError):
        add(user, challenge, SoftAuthenticator().create(options))


def test_what_a_device_tells_of_itself_is_not_kept() -> None:
    user, passkey = verified_user(), SoftAuthenticator()
    challenge, options = begin_passkey(user=user)
    credential = passkey.create(options)
    data = AttestationObject(
        websafe_decode(credential["response"]["attestationObject"])
    ).auth_data
    told = AttestationObject.create("packed", data, {"x5c": [b"serial number 4711"]})
    credential["response"]["attestationObject"] = websafe_encode(told)
    add(user, challenge, credential | {"clientExtensionResults": {"x": "4711"}})

    stored = Authenticator.objects.get(type="webauthn").data["credential"]
    assert "4711" not in json.dumps(stored)
    assert b"4711" not in websafe_decode(stored["response"]["attestationObject"])
    check(user, passkey)


@pytest.mark.parametrize(
    "key",
    [
        {1: 2, 3: -9999},
        {3: -7},
        {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32},
    ],
)
def test_a_key_that_nobody_can_check_is_refused(key: dict[int, Any]) -> None:
    user, passkey = verified_user(), SoftAuthenticator()
    challenge, options = begin_passkey(user=user)
    credential = passkey.create(options)
    data = AttestationObject(
        websafe_decode(credential["response"]["attestationObject"])
    ).auth_data
    attested = AttestedCredentialData.create(bytes(16), passkey.id, ES256(key))
    broken = AuthenticatorData.create(data.rp_id_hash, data.flags, 0, attested)
    credential["response"]["attestationObject"] = websafe_encode(
        AttestationObject.create("none", broken, {})
    )
    with pytest.raises(PasskeyRefusedError):
        add(user, challenge, credential)


def mutations(good: dict[str, Any]) -> list[Any]:
    """Return the credential with each of its members bent in many ways."""
    bent: list[Any] = [{}, {"id": 1}, {"response": None}]
    values: list[Any] = [None, 1, [], {}, "", "A", "=" * 9, "é", "AAAA" * 900, True]
    for name in good:
        bent += [{**good, name: value} for value in values]
        bent.append({key: value for key, value in good.items() if key != name})
    for name in good["response"]:
        for value in values:
            bent.append({**good, "response": {**good["response"], name: value}})
    # Nested deeper than any parser likes.
    deep = websafe_encode(b"\x81" * 5000)
    for name in good["response"]:
        bent.append({**good, "response": {**good["response"], name: deep}})
    return bent


def test_nonsense_never_breaks_anything() -> None:
    user, passkey = verified_user(), SoftAuthenticator()
    give_passkey(user, passkey)
    options, state = begin_check(user=user)
    accepted = 0
    for credential in mutations(passkey.get(options)):
        try:
            check_passkey(
                user=user, state=state, credential=credential, now=timezone.now()
            )
        except CodeInvalidError:
            continue
        accepted += 1
    # What says nothing about the key: handles, types and results of extensions.
    assert accepted < 30

    for index in range(200):
        challenge, options = begin_passkey(user=user)
        bent = mutations(SoftAuthenticator().create(options))
        if index == len(bent):
            break
        try:
            add(user, challenge, bent[index])
        except (PasskeyRefusedError, PasskeyLimitError):
            continue
        Authenticator.objects.filter(type="webauthn").order_by("-pk")[:1].get().delete()
    check(user, passkey)
