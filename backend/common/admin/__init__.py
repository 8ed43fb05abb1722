"""The admin's base class, and the tables that belong to no domain app."""

from common.admin.base import BaseModelAdmin
from common.admin.idempotency_record import IdempotencyRecordAdmin
from common.admin.key_value_store import KeyValueStoreAdmin
from common.admin.log_entry import LogEntryAdmin

__all__ = [
    "BaseModelAdmin",
    "IdempotencyRecordAdmin",
    "KeyValueStoreAdmin",
    "LogEntryAdmin",
]
