"""The admin of the project: Django's, behind a log-in of our own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from typing_extensions import override

from custom_user.constants import CHALLENGE_LIFETIME
from custom_user.models import CustomUser
from custom_user.services.staff import Stage, remember_factors, stage_of
from custom_user.staff.forms import StaffLoginForm
from custom_user.staff.views import SetUpView, StaffPasswordChangeView

ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])


class StaffSite(AdminSite):
    """Lets in whoever has answered for their second factor, and checks each request.

    Where one is required and somebody has none, they get as far as setting it up.
    """

    login_form = StaffLoginForm
    login_template = "custom_user/staff/login.html"

    @override
    def has_permission(self, request: HttpRequest) -> bool:
        return _stage(request) is Stage.INSIDE

    @override
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "GET" and _stage(request) is Stage.SETTING_UP:
            return redirect("admin:second-factor")
        response = super().login(request, extra_context)
        if request.method != "POST":
            return response
        if isinstance(response, HttpResponseRedirect):
            user = cast("CustomUser", request.user)
            remember_factors(user=user, session=request.session)
            if _stage(request) is Stage.SETTING_UP:
                # Long enough for it, and too short for whoever finds the desk empty.
                request.session.set_expiry(CHALLENGE_LIFETIME)
        elif isinstance(response, TemplateResponse):
            _tell_when_to_retry(response)
        return response

    @override
    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        request.current_app = self.name
        view = StaffPasswordChangeView.as_view(
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        # Or a redirect, as with Django's own, whose types do not say so.
        return cast("TemplateResponse", view(request))

    @override
    def admin_view(self, view: ViewT, cacheable: bool = False) -> ViewT:
        if view == self.logout:
            # Whoever is not let in any further may still leave.
            return never_cache(csrf_protect(view))
        return super().admin_view(view, cacheable)

    @override
    def get_urls(self) -> list[URLResolver | URLPattern]:
        set_up = path("second-factor/", SetUpView.as_view(), name="second-factor")
        # First, because Django's end with one that takes everything.
        return [set_up, *super().get_urls()]


def _stage(request: HttpRequest) -> Stage:
    return stage_of(user=request.user, session=request.session)


def _tell_when_to_retry(response: TemplateResponse) -> None:
    form: StaffLoginForm = (response.context_data or {})["form"]
    if form.retry_after is not None:
        response.status_code = 429
        response["Retry-After"] = str(form.retry_after)
