import base64
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.core.cache import BaseCache
from django.db import transaction

from common.health.heartbeat import get_beat_age
from common.jobs import enqueue_on_commit
from common.tests.log_lines import LogLines

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queue() -> Iterator["Queue"]:
    queue = Queue()
    queue.empty()
    yield queue
    queue.empty()


class Queue:
    """The real queue in Redis, under this test process's prefix."""

    def __init__(self) -> None:
        prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
        self._key = f"{prefix}{current_app.conf.task_default_queue}"
        self._redis = redis.Redis.from_url(settings.CELERY_BROKER_URL)

    def empty(self) -> None:
        self._redis.delete(self._key)

    def jobs(self) -> list[tuple[str, list[Any], dict[str, Any]]]:
        found: Any = self._redis.lrange(self._key, 0, -1)
        messages = [json.loads(text) for text in found]
        bodies = [json.loads(base64.b64decode(each["body"])) for each in messages]
        return [
            (message["headers"]["task"], body[0], body[1])
            for message, body in zip(messages, bodies, strict=True)
        ]


def test_a_job_reaches_the_broker_after_the_commit(queue: Queue) -> None:
    with transaction.atomic():
        enqueue_on_commit("blog.do_something", post_id=7)
        assert queue.jobs() == []

    assert queue.jobs() == [("blog.do_something", [], {"post_id": 7})]


def test_a_job_is_not_sent_after_a_rollback(queue: Queue) -> None:
    with transaction.atomic():
        enqueue_on_commit("blog.do_something", post_id=7)
        transaction.set_rollback(True)

    assert queue.jobs() == []


def test_in_eager_mode_the_task_runs_at_once(queue: Queue, cache: BaseCache) -> None:
    current_app.conf.task_always_eager = True
    try:
        enqueue_on_commit("common.record_beat_heartbeat")
    finally:
        current_app.conf.task_always_eager = False

    assert get_beat_age() is not None
    assert queue.jobs() == []


@pytest.fixture
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    # Drops the connections that are open, as a new process would not have them.
    current_app._after_fork()
    yield
    monkeypatch.undo()
    current_app._after_fork()


@pytest.mark.usefixtures("_no_broker")
def test_a_broker_that_is_down_breaks_nothing_and_is_logged() -> None:
    with LogLines() as lines, transaction.atomic():
        enqueue_on_commit("blog.do_something", post_id=7)

    (line,) = lines.named("job_not_enqueued")
    assert line["level"] == "ERROR"
    assert line["data"]["job"] == "blog.do_something"
    assert line["data"]["ids"] == {"post_id": 7}


@pytest.mark.usefixtures("_no_broker")
def test_a_broker_that_is_down_holds_nobody_up() -> None:
    started = time.monotonic()

    enqueue_on_commit("blog.do_something", post_id=7)

    assert time.monotonic() - started < 1


@pytest.mark.slow
@pytest.mark.usefixtures("_no_broker")
def test_a_broker_that_hangs_lets_go_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as hanging, LogLines() as lines:
        port = hanging.getsockname()[1]
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{port}/0")
        enqueue_on_commit("blog.do_something", post_id=7)

    assert lines.named("job_not_enqueued")
    assert time.monotonic() - started < 15
