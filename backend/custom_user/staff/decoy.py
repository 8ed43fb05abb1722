"""A log-in where everybody looks for one, which lets nobody in."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from common.client_address import client_address
from common.exceptions import RateLimitedError
from common.logging import log_event
from custom_user.staff.forms import too_many
from custom_user.staff.throttling import count_login

PATH_MAX_LENGTH = 200
# For browsers only: the one fault the page ever shows is that of the log-in.
REQUIRED = {"required": True}
REFUSAL = (
    "Please enter the correct username and password for a staff account. Note that "
    "both fields may be case-sensitive."
)


class DecoyForm(forms.Form):
    """Looks like Django's, and is never given what somebody typed."""

    username = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autofocus": True} | REQUIRED)
    )
    password = forms.CharField(
        required=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password"} | REQUIRED
        ),
    )


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class DecoyView(View):
    """Answers the same to everybody: no database, no session, no reading of bodies.

    The template is given what it would else fetch from the session.
    """

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return _page(request, DecoyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        address = client_address(request)
        form = DecoyForm({})
        try:
            count_login(address)
        except RateLimitedError as error:
            _log(request, address, is_throttled=True)
            form.add_error(None, too_many(error))
            response = _page(request, form, status=429)
            response["Retry-After"] = str(error.retry_after)
            return response
        _log(request, address, is_throttled=False)
        form.add_error(None, REFUSAL)
        return _page(request, form)


def _log(request: HttpRequest, address: str, *, is_throttled: bool) -> None:
    facts = {
        "client": address,
        "path": request.path[:PATH_MAX_LENGTH],
        "throttled": is_throttled,
    }
    log_event("decoy_login", facts, logging_module=__name__, level="WARNING")


def _page(request: HttpRequest, form: DecoyForm, *, status: int = 200) -> HttpResponse:
    context = {
        "app_path": request.path,
        "form": form,
        "is_nav_sidebar_enabled": True,
        "messages": [],
        "next": "/admin/",
        "site_header": "Django administration",
        "site_title": "Django site admin",
        "title": "Log in",
        "user": AnonymousUser(),
    }
    return TemplateResponse(
        request, "custom_user/staff/decoy.html", context, status=status
    )
