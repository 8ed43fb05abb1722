"""What belongs to an account: shown to whoever sees accounts, without the secrets."""

from __future__ import annotations

from typing import TypeVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from typing_extensions import override

from common.admin.read_only import ReadOnlyModelAdmin
from custom_user.models import (
    AccountErasure,
    AuthToken,
    DataExport,
    NotificationChoice,
    SpentSecret,
)
from custom_user.policies import can_view_accounts

ModelT = TypeVar("ModelT", bound=Model)

# django-allauth's pages show secrets and let them be edited. The last two tables stay
# empty: keys of providers come from the environment, and their tokens are not kept.
for _model in (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(_model)


class BelongingAdmin(ReadOnlyModelAdmin[ModelT]):
    """Goes by the right to see accounts, whatever library the table comes from.

    `fields` lists all that is shown, so that a new column is not shown by itself.
    """

    ordering = ["-pk"]

    @override
    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Or `?content__contains=` would tell bit by bit what is not shown.
        column = lookup.partition(LOOKUP_SEP)[0]
        shown = column in {"pk", "id", *(self.fields or ())}
        return shown and super().lookup_allowed(lookup, value, request)

    @override
    def has_view_permission(
        self, request: HttpRequest, obj: ModelT | None = None
    ) -> bool:
        return can_view_accounts(actor=request.user)


@admin.register(AuthToken)
class AuthTokenAdmin(BelongingAdmin[AuthToken]):
    """Only a list: the key of a row is its digest, which belongs into no address.

    The page of the account ends its sessions.
    """

    actions = None
    fields = [
        "user",
        "device_name",
        "session_id",
        "started_at",
        "last_used_at",
        "expiry",
        "rotated_at",
        "confirmed_at",
    ]
    list_display = ["user", "device_name", "started_at", "last_used_at", "expiry"]
    list_display_links = None
    list_select_related = ["user"]
    search_fields = ["user__email", "device_name"]


@admin.register(EmailAddress)
class EmailAddressAdmin(BelongingAdmin[EmailAddress]):
    fields = ["user", "email", "primary", "verified"]
    list_display = ["email", "user", "primary", "verified"]
    list_filter = ["primary", "verified"]
    list_select_related = ["user"]
    search_fields = ["email"]


@admin.register(Authenticator)
class AuthenticatorAdmin(BelongingAdmin[Authenticator]):
    fields = ["user", "type", "created_at", "last_used_at"]
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email"]


@admin.register(SocialAccount)
class SocialAccountAdmin(BelongingAdmin[SocialAccount]):
    fields = ["user", "provider", "uid", "date_joined", "last_login"]
    list_display = ["user", "provider", "date_joined", "last_login"]
    list_filter = ["provider"]
    list_select_related = ["user"]
    search_fields = ["user__email", "uid"]


@admin.register(AccountErasure)
class AccountErasureAdmin(BelongingAdmin[AccountErasure]):
    fields = [
        "public_id",
        "user",
        "created_at",
        "erase_after",
        "cancelled_at",
        "erased_at",
        "counts",
    ]
    list_display = ["public_id", "user", "erase_after", "cancelled_at", "erased_at"]
    list_select_related = ["user"]


@admin.register(DataExport)
class DataExportAdmin(BelongingAdmin[DataExport]):
    fields = ["public_id", "user", "created_at", "ready_at", "expires_at"]
    list_display = ["public_id", "user", "created_at", "ready_at", "expires_at"]
    list_select_related = ["user"]

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[DataExport]:
        # Long, private, and not shown here.
        return super().get_queryset(request).defer("content")


@admin.register(NotificationChoice)
class NotificationChoiceAdmin(BelongingAdmin[NotificationChoice]):
    fields = ["user", "kind", "is_wanted", "updated_at"]
    list_display = ["user", "kind", "is_wanted", "updated_at"]
    list_filter = ["kind", "is_wanted"]
    list_select_related = ["user"]


@admin.register(SpentSecret)
class SpentSecretAdmin(BelongingAdmin[SpentSecret]):
    fields = ["created_at", "expires_at"]
    list_display = ["pk", "created_at", "expires_at"]
