"""Keys for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from common.api.bodies import NullBody
from common.api.throttles import AccountThrottle
from common.api.views import ListView
from common.selection import Selection
from custom_user.api.tokens import TokenView
from custom_user.api.v1.serializers.api_keys import (
    ApiKeyBody,
    ApiKeySerializer,
    NewApiKeySerializer,
)
from custom_user.exceptions import (
    ApiKeyExpiredError,
    ApiKeyLimitError,
    ApiKeyNotFoundError,
    ApiKeyRefusedError,
    ConfirmationMissingError,
    RotationRunningError,
    TierRefusedError,
)
from custom_user.models import ApiKey
from custom_user.policies import can_choose_tier
from custom_user.selectors.api_keys import get_api_key, list_api_keys
from custom_user.services.api_keys import (
    NewKey,
    create_api_key,
    finish_rotation,
    revoke_api_key,
    rotate_api_key,
)


class ApiKeyListView(TokenView, ListView):
    """Your keys for programs, newest first; revoked ones are gone."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [AccountThrottle]
    needs_confirmation = frozenset({"POST"})
    serializer_class = ApiKeySerializer
    ordering = ("-created_at", "-public_id")
    method_problems = {
        "POST": [
            ApiKeyLimitError,
            ApiKeyRefusedError,
            ConfirmationMissingError,
            TierRefusedError,
        ]
    }

    @override
    def get_rows(
        self, parameters: dict[str, Any], selection: Selection
    ) -> QuerySet[ApiKey]:
        return list_api_keys(owner=self.user)

    @extend_schema(request=ApiKeyBody, responses={201: NewApiKeySerializer})
    def post(self, request: Request) -> Response:
        """Make a key. Its text, `key`, is in this answer and in no later one.

        A program sends it as `Authorization: Token <key>`. It may do what you may, as
        far as its scopes reach; of your account, it reaches the profile alone. Needs a
        confirmation at `/api/v1/auth/confirm/`.
        """
        body = ApiKeyBody.parse(request)
        if "tier" in body and not can_choose_tier(actor=self.user):
            raise TierRefusedError
        new = create_api_key(owner=self.user, **body, now=timezone.now())
        return _show_once(new, status=201)


class ApiKeyView(TokenView):
    """Base of what is about one of your keys."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [AccountThrottle]

    def find(self, public_id: str) -> ApiKey:
        """Return one's own key; that of somebody else does not exist."""
        return get_api_key(public_id, owner=self.user)


class ApiKeyDetailView(ApiKeyView):
    """One of your keys."""

    problems = [ApiKeyNotFoundError]

    @extend_schema(responses=ApiKeySerializer)
    def get(self, _request: Request, key: str) -> Response:
        return Response(ApiKeySerializer(self.find(key)).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, _request: Request, key: str) -> Response:
        """Revoke a key: the next request with it is refused. There is no way back."""
        revoke_api_key(api_key=self.find(key), now=timezone.now())
        return Response(status=204)


class ApiKeyRotateView(ApiKeyView):
    """Give a key a new text; the former one stays good for a day more.

    So programs can take over the new one without a gap; call `finish-rotation` when
    the last one has. Needs a confirmation at `/api/v1/auth/confirm/`.
    """

    needs_confirmation = frozenset({"POST"})
    problems = [
        ApiKeyExpiredError,
        ApiKeyNotFoundError,
        ConfirmationMissingError,
        RotationRunningError,
    ]

    @extend_schema(request=NullBody, responses=NewApiKeySerializer)
    def post(self, request: Request, key: str) -> Response:
        NullBody.parse(request)
        api_key = self.find(key)
        return _show_once(rotate_api_key(api_key=api_key, now=timezone.now()))


class ApiKeyFinishRotationView(ApiKeyView):
    """Refuse the former text of a key from now on.

    Call it once every program has the new one. Nothing changes where no rotation runs.
    """

    problems = [ApiKeyNotFoundError]

    @extend_schema(request=NullBody, responses=ApiKeySerializer)
    def post(self, request: Request, key: str) -> Response:
        NullBody.parse(request)
        api_key = finish_rotation(api_key=self.find(key))
        return Response(ApiKeySerializer(api_key).data)


def _show_once(new: NewKey, *, status: int = 200) -> Response:
    shown = NewApiKeySerializer(new.api_key, context={"text": new.text})
    return Response(shown.data, status=status)
