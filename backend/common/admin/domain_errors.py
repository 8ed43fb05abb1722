"""Domain errors that turn up only while the admin saves or deletes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from typing_extensions import override

from common.admin.base import BaseModelAdmin
from common.exceptions import DomainError

ModelT = TypeVar("ModelT", bound=Model)


class DomainErrorModelAdmin(BaseModelAdmin[ModelT]):
    """Shows a refusal by a service as a message instead of a server error.

    Forms check first and put the fault beside its field; this is for what changed
    between that check and the write.
    """

    @override
    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        view = super().changeform_view
        return self._with_message(request, lambda: view(request, *args, **kwargs))

    @override
    def delete_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        view = super().delete_view
        return self._with_message(request, lambda: view(request, *args, **kwargs))

    def _with_message(
        self, request: HttpRequest, view: Callable[[], HttpResponse]
    ) -> HttpResponse:
        # The view's own transaction has been rolled back when the error arrives here.
        try:
            return view()
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
