"""What staff fill in on their way into the admin."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from typing_extensions import override

from common.client_address import client_address
from common.exceptions import RateLimitedError
from custom_user.constants import PASSWORD_MAX_LENGTH
from custom_user.exceptions import CredentialsInvalidError
from custom_user.models import CustomUser
from custom_user.services.credentials import check_password
from custom_user.services.passwords import set_password
from custom_user.services.staff import log_in_staff
from custom_user.staff.throttling import count_login

CODE_MAX_LENGTH = 20


class CodeField(forms.CharField):
    """A code as people type it, which no browser should keep."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        super().__init__(
            max_length=CODE_MAX_LENGTH,
            widget=forms.TextInput(attrs=attributes),
            **kwargs,
        )


class StaffLoginForm(AuthenticationForm):
    """Takes all at once, so that a refusal does not tell what of it was wrong.

    `retry_after` is set where there were too many attempts.
    """

    password = forms.CharField(
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField(
        required=False,
        help_text="From your authenticator app, or a recovery code, if you have any.",
    )
    error_messages = {
        "invalid_login": (
            "Please enter the correct e-mail address, password and code for a staff "
            "account. Each code works once."
        ),
    }
    retry_after: int | None = None

    @override
    def clean(self) -> dict[str, Any]:
        address = client_address(cast("HttpRequest", self.request))
        try:
            count_login(address)
            if not self.errors:
                self.user_cache = log_in_staff(
                    email=self.cleaned_data["username"],
                    password=self.cleaned_data["password"],
                    code=self.cleaned_data["code"],
                    address=address,
                    now=timezone.now(),
                )
        except CredentialsInvalidError as error:
            raise self.get_invalid_login_error() from error
        except RateLimitedError as error:
            self.retry_after = error.retry_after
            raise too_many(error) from error
        return self.cleaned_data


class TotpForm(forms.Form):
    """A code that shows that the app has the secret; `challenge` stands for that."""

    challenge = forms.CharField(widget=forms.HiddenInput)
    code = CodeField(label="Code that the app shows")


class StaffPasswordChangeForm(AdminPasswordChangeForm):
    """Counts wrong guesses at the present password like those of a log-in."""

    user: CustomUser

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    @override
    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        try:
            check_password(user=self.user, password=password, address=self.address)
        except CredentialsInvalidError as error:
            raise ValidationError(error.detail, code="password_incorrect") from error
        except RateLimitedError as error:
            raise too_many(error) from error
        return password

    @override
    def save(self, commit: bool = True) -> CustomUser:
        set_password(user=self.user, password=self.cleaned_data["new_password1"])
        return self.user


def too_many(error: RateLimitedError) -> ValidationError:
    """Return what to tell somebody who has to wait."""
    minutes = -(-error.retry_after // 60)
    return ValidationError(
        f"Too many attempts. Try again in {minutes} min.", code="throttled"
    )
