"""The one way to hand work to Celery: by name, with ids, after the commit."""

from __future__ import annotations

from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction

from common.logging import log_event


def enqueue_on_commit(name: str, **ids: int | str) -> None:
    """Run the task `name` with the keyword arguments `ids` after the commit.

    After a rollback nothing is sent. A broker that is down breaks nothing: the job is
    logged as `job_not_enqueued`, and a reconciliation job has to find what was missed.
    """

    def send() -> None:
        # Unlike send_task, a signature respects eager mode for registered tasks.
        job = current_app.signature(name, kwargs=ids)
        try:
            job.apply_async(retry=False)
        except OperationalError as error:
            log_event(
                "job_not_enqueued",
                {"job": name, "ids": ids, "error": str(error)},
                logging_module=__name__,
                level="ERROR",
            )

    transaction.on_commit(send, robust=True)
