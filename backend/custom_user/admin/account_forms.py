"""Forms of the pages of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)
from typing_extensions import override

from custom_user.models import CustomUser
from custom_user.services.email_change import drop_email_change
from custom_user.services.passwords import set_password

if TYPE_CHECKING:
    AddForm = AdminUserCreationForm[CustomUser]
    ChangeForm = UserChangeForm[CustomUser]
    PasswordForm = AdminPasswordChangeForm[CustomUser]
else:
    AddForm = AdminUserCreationForm
    ChangeForm = UserChangeForm
    PasswordForm = AdminPasswordChangeForm


def _clean_email(form: forms.BaseForm) -> str:
    # As the manager stores it, so that the form's check for a double finds it.
    return CustomUser.objects.normalize_email(form.cleaned_data["email"])


class AccountAddForm(AddForm):
    """Asks for an e-mail address and a password, which may also be left unset."""

    class Meta:
        model = CustomUser
        fields = ["email"]

    def clean_email(self) -> str:
        return _clean_email(self)


class AccountChangeForm(ChangeForm):
    """Unlike Django's, lets the public handle be empty, and shows nothing of hashes."""

    class Meta:
        model = CustomUser
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password"]

    def clean_email(self) -> str:
        return _clean_email(self)


class AccountPasswordForm(PasswordForm):
    """Sets the password of somebody else, who gets a mail about it."""

    @override
    def save(self, commit: bool = True) -> CustomUser:
        if not self.cleaned_data["set_usable_password"]:
            user: CustomUser = super().save(commit)
            drop_email_change(user=user)
            return user
        set_password(user=self.user, password=self.cleaned_data["password1"])
        return self.user
