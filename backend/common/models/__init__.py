"""Abstract bases, and the few tables that belong to no domain app."""

from common.models.base import TimeStampedBaseModel, TimeStampedQuerySet
from common.models.idempotency_record import IdempotencyRecord
from common.models.key_value_store import KeyValueStore
from common.models.public import PublicModel
from common.models.slug_history import (
    SLUG_MAX_LENGTH,
    SlugHistory,
    record_slug_history,
)
from common.models.state import StateModel

__all__ = [
    "SLUG_MAX_LENGTH",
    "IdempotencyRecord",
    "KeyValueStore",
    "PublicModel",
    "SlugHistory",
    "StateModel",
    "TimeStampedBaseModel",
    "TimeStampedQuerySet",
    "record_slug_history",
]
