"""What every admin page of the project has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from typing_extensions import override

ModelT = TypeVar("ModelT", bound=Model)

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
else:
    # Django's class takes no type argument at run time.
    class ModelAdmin(admin.ModelAdmin):
        def __class_getitem__(cls, _model: Any) -> type[admin.ModelAdmin]:
            return cls


class BaseModelAdmin(ModelAdmin[ModelT]):
    """Shows the columns nobody edits, and never counts a whole table for a list."""

    list_per_page = 50
    show_full_result_count = False

    @override
    def get_readonly_fields(
        self, request: HttpRequest, obj: ModelT | None = None
    ) -> list[Any] | tuple[Any, ...]:
        own = [*super().get_readonly_fields(request, obj)]
        columns = {field.name for field in self.opts.get_fields()}
        return own + [
            name
            for name in ("public_id", "created_at", "updated_at")
            if name in columns and name not in own
        ]
