"""One answer to a request that is sent twice: what an `Idempotency-Key` promises.

`find_answer` is called at the beginning of the transaction that does the work, and
`keep_answer` at its end. So the answer is kept if and only if the work is done: for all
that is in PostgreSQL, and the jobs that go out after its commit, it happens once, also
if a process dies in between, and there is no claim that anybody has to clear away. What
a request does elsewhere, such as counting in Redis or asking another site, may happen
again when a request is repeated whose transaction was rolled back.

While a request runs, its transaction holds an advisory lock, which ends with it and
with the connection. Everybody else is told to come back instead of waiting.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from common.exceptions import IdempotencyKeyBusyError, IdempotencyKeyReusedError
from common.models import IdempotencyRecord


@dataclass(frozen=True)
class Scope:
    """Where a key counts: the same key of another caller or path is another key."""

    caller: str
    method: str
    path: str
    key: str


@dataclass(frozen=True)
class Answer:
    """What the first request was told."""

    status: int
    headers: dict[str, str]
    body: bytes


def find_answer(scope: Scope, content: bytes, *, now: datetime) -> Answer | None:
    """Return the answer that was given, or None: then the caller does the work.

    Call it inside the transaction of the work, before it. `content` is all that makes
    the request the same one.

    Raises:
        IdempotencyKeyBusyError: the first request still runs.
        IdempotencyKeyReusedError: the key came with other content before.
    """
    _lock(scope)
    secrets = _secrets_by_digest(scope)
    # A statement of its own, so that it sees what the last holder has committed.
    record = _find_records(secrets, now=now).first()
    if record is None:
        return None
    secret = secrets[record.digest]
    if not compare_digest(record.request_digest, _sum(scope, content, secret)):
        raise IdempotencyKeyReusedError
    return _decrypt(record.answer, scope, secret)


def keep_answer(scope: Scope, content: bytes, answer: Answer, *, now: datetime) -> None:
    """Keep what is answered, for as long as the setting says; the transaction decides.

    An answer that has expired and was not deleted yet is replaced.
    """
    digest, secret = next(iter(_secrets_by_digest(scope).items()))
    record = IdempotencyRecord(
        digest=digest,
        request_digest=_sum(scope, content, secret),
        answer=_encrypt(answer, scope, secret),
        created_at=now,
        expires_at=now + timedelta(seconds=settings.IDEMPOTENCY_LIFETIME_SECONDS),
    )
    IdempotencyRecord.objects.bulk_create(
        [record],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=[
            "request_digest",
            "answer",
            "created_at",
            "updated_at",
            "expires_at",
        ],
    )


def has_answer(scope: Scope, *, now: datetime) -> bool:
    """Say whether a request in this scope has been answered, without waiting."""
    return _find_records(_secrets_by_digest(scope), now=now).exists()


def forget_answers(*, now: datetime) -> int:
    """Delete the answers that have expired, and return how many there were."""
    deleted, _ = IdempotencyRecord.objects.filter(expires_at__lte=now).delete()
    return deleted


def _lock(scope: Scope) -> None:
    # Not of the secret, so that processes agree while it is being changed.
    number = int.from_bytes(sha256(_text(scope)).digest()[:8], signed=True)
    # A host that vanishes tells nobody. What it held ends when it has been silent.
    silence = f"{settings.IDEMPOTENCY_SILENCE_SECONDS}s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s),"
            " set_config('idle_in_transaction_session_timeout', %s, true)",
            [number, silence],
        )
        row = cursor.fetchone()
    if not row or not row[0]:
        raise IdempotencyKeyBusyError


def _find_records(
    digests: Iterable[str], *, now: datetime
) -> QuerySet[IdempotencyRecord]:
    return IdempotencyRecord.objects.filter(digest__in=digests, expires_at__gt=now)


def _secrets_by_digest(scope: Scope) -> dict[str, str]:
    """Return by which digest a record is known with each secret, today's first."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {_derive("name", scope, secret).hex(): secret for secret in secrets}


def _sum(scope: Scope, content: bytes, secret: str) -> str:
    # With a secret: a plain digest would let passwords in the content be guessed.
    key = _derive("content", scope, secret)
    return hmac.digest(key, content, "sha256").hex()


def _encrypt(answer: Answer, scope: Scope, secret: str) -> str:
    head = json.dumps([answer.status, answer.headers]).encode()
    return _cipher(scope, secret).encrypt(head + b"\n" + answer.body).decode()


def _decrypt(text: str, scope: Scope, secret: str) -> Answer:
    head, _, body = _cipher(scope, secret).decrypt(text.encode()).partition(b"\n")
    status, headers = json.loads(head)
    return Answer(status, headers, body)


def _cipher(scope: Scope, secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(_derive("answer", scope, secret)))


def _derive(purpose: str, scope: Scope, secret: str) -> bytes:
    salt = f"common.idempotency.{purpose}"
    return salted_hmac(salt, _text(scope), secret=secret, algorithm="sha256").digest()


def _text(scope: Scope) -> bytes:
    return json.dumps(astuple(scope)).encode()
