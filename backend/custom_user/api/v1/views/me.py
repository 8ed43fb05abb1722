"""One's own account: who I am, what mail I want, and leaving."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.throttles import AccountThrottle
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.me import (
    NotificationsBody,
    NotificationsSerializer,
    ProfileBody,
    ProfileSerializer,
    ReceiptSerializer,
)
from custom_user.exceptions import (
    AccountDisabledError,
    ConfirmationMissingError,
    LastSuperuserError,
    PhoneTakenError,
    TokenMissingError,
    UsernameTakenError,
)
from custom_user.selectors.profile import get_notification_choices, get_own_profile
from custom_user.services.deletion import schedule_deletion
from custom_user.services.notifications import choose_notifications
from custom_user.services.profile import update_profile


class MeView(TokenView):
    """Your own account."""

    kind = "profile"
    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"DELETE"})
    # Programs may read and keep the profile, but never delete the account.
    token_methods = frozenset({"DELETE"})
    method_problems = {
        "PATCH": [
            ConfirmationMissingError,
            PhoneTakenError,
            TokenMissingError,
            UsernameTakenError,
        ],
        "DELETE": [AccountDisabledError, ConfirmationMissingError, LastSuperuserError],
    }

    @extend_schema(responses=ProfileSerializer)
    def get(self, _request: Request) -> Response:
        """Your profile."""
        return Response(ProfileSerializer(get_own_profile(self.user)).data)

    @extend_schema(request=ProfileBody, responses=ProfileSerializer)
    def patch(self, request: Request) -> Response:
        """Change what is named and nothing else; null clears, and `{}` changes nothing.

        The phone number is a name to log in by, so it needs a token and a confirmation
        at `/api/v1/auth/confirm/`. The e-mail address and the password have endpoints
        of their own, under `/api/v1/auth/`.
        """
        changes = ProfileBody.parse(request, partial=True)
        if "phone" in changes:
            self.check_confirmation(request)
        update_profile(user=self.user, changes=changes)
        return Response(ProfileSerializer(get_own_profile(self.user)).data)

    @extend_schema(request=None, responses={202: ReceiptSerializer})
    def delete(self, _request: Request) -> Response:
        """Delete the account, with a receipt.

        Needs a confirmation at `/api/v1/auth/confirm/`. The account is closed at once,
        and all tokens and API keys with it. It is erased at `erase_after`; until then,
        the link in the mail that is sent now takes the deletion back. What the account
        wrote stays under its byline. Keep `receipt`: it tells how far the erasure is,
        at `/api/v1/auth/deletion-receipts/`.
        """
        erasure = schedule_deletion(user=self.user, now=timezone.now())
        return Response(ReceiptSerializer(erasure).data, status=202)


class NotificationsView(TokenView):
    """What mail you want.

    Mail about the security of the account is none of these kinds; it always comes.
    """

    throttle_classes = [AccountThrottle]

    @extend_schema(responses=NotificationsSerializer)
    def get(self, _request: Request) -> Response:
        return Response(self._choices())

    @extend_schema(request=NotificationsBody, responses=NotificationsSerializer)
    def patch(self, request: Request) -> Response:
        """Change which mail you want; kinds that are not named stay as they are."""
        choices = NotificationsBody.parse(request, partial=True)
        choose_notifications(user=self.user, choices=choices)
        return Response(self._choices())

    def _choices(self) -> dict[str, Any]:
        return NotificationsSerializer(get_notification_choices(self.user)).data
