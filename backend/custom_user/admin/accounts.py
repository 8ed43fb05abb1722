"""Accounts in the admin: log-in by e-mail, made together with their profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from typing_extensions import override

from common.admin.base import BaseModelAdmin
from custom_user.models import CustomUser, UserProfile
from custom_user.services.accounts import store_new_account

if TYPE_CHECKING:
    AddForm = AdminUserCreationForm[CustomUser]
    ChangeForm = UserChangeForm[CustomUser]
    AccountModelAdmin = UserAdmin[CustomUser]
    ProfileInlineBase = admin.StackedInline[UserProfile, CustomUser]
else:
    AddForm = AdminUserCreationForm
    ChangeForm = UserChangeForm
    AccountModelAdmin = UserAdmin
    ProfileInlineBase = admin.StackedInline


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
    """Unlike Django's, lets the public handle be empty."""

    class Meta:
        model = CustomUser
        fields = "__all__"

    def clean_email(self) -> str:
        return _clean_email(self)


class UserProfileInline(ProfileInlineBase):
    model = UserProfile
    can_delete = False
    verbose_name_plural = "profile"


@admin.register(CustomUser)
class AccountAdmin(BaseModelAdmin[CustomUser], AccountModelAdmin):
    add_form = AccountAddForm
    form = AccountChangeForm
    date_hierarchy = "created_at"
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "username")}),
        (
            "Permissions",
            {
                "fields": (
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                )
            },
        ),
        (
            "Facts",
            {"fields": ("public_id", "last_login", "created_at", "updated_at")},
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "usable_password", "password1", "password2")}),
    )
    inlines = [UserProfileInline]
    list_display = ["email", "get_full_name", "is_staff", "is_active", "created_at"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    ordering = ["email"]
    readonly_fields = ["last_login"]
    search_fields = ["email", "username", "first_name", "last_name"]

    @override
    def get_inlines(
        self, request: HttpRequest, obj: CustomUser | None
    ) -> list[type[Any]]:
        # A new account gets its profile from the service; details come afterwards.
        return [] if obj is None else [UserProfileInline]

    @override
    def save_model(
        self, request: HttpRequest, obj: CustomUser, form: Any, change: Any
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            store_new_account(obj)
