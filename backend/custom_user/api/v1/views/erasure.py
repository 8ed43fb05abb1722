"""What can be done about a deletion without an account."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.throttles import VerificationThrottle
from common.api.views import EndpointView, ReadView
from custom_user.api.v1.serializers.me import (
    CancelDeletionBody,
    DeletionReceiptSerializer,
)
from custom_user.api.versioning import AccountVersioning
from custom_user.exceptions import LinkInvalidError, ReceiptNotFoundError
from custom_user.selectors.erasures import get_erasure
from custom_user.services.deletion import cancel_deletion


class CancelDeletionView(EndpointView):
    """Take the deletion of an account back, by the key in the mail about it.

    Works once, and until `erase_after`. Log in anew afterwards: former tokens and API
    keys stay refused.
    """

    versioning_class = AccountVersioning
    permission_classes = [AllowAny]
    throttle_classes = [VerificationThrottle]
    problems = [LinkInvalidError]

    @extend_schema(request=CancelDeletionBody, responses={204: None})
    def post(self, request: Request) -> Response:
        cancel_deletion(**CancelDeletionBody.parse(request), now=timezone.now())
        return Response(status=204)


class DeletionReceiptView(ReadView):
    """How far the deletion of an account is; for whoever has the receipt."""

    versioning_class = AccountVersioning
    problems = [ReceiptNotFoundError]

    @extend_schema(responses=DeletionReceiptSerializer)
    def get(self, _request: Request, receipt: str) -> Response:
        return Response(DeletionReceiptSerializer(get_erasure(receipt)).data)
