"""Locks that last until the transaction ends."""

from __future__ import annotations

from django.db import connection


def lock_until_commit(name: str) -> None:
    """Wait for everybody else who locked `name`; call it inside a transaction.

    What is read afterwards shows all that they have committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
