"""The session of the admin as a credential of the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from typing_extensions import override

from custom_user.services.staff import Stage, stage_of


class StaffSessionAuthentication(SessionAuthentication):
    """Good for nothing as long as it is not good for the admin.

    Otherwise a log-in that still lacks its second factor would do for the API.
    """

    @override
    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        user = found[0]
        stage = stage_of(user=user, session=request.session)
        return (user, None) if stage is Stage.INSIDE or not user.is_staff else None


class StaffSessionScheme(SessionScheme):
    """How the schema names the cookie."""

    target_class = "custom_user.api.session_authentication.StaffSessionAuthentication"

    @override
    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        untyped: Any = super()
        definition: dict[str, str] = untyped.get_security_definition(auto_schema)
        text = "The session of the admin; writes need its CSRF token as well."
        return {**definition, "description": text}
