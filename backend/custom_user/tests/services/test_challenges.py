from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from custom_user.exceptions import ChallengeInvalidError
from custom_user.models import CustomUser
from custom_user.services.challenges import (
    find_challenged_user,
    make_challenge,
    read_challenge,
    spend_challenge,
)
from custom_user.services.tokens import end_all_sessions
from custom_user.tests.factories import UserFactory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_challenge_brings_its_content_back() -> None:
    challenge = make_challenge(purpose="log-in", device_name="phone", state={"a": [1]})

    content = read_challenge(purpose="log-in", challenge=challenge)

    assert content == {"device_name": "phone", "state": {"a": [1]}}


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "\ud800", ":" * 300])
def test_what_is_no_challenge_is_refused(text: str) -> None:
    with pytest.raises(ChallengeInvalidError):
        read_challenge(purpose="log-in", challenge=text)


def test_a_challenge_serves_its_purpose_alone() -> None:
    challenge = make_challenge(purpose="add TOTP")

    with pytest.raises(ChallengeInvalidError):
        read_challenge(purpose="log-in", challenge=challenge)


def test_a_changed_challenge_is_refused() -> None:
    challenge = make_challenge(purpose="log-in", device_name="phone")

    with pytest.raises(ChallengeInvalidError):
        read_challenge(purpose="log-in", challenge=f"{challenge[:-1]}_")


@pytest.mark.parametrize(("minutes", "is_good"), [(10, True), (10.1, False)])
def test_a_challenge_expires(minutes: float, is_good: bool) -> None:
    with freeze_time(NOW) as clock:
        challenge = make_challenge(purpose="log-in")
        clock.move_to(NOW + timedelta(minutes=minutes))

        if is_good:
            assert read_challenge(purpose="log-in", challenge=challenge) == {}
        else:
            with pytest.raises(ChallengeInvalidError):
                read_challenge(purpose="log-in", challenge=challenge)


@pytest.mark.django_db
def test_a_challenge_is_for_one_account() -> None:
    UserFactory.create()
    user = UserFactory.create()
    challenge = make_challenge(purpose="log-in", user=user)

    content = read_challenge(purpose="log-in", challenge=challenge)

    assert find_challenged_user(content) == user


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["password", "sessions", "disabled", "deleted"])
def test_a_challenge_dies_with_what_it_was_made_from(change: str) -> None:
    user = UserFactory.create()
    content = read_challenge(
        purpose="log-in", challenge=make_challenge(purpose="log-in", user=user)
    )

    if change == "password":
        user.set_password("another long enough one")
        user.save()
    elif change == "sessions":
        end_all_sessions(user=user)
    elif change == "disabled":
        CustomUser.objects.update(is_active=False)
    else:
        user.delete()

    with pytest.raises(ChallengeInvalidError):
        find_challenged_user(content)


@pytest.mark.django_db
def test_a_challenge_is_spent_once() -> None:
    challenge = make_challenge(purpose="log-in")
    spend_challenge(challenge, now=NOW)

    with pytest.raises(ChallengeInvalidError):
        spend_challenge(challenge, now=NOW)


@freeze_time(NOW)
def test_two_challenges_of_one_second_are_two() -> None:
    first, second = (make_challenge(purpose="log-in", state=None) for _ in range(2))

    assert first != second
