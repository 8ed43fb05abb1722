"""Domain errors that turn up only while the admin saves or deletes."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from typing_extensions import override

from common.admin.policed import PolicedModelAdmin
from common.exceptions import DomainError

ModelT = TypeVar("ModelT", bound=Model)

# One object serves the page to all threads, so this cannot stand on it.
_refusal: ContextVar[DomainError | None] = ContextVar("refusal", default=None)


class DomainErrorModelAdmin(PolicedModelAdmin[ModelT]):
    """Shows a refusal by a service to the editor instead of a server error.

    Forms check first; this is for what they do not know, and for what changed between
    that check and the write.
    """

    @override
    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as error:
            # The view's own transaction has been rolled back. Asked again, it shows
            # what was typed, with the fault beside its field.
            for name in request.FILES:
                for upload in request.FILES.getlist(name):
                    upload.seek(0)
            token = _refusal.set(error)
        try:
            return super().changeform_view(request, *args, **kwargs)
        finally:
            _refusal.reset(token)

    @override
    def get_form(
        self,
        request: HttpRequest,
        obj: ModelT | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        error = _refusal.get()
        return _refusing(form, error) if error else form

    @override
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    @override
    def delete_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


def _refusing(form_class: Any, error: DomainError) -> Any:
    """Return the form class that also finds what a service found."""
    faults = [(fault.pointer, fault.detail) for fault in error.errors]

    def full_clean(form: Any) -> None:
        form_class.full_clean(form)
        # With faults of its own, the form knows by now what the service knew.
        if form.is_bound and not form.errors:
            for pointer, detail in faults or [("", error.detail)]:
                name = pointer.strip("/").partition("/")[0]
                form.add_error(name if name in form.fields else None, detail)

    return type(form_class.__name__, (form_class,), {"full_clean": full_clean})
