"""A life of an account over HTTP, and what is left when it is over: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from author.models import Author
from author.tests.factories import AuthorFactory
from blog.models import Tag
from blog.tests.factories import PostFactory
from common.tests.log_lines import LogLines
from custom_user.models import CustomUser
from custom_user.tests.factories import ApiKeyFactory, UserFactory
from custom_user.tests.mailbox import key_in, mails_sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache")]
EMAIL, PHONE = "quixotica@mancha.example", "+34915550123"
FIRST, LAST, NAME = "Quixotica", "Avellaneda", "quixhandle"
TRACES = [EMAIL, PHONE, LAST, NAME]
WORDS = "a barber's basin is a helmet"
# A row as text has all its columns, whatever they are, JSON too.
COUNT = "SELECT count(*) FROM %I AS t WHERE t::text ILIKE %L"


def tables_with(text: str) -> list[str]:
    """Return the tables that have the text in any column of any row."""
    return [
        table for table in connection.introspection.table_names() if _has(table, text)
    ]


def _has(table: str, text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT format(%s, %s, %s)", [COUNT, table, f"%{text}%"])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)
        (count,) = cursor.fetchone()
    return bool(count)


def everything_in_redis() -> Iterator[bytes]:
    """Give all keys of this test process and all that is below them."""
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    readers = {
        b"string": "get",
        b"hash": "hgetall",
        b"set": "smembers",
    }
    for url in {settings.CACHES["default"]["LOCATION"], settings.CELERY_BROKER_URL}:
        client: Any = redis.Redis.from_url(url)
        for key in client.scan_iter(f"{prefix}*", count=1000):
            kind = client.type(key)
            if kind in readers:
                value = getattr(client, readers[kind])(key)
            else:
                whole = {b"list": "lrange", b"zset": "zrange"}[kind]
                value = getattr(client, whole)(key, 0, -1)
            yield key + repr(value).encode()


def post(client: APIClient, path: str, **body: str) -> Any:
    answer = client.post(f"/api/v1/{path}/", body)
    assert answer.status_code < 300, answer.content
    return answer.json() if answer.content else None


def register() -> None:
    with mails_sent() as mails:
        post(
            APIClient(),
            "auth/register",
            email=EMAIL,
            password=WORDS,
            first_name=FIRST,
            last_name=LAST,
        )
    post(APIClient(), "auth/verify-email", key=key_in(mails[0]))


def log_in() -> APIClient:
    token = post(APIClient(), "auth/login", email=EMAIL, password=WORDS)["token"]
    return APIClient(headers={"Authorization": f"Token {token}"})


def live(client: APIClient) -> None:
    """Leave traces everywhere an account can."""
    APIClient().post("/api/v1/auth/login/", {"email": EMAIL, "password": "wrong"})
    APIClient().post("/api/v1/auth/login/", {"phone": PHONE, "password": "wrong"})
    post(client, "auth/confirm", password=WORDS)
    changes = {"phone": PHONE, "username": NAME, "city": "Toledo"}
    assert client.patch("/api/v1/me/", changes).status_code == 200
    with mails_sent():
        post(client, "me/exports")
    user = CustomUser.objects.get(email=EMAIL)
    ApiKeyFactory.create(owner=user, name=f"program of {NAME}")
    author = AuthorFactory.create(name="Don Q.", slug="don-q", email=EMAIL, user=user)
    PostFactory.create(published=True, slug="windmills", authors=[author], recount=True)
    Tag.objects.create(name="Rocinante", slug="rocinante", owner=user)
    CustomUser.objects.filter(pk=user.pk).update(is_staff=True)
    admin = Client()
    admin.force_login(user)
    admin.get(f"/{settings.ADMIN_PATH}/")
    LogEntry.objects.create(
        user=UserFactory.create(superuser=True),
        content_type=ContentType.objects.get_for_model(CustomUser),
        object_id=str(user.pk),
        object_repr=EMAIL,
        action_flag=CHANGE,
        change_message=f"{FIRST} {LAST} is {NAME}.",
    )


def test_after_erasing_nothing_tells_who_it_was() -> None:
    with LogLines() as lines:
        register()
        client = log_in()
        live(client)
        before = {trace: tables_with(trace) for trace in TRACES}
        with mails_sent():
            answer = client.delete("/api/v1/me/")
        call_command("erase_accounts", "--receipt", answer.json()["receipt"])
        login = {"email": EMAIL, "password": WORDS}
        assert APIClient().post("/api/v1/auth/login/", login).status_code == 401

    # The net is wide enough to catch what is there.
    assert len(before[EMAIL]) >= 5
    assert all(before.values())
    assert {trace: tables_with(trace) for trace in TRACES} == {
        trace: [] for trace in TRACES
    }
    stored = b"\n".join(everything_in_redis()).lower()
    assert stored
    assert [trace for trace in TRACES if trace.lower().encode() in stored] == []
    assert lines.text()
    assert [trace for trace in TRACES if trace in lines.text()] == []


def test_the_byline_stays() -> None:
    register()
    client = log_in()
    live(client)

    with mails_sent():
        answer = client.delete("/api/v1/me/")
    call_command("erase_accounts", "--receipt", answer.json()["receipt"])

    author = APIClient().get("/api/v1/authors/don-q/").json()
    article = APIClient().get("/api/v1/posts/windmills/").json()
    assert author["name"] == "Don Q."
    assert [each["name"] for each in article["authors"]] == ["Don Q."]
    row = Author.objects.get(slug="don-q")
    assert (row.user_id, row.email) == (None, None)
    assert Tag.objects.get(slug="rocinante").owner_id is None
