"""Pages that leave it to policies who may do what."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from django.contrib.auth import get_permission_codename
from django.db.models import Model
from django.http import HttpRequest
from typing_extensions import override

from common.admin.base import BaseModelAdmin

ModelT = TypeVar("ModelT", bound=Model)
Action = Literal["view", "add", "change", "delete"]


class PolicedModelAdmin(BaseModelAdmin[ModelT]):
    """Asks one method for all of Django's four questions."""

    def may(self, action: Action, actor: Any, _row: ModelT | None, /) -> bool:
        """Say whether `actor` may do it with a row, or without one with any at all.

        A page with rules of its own overrides this; the others go by the permission.
        """
        codename = get_permission_codename(action, self.opts)
        return bool(actor.has_perm(f"{self.opts.app_label}.{codename}"))

    @override
    def has_view_permission(
        self, request: HttpRequest, obj: ModelT | None = None
    ) -> bool:
        return self.may("view", request.user, obj)

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may("add", request.user, None)

    @override
    def has_change_permission(
        self, request: HttpRequest, obj: ModelT | None = None
    ) -> bool:
        return self.may("change", request.user, obj)

    @override
    def has_delete_permission(
        self, request: HttpRequest, obj: ModelT | None = None
    ) -> bool:
        return self.may("delete", request.user, obj)
