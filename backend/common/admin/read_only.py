"""Tables that the admin shows and nobody writes there."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model
from django.http import HttpRequest
from typing_extensions import override

from common.admin.base import BaseModelAdmin

ModelT = TypeVar("ModelT", bound=Model)


class ReadOnlyModelAdmin(BaseModelAdmin[ModelT]):
    """For rows that services or triggers write: shown to who may view, never edited."""

    holds_records = True

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @override
    def has_change_permission(
        self, request: HttpRequest, obj: ModelT | None = None
    ) -> bool:
        return False

    @override
    def has_delete_permission(
        self, request: HttpRequest, obj: ModelT | None = None
    ) -> bool:
        return False
