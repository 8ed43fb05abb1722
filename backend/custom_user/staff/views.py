"""The pages between the log-in and the admin."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from typing_extensions import override

from common.client_address import client_address
from common.exceptions import DomainError
from custom_user.exceptions import (
    AddressUnverifiedError,
    ChallengeInvalidError,
    CodeInvalidError,
)
from custom_user.models import CustomUser
from custom_user.services.factors.totp import TotpSetup, begin_totp
from custom_user.services.staff import (
    Stage,
    remember_factors,
    resume_totp,
    stage_of,
    turn_on_staff_factor,
)
from custom_user.staff.forms import StaffPasswordChangeForm, TotpForm

WHITE = '<rect width="100%" height="100%" fill="#fff"/>'


class SetUpView(View):
    """Where staff without a second factor get one; the only page they get."""

    http_method_names = ["get", "post", "head"]

    @override
    @method_decorator([never_cache, sensitive_post_parameters()])
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stage = stage_of(user=request.user, session=request.session)
        if stage is not Stage.SETTING_UP:
            return redirect("admin:login" if stage is Stage.OUTSIDE else "admin:index")
        return cast("HttpResponse", super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            setup = begin_totp(user=_user(request))
        except AddressUnverifiedError as error:
            return self._show(request, "unverified", detail=error.detail)
        return self._ask(
            request, setup, TotpForm(initial={"challenge": setup.challenge})
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TotpForm(request.POST)
        user = _user(request)
        try:
            setup = resume_totp(user=user, challenge=form.data.get("challenge", ""))
        except ChallengeInvalidError:
            # Left open for too long; a new secret it is.
            return redirect("admin:second-factor")
        codes = self._turn_on(user, form) if form.is_valid() else None
        if codes is None:
            return self._ask(request, setup, form)
        self._let_in(request, user)
        return self._show(request, "recovery_codes", codes=codes)

    def _turn_on(self, user: CustomUser, form: TotpForm) -> list[str] | None:
        """Return the recovery codes; without them, the form says what is wrong."""
        try:
            return turn_on_staff_factor(
                user=user, **form.cleaned_data, now=timezone.now()
            )
        except CodeInvalidError:
            form.add_error("code", "This is not the code that the app shows now.")
        except DomainError as error:
            form.add_error("code", error.detail)
        return None

    def _let_in(self, request: HttpRequest, user: CustomUser) -> None:
        # All sessions have ended; this one goes on, with a new key and a normal life.
        update_session_auth_hash(request, user)
        remember_factors(user=user, session=request.session)
        request.session.set_expiry(None)

    def _ask(
        self, request: HttpRequest, setup: TotpSetup, form: TotpForm
    ) -> HttpResponse:
        # The declaration of XML belongs into files, not into a page. No camera reads
        # black on black, which it is to people who like dark pages.
        svg = setup.qr_svg[setup.qr_svg.index("<svg") :]
        svg = svg.replace(">", f">{WHITE}", 1)
        return self._show(request, "set_up", form=form, secret=setup.secret, svg=svg)

    def _show(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        context = {**admin.site.each_context(request), **context}
        return TemplateResponse(request, f"custom_user/staff/{name}.html", context)


class StaffPasswordChangeView(PasswordChangeView):
    """Ends all sessions but this one, as the form's service counts the epoch up."""

    form_class = StaffPasswordChangeForm

    @override
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "address": client_address(self.request)}


def _user(request: HttpRequest) -> CustomUser:
    return cast("CustomUser", request.user)
