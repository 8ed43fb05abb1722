"""Many at once, processes that die, and new ones that go on."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from common.models import IdempotencyRecord, KeyValueStore
from common.tests.api.idempotent_site import RowView, nothing

pytestmark = pytest.mark.django_db(transaction=True)
HEADERS = {"Idempotency-Key": "one", "Content-Type": "application/json"}
TOGETHER = 50
PROGRAM = "common.tests.api.posting"


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "common.tests.api.idempotent_site"
    yield
    RowView.then = staticmethod(nothing)


def rows() -> int:
    return KeyValueStore.objects.count()


def call(server: LiveServer) -> tuple[int, str | None, bytes]:
    client = http.client.HTTPConnection(
        server.thread.host, server.thread.port, timeout=60
    )
    client.request("POST", "/rows/", b"{}", HEADERS)
    answer = client.getresponse()
    content = answer.read()
    client.close()
    return answer.status, answer.headers["Retry-After"], content


def process(*arguments: str) -> subprocess.Popen[str]:
    """Start another process that posts to the same database."""
    name = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [sys.executable, "-m", PROGRAM, name, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def post_elsewhere(key: str) -> tuple[int, str | None, bytes]:
    out, _ = process(key).communicate(timeout=60)
    status, replayed, content = json.loads(out)
    return status, replayed, bytes.fromhex(content)


def test_50_posts_at_once_make_one_row_and_50_equal_answers(
    live_server: LiveServer,
) -> None:
    together = threading.Barrier(TOGETHER)
    someone_was_told_to_wait = threading.Event()
    # The first one goes on only after another one has met it.
    RowView.then = staticmethod(lambda: someone_was_told_to_wait.wait(30))

    def post_until_answered(_: int) -> tuple[list[tuple[int, str | None]], bytes]:
        tries = []
        together.wait()
        while True:
            try:
                status, retry_after, content = call(live_server)
            except ConnectionResetError:
                # The test server's queue is short; who has a key just tries again.
                continue
            tries.append((status, retry_after))
            if status != 409:
                return tries, content
            someone_was_told_to_wait.set()

    with ThreadPoolExecutor(TOGETHER) as pool:
        outcomes = list(pool.map(post_until_answered, range(TOGETHER)))

    assert rows() == 1
    assert len({content for _, content in outcomes}) == 1
    assert {tries[-1] for tries, _ in outcomes} == {(201, None)}
    waits = {wait for tries, _ in outcomes for wait in tries[:-1]}
    assert waits == {(409, "1")}
    assert IdempotencyRecord.objects.count() == 1


def test_another_process_gives_the_answer_again() -> None:
    first = APIClient().post("/rows/", {}, headers=HEADERS)

    answer = post_elsewhere("one")

    assert answer == (201, "true", first.content)
    assert rows() == 1


def test_a_process_that_is_killed_at_work_leaves_nothing_in_the_way() -> None:
    worker = process("one", "wait")
    assert worker.stdout
    assert worker.stdout.readline() == "working\n"
    meanwhile = APIClient().post("/rows/", {}, headers=HEADERS)
    assert (meanwhile.status_code, meanwhile["Retry-After"]) == (409, "1")
    assert meanwhile.json()["error_code"] == "COM0011"

    worker.kill()
    worker.communicate()

    answer = meanwhile
    for _ in range(1000):
        # The database sees in a moment that nobody is at the other end any more.
        answer = APIClient().post("/rows/", {}, headers=HEADERS)
        if answer.status_code != 409:
            break
    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer
    assert rows() == 1


def test_a_host_that_vanishes_gives_its_key_free_after_a_while(
    settings: Settings,
) -> None:
    settings.IDEMPOTENCY_SILENCE_SECONDS = 7
    found: list[str] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            found.extend(cursor.fetchone() or ())

    RowView.then = staticmethod(look)
    APIClient().post("/rows/", {}, headers=HEADERS)

    look()
    assert found == ["7s", "0"]
