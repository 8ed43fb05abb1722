"""What every admin page of the project has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
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
    """Shows the columns nobody edits, and never counts a whole table for a list.

    Where `holds_records` is set, a row only records what happened to something else:
    it is never deleted by itself, and always along with what it is about. Accounts are
    called by their e-mail address, so a column that names one is there for those alone
    who may see accounts.
    """

    holds_records = False
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

    def get_hidden_fields(
        self, request: HttpRequest, _obj: ModelT | None = None, /
    ) -> set[str]:
        """Return what is neither shown nor changed in the list or, with a row, here."""
        account = get_user_model()
        sees_accounts = self.admin_site.get_model_admin(account).has_view_permission
        names = {
            field.name
            for field in self.opts.get_fields()
            if field.concrete and field.related_model is account
        }
        return names if names and not sees_accounts(request) else set()

    @override
    def get_list_display(self, request: HttpRequest) -> list[Any]:
        hidden = self.get_hidden_fields(request)
        return [
            name for name in super().get_list_display(request) if name not in hidden
        ]

    @override
    def get_fieldsets(
        self, request: HttpRequest, obj: ModelT | None = None
    ) -> list[tuple[Any, Any]]:
        hidden = self.get_hidden_fields(request, obj)
        return [
            (
                title,
                {
                    **options,
                    "fields": [
                        name for name in options["fields"] if name not in hidden
                    ],
                },
            )
            for title, options in super().get_fieldsets(request, obj)
        ]

    @override
    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, missing - self._names_of_records(), protected

    def _names_of_records(self) -> set[str]:
        records: set[str] = set()
        others: set[str] = set()
        for model in filter(self.admin_site.is_registered, apps.get_models()):
            page = self.admin_site.get_model_admin(model)
            is_record = isinstance(page, BaseModelAdmin) and page.holds_records
            (records if is_record else others).add(str(model._meta.verbose_name))
        # A name is all that Django tells of what is missing; two kinds may share one.
        return records - others
