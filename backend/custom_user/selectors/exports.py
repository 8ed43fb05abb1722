"""Reading the exports of an account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from custom_user.exceptions import ExportNotFoundError
from custom_user.models import CustomUser, DataExport


def list_exports(*, user: CustomUser, now: datetime) -> QuerySet[DataExport]:
    """Return the account's exports that have not expired, without their content."""
    exports: QuerySet[DataExport] = DataExport.objects.filter(expires_at__gt=now)
    return exports.filter(user=user).defer("content")


def get_export(public_id: str, *, user: CustomUser, now: datetime) -> DataExport:
    """Return an export; its content is read when it is asked for.

    Raises:
        ExportNotFoundError: there is none of this id, it is expired or somebody else's.
    """
    try:
        return list_exports(user=user, now=now).get(public_id=UUID(public_id))
    except (ValueError, DataExport.DoesNotExist) as error:
        raise ExportNotFoundError from error
