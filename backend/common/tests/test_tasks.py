import datetime as dt

import pytest
from django.conf import settings
from django.core.cache import BaseCache
from freezegun import freeze_time

from common.health.heartbeat import get_beat_age
from common.tasks import record_beat_heartbeat


def test_the_task_records_the_time_of_the_beat(cache: BaseCache) -> None:
    with freeze_time("2026-01-01 12:00:00") as clock:
        record_beat_heartbeat()
        clock.tick(dt.timedelta(seconds=40))

        assert get_beat_age() == dt.timedelta(seconds=40)


def test_without_a_beat_there_is_no_age(cache: BaseCache) -> None:
    assert get_beat_age() is None


def test_the_task_is_scheduled_under_its_name() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert record_beat_heartbeat.name in scheduled


@pytest.mark.parametrize("limit", ["time_limit", "soft_time_limit", "max_retries"])
def test_the_task_is_bounded(limit: str) -> None:
    assert getattr(record_beat_heartbeat, limit)
