"""Changing the address of an account."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.throttles import AccountThrottle
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.registration import (
    AddressBody,
    OutcomeSerializer,
)
from custom_user.api.v1.views.answers import outcome_answer
from custom_user.exceptions import ConfirmationMissingError
from custom_user.services.email_change import request_email_change


class EmailChangeView(TokenView):
    """Ask for another e-mail address; a link goes there.

    Nothing changes before the link is opened, with `/api/v1/auth/verify-email/`. A
    request before this one is dropped. The answer does not tell whether the address
    belongs to another account, to which no mail goes.
    """

    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"POST"})
    problems = [ConfirmationMissingError]

    @extend_schema(request=AddressBody, responses={202: OutcomeSerializer})
    def post(self, request: Request) -> Response:
        request_email_change(user=self.user, **AddressBody.parse(request))
        return outcome_answer(
            "Look into the mail of the new address and open the link.", status=202
        )
