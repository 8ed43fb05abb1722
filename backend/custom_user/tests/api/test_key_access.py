"""What a program with a key gets to see and do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import BaseCache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from rest_framework.response import Response

from custom_user.models import ApiKey, CustomUser
from custom_user.services.tokens import end_all_sessions
from custom_user.tests.callers import client_with, text_of
from custom_user.tests.factories import ApiKeyFactory, UserFactory
from tests.api.conformance import ApiClient

pytestmark = pytest.mark.django_db
POSTS, AUTHORS = "/api/v1/posts/", "/api/v1/authors/"
TAGS, SITE = "/api/v1/tags/", "/api/v1/site/"


def client_for(**fields: Any) -> ApiClient:
    return client_with(text_of(ApiKeyFactory.create(**fields)))


@pytest.mark.parametrize(
    ("scopes", "open_to_it"),
    [
        (["posts:read"], {POSTS}),
        (["posts:write"], set()),
        (["authors:read", "tags:read"], {AUTHORS, TAGS}),
        (["*:read"], {POSTS, AUTHORS, TAGS, SITE}),
        (["*:write"], set()),
    ],
)
def test_a_key_reads_what_its_scopes_name(
    scopes: list[str], open_to_it: set[str]
) -> None:
    client = client_for(scopes=scopes)

    answers = {path: client.get(path) for path in (POSTS, AUTHORS, TAGS, SITE)}

    assert {path for path, it in answers.items() if it.status_code == 200} == open_to_it
    refused = [it for it in answers.values() if it.status_code != 200]
    assert {it.status_code for it in refused} <= {403}
    assert {it.json()["error_code"] for it in refused} <= {"COM0009"}


def test_the_refusal_names_the_scope_that_is_missing() -> None:
    answer = client_for().get(AUTHORS)

    assert "authors:read" in answer.json()["detail"]


def test_a_key_for_reading_writes_nothing() -> None:
    key = ApiKeyFactory.create(scopes=["profile:read", "*:read"])
    client = client_with(text_of(key))

    answer = client.patch("/api/v1/me/", {"first_name": "Eve"})

    assert client.get("/api/v1/me/").status_code == 200
    assert answer.status_code == 403
    assert "profile:write" in answer.json()["detail"]
    key.owner.refresh_from_db()
    assert key.owner.first_name == ""


@pytest.mark.parametrize("path", ["api-keys/", "me/sessions/", "me/factors/"])
def test_no_scope_reaches_to_accounts(path: str) -> None:
    answer = client_for(scopes=["*:read", "*:write"]).get(f"/api/v1/{path}")

    assert answer.status_code == 403
    assert answer.json()["error_code"] == "COM0009"


def revoke(key: ApiKey) -> None:
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())


def expire(key: ApiKey) -> None:
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now())


def disable_owner(key: ApiKey) -> None:
    CustomUser.objects.filter(pk=key.owner.pk).update(is_active=False)


def erase_owner(key: ApiKey) -> None:
    key.owner.delete()


@pytest.mark.parametrize("end", [revoke, expire, disable_owner, erase_owner])
def test_a_key_that_is_no_longer_good_is_refused_at_once(
    end: Callable[[ApiKey], None],
) -> None:
    key = ApiKeyFactory.create()
    client = client_with(text_of(key))
    assert client.get(POSTS).status_code == 200

    end(key)

    assert client.get(POSTS).status_code == 401


def test_keys_of_an_account_that_is_enabled_again_stay_revoked() -> None:
    key = ApiKeyFactory.create()
    disable_owner(key)
    CustomUser.objects.filter(pk=key.owner.pk).update(is_active=True)

    assert client_with(text_of(key)).get(POSTS).status_code == 401


def test_programs_do_not_know_the_password_and_outlive_it() -> None:
    key = ApiKeyFactory.create()
    key.owner.set_password("another correct horse battery")
    key.owner.save()
    end_all_sessions(user=key.owner)

    assert client_with(text_of(key)).get(POSTS).status_code == 200


def test_looking_a_key_up_is_one_statement() -> None:
    key = ApiKeyFactory.create(last_used_at=timezone.now())
    with CaptureQueriesContext(connection) as without:
        ApiClient().get(POSTS)

    with CaptureQueriesContext(connection) as with_key:
        client_with(text_of(key)).get(POSTS)

    assert len(with_key) == len(without) + 1


def test_use_is_noted_at_most_every_five_minutes() -> None:
    key = ApiKeyFactory.create()
    client = client_with(text_of(key))
    moments = []

    for ago in (0, 4, 6):
        ApiKey.objects.filter(pk=key.pk, last_used_at__isnull=False).update(
            last_used_at=timezone.now() - timedelta(minutes=ago)
        )
        before = timezone.now() - timedelta(minutes=1)
        client.get(POSTS)
        key.refresh_from_db()
        moments.append(key.last_used_at is not None and key.last_used_at >= before)

    assert moments == [True, False, True]


def limits(answers: list[Response]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_each_key_is_counted_for_itself(settings: Settings, cache: BaseCache) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "user": "2/min"}
    owner = UserFactory.create()
    one, other = (client_for(owner=owner) for _ in range(2))

    assert limits([one.get(POSTS) for _ in range(3)]) == [200, 200, 429]
    assert limits([other.get(POSTS) for _ in range(3)]) == [200, 200, 429]


@pytest.mark.parametrize(
    ("of_key", "of_owner", "admitted"),
    [
        ("", "standard", 1),
        ("", "plus", 10),
        ("plus", "standard", 10),
        ("standard", "plus", 1),
        ("unlimited", "standard", 12),
    ],
)
def test_the_tier_of_a_key_goes_before_its_owners(
    settings: Settings,
    cache: BaseCache,
    of_key: str,
    of_owner: str,
    admitted: int,
) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "user": "1/min"}
    client = client_for(owner=UserFactory.create(tier=of_owner), tier=of_key)

    answers = limits([client.get(POSTS) for _ in range(12)])

    assert answers.count(200) == admitted
