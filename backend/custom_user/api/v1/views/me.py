"""One's own account: who I am, what mail I want, and leaving."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

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
from custom_user.models import CustomUser
from custom_user.selectors.profile import get_notification_choices, get_own_profile
from custom_user.services.deletion import schedule_deletion
from custom_user.services.notifications import choose_notifications
from custom_user.services.profile import update_profile


class MeView(TokenView):
    """Your own account."""

    kind = "profile"
    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"DELETE"})
    problems = [
        AccountDisabledError,
        ConfirmationMissingError,
        LastSuperuserError,
        PhoneTakenError,
        TokenMissingError,
        UsernameTakenError,
    ]

    @property
    @override
    def user(self) -> CustomUser:
        return cast("CustomUser", self.request.user)

    @override
    def check_permissions(self, request: Request) -> None:
        if request.method == "DELETE":
            super().check_permissions(request)
        else:
            # Programs may read and keep the profile, but never delete the account.
            super(TokenView, self).check_permissions(request)

    @extend_schema(responses=ProfileSerializer)
    def get(self, _request: Request) -> Response:
        """Return your profile. API keys need the scope `profile:read`."""
        return Response(ProfileSerializer(get_own_profile(self.user)).data)

    @extend_schema(request=ProfileBody, responses=ProfileSerializer)
    def patch(self, request: Request) -> Response:
        """Change what is named and nothing else; null clears.

        API keys need the scope `profile:write`. The phone number is a name to log in
        by, so it needs a token and a confirmation. The address and the password have
        endpoints of their own.
        """
        changes = ProfileBody.parse(request, partial=True)
        if "phone" in changes:
            self.check_confirmation(request)
        update_profile(user=self.user, changes=changes)
        return Response(ProfileSerializer(get_own_profile(self.user)).data)

    @extend_schema(request=None, responses={202: ReceiptSerializer})
    def delete(self, _request: Request) -> Response:
        """Delete the account, with a receipt.

        Needs a confirmation. The account is closed at once, and all tokens and keys
        with it. It is erased at `erase_after`; until then, the link in the mail that is
        sent now takes it back. What the account wrote stays under its byline.
        """
        erasure = schedule_deletion(user=self.user, now=timezone.now())
        return Response(ReceiptSerializer(erasure).data, status=202)


class NotificationsView(TokenView):
    """What mail you want. Mail about the security of the account always comes."""

    throttle_classes = [AccountThrottle]

    @extend_schema(responses=NotificationsSerializer)
    def get(self, _request: Request) -> Response:
        return Response(self._choices())

    @extend_schema(request=NotificationsBody, responses=NotificationsSerializer)
    def patch(self, request: Request) -> Response:
        choices = NotificationsBody.parse(request, partial=True)
        choose_notifications(user=self.user, choices=choices)
        return Response(self._choices())

    def _choices(self) -> dict[str, Any]:
        return NotificationsSerializer(get_notification_choices(self.user)).data
