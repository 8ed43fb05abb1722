"""Accounts in the admin: log-in by e-mail, made together with their profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from typing_extensions import override

from common.admin.domain_errors import DomainErrorModelAdmin
from common.admin.policed import Action
from custom_user.admin.account_forms import (
    AccountAddForm,
    AccountChangeForm,
    AccountPasswordForm,
)
from custom_user.models import CustomUser, UserProfile
from custom_user.policies import (
    RIGHTS,
    Actor,
    can_create_accounts,
    can_delete_account,
    can_end_access,
    can_manage_account,
    can_view_accounts,
    changeable_rights,
    grantable_groups,
)
from custom_user.services.accounts import store_new_account
from custom_user.services.email_change import drop_email_change
from custom_user.services.erasure import delete_account
from custom_user.services.staff import remove_all_factors
from custom_user.services.tokens import end_all_sessions
from custom_user.services.verification import send_verification

# What is changed to lock somebody out, who may have asked for another address before.
LOCKING = {"email", "is_active"}

if TYPE_CHECKING:
    AccountModelAdmin = UserAdmin[CustomUser]
    ProfileInlineBase = admin.StackedInline[UserProfile, CustomUser]
else:
    AccountModelAdmin = UserAdmin
    ProfileInlineBase = admin.StackedInline


class UserProfileInline(ProfileInlineBase):
    model = UserProfile
    can_delete = False
    verbose_name_plural = "profile"


@admin.register(CustomUser)
class AccountAdmin(DomainErrorModelAdmin[CustomUser], AccountModelAdmin):
    """Rights come from groups alone, and nobody gives more of them than they have."""

    actions = ["end_sessions", "remove_factors", "resend_verification"]
    add_form = AccountAddForm
    change_password_form = AccountPasswordForm
    form = AccountChangeForm
    date_hierarchy = "created_at"
    fieldsets = (
        (None, {"fields": ("email", "password_state")}),
        ("Person", {"fields": ("first_name", "last_name", "username")}),
        (
            "Rights",
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "tier")},
        ),
        (
            "Facts",
            {"fields": ("public_id", "last_login", "created_at", "updated_at")},
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "usable_password", "password1", "password2")}),
    )
    filter_horizontal = ["groups"]
    inlines = [UserProfileInline]
    list_display = ["email", "get_full_name", "is_staff", "is_active", "created_at"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    ordering = ["email"]
    readonly_fields = ["last_login", "password_state"]
    search_fields = ["email", "username", "first_name", "last_name"]

    @override
    def may(self, action: Action, actor: Actor, row: CustomUser | None, /) -> bool:
        match action:
            case "view":
                return can_view_accounts(actor=actor)
            case "add":
                return can_create_accounts(actor=actor)
            case "change":
                return can_manage_account(actor=actor, account=row)
            case "delete":
                return can_delete_account(actor=actor, account=row)

    @admin.display(description="password")
    def password_state(self, account: CustomUser) -> SafeString:
        state = "Set." if account.has_usable_password() else "None."
        return format_html('{} <a href="../password/">Set a new one</a>', state)

    @override
    def get_inlines(
        self, request: HttpRequest, obj: CustomUser | None
    ) -> list[type[Any]]:
        # A new account gets its profile from the service; details come afterwards.
        return [] if obj is None else [UserProfileInline]

    @override
    def get_readonly_fields(
        self, request: HttpRequest, obj: CustomUser | None = None
    ) -> list[Any] | tuple[Any, ...]:
        fields = [*super().get_readonly_fields(request, obj)]
        fields += sorted(RIGHTS - changeable_rights(actor=request.user, account=obj))
        # Whoever finds a desk unlocked must not send the next reset to themselves.
        return [*fields, "email"] if obj and obj.pk == request.user.pk else fields

    @override
    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "groups":
            grantable = grantable_groups(actor=request.user)
            kwargs["queryset"] = Group.objects.filter(grantable)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @override
    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        # Not by the text: 1 can be written as 01 as well.
        if self.get_object(request, unquote(id)) == request.user:
            # Where the present one is asked for.
            return redirect("admin:password_change")
        return super().user_change_password(request, id, form_url)

    @override
    def delete_model(self, request: HttpRequest, obj: CustomUser) -> None:
        delete_account(user=obj, now=timezone.now())

    @override
    def delete_queryset(
        self, request: HttpRequest, queryset: QuerySet[CustomUser]
    ) -> None:
        for account in queryset:
            delete_account(user=account, now=timezone.now())

    @override
    def save_model(
        self, request: HttpRequest, obj: CustomUser, form: Any, change: Any
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            if LOCKING & set(form.changed_data):
                drop_email_change(user=obj)
        else:
            store_new_account(obj)

    @admin.action(description="End all sessions", permissions=["change"])
    def end_sessions(self, request: HttpRequest, rows: QuerySet[CustomUser]) -> None:
        def end(account: CustomUser) -> bool:
            end_all_sessions(user=account)
            drop_email_change(user=account)
            return True

        self._help(request, rows, end, "Ended all sessions.")

    @admin.action(description="Remove the second factors", permissions=["change"])
    def remove_factors(self, request: HttpRequest, rows: QuerySet[CustomUser]) -> None:
        def remove(account: CustomUser) -> bool:
            return remove_all_factors(user=account)

        self._help(request, rows, remove, "Removed all second factors.")

    @admin.action(description="Send the verification again", permissions=["change"])
    def resend_verification(
        self, request: HttpRequest, rows: QuerySet[CustomUser]
    ) -> None:
        def send(account: CustomUser) -> bool:
            send_verification(email=account.email)
            return True

        self._help(request, rows, send, "Sent the verification again.")

    def _help(
        self,
        request: HttpRequest,
        rows: QuerySet[CustomUser],
        do: Callable[[CustomUser], bool],
        deed: str,
    ) -> None:
        """Do it for each account that the actor may help, and record it there."""
        done = 0
        for account in rows:
            if not can_end_access(actor=request.user, account=account):
                message = f"{account}: your own, or with more rights than yours."
                self.message_user(request, message, messages.ERROR)
            elif do(account):
                self.log_change(request, account, deed)
                done += 1
        self.message_user(request, f"{deed} Accounts: {done}.", messages.SUCCESS)
