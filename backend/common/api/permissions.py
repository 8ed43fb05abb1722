"""Permissions that every endpoint shares."""

from __future__ import annotations

from typing import Protocol, cast

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from typing_extensions import override

from common.api.error_codes import SCOPE_MISSING
from common.api.problems import ProblemError


class ScopedCredential(Protocol):
    """A credential that opens a part of what its owner may, such as an API key."""

    def allows(self, kind: str, *, write: bool) -> bool:
        """Say whether it reaches to reading or writing things of this kind."""


class WithinScope(BasePermission):
    """Lets scoped credentials in where their scopes reach, and all others everywhere.

    A view names the `kind` of things it is about; without one, scoped credentials are
    never let in, because keys must not make keys or change who may log in.
    """

    @override
    def has_permission(self, request: Request, view: object) -> bool:
        if not hasattr(request.auth, "allows"):
            return True
        credential = cast("ScopedCredential", request.auth)
        kind: str | None = getattr(view, "kind", None)
        write = request.method not in SAFE_METHODS
        if kind is None:
            raise ProblemError(SCOPE_MISSING, "API keys are not let in here; log in.")
        if not credential.allows(kind, write=write):
            scope = f"{kind}:{'write' if write else 'read'}"
            raise ProblemError(SCOPE_MISSING, f"The key needs the scope {scope}.")
        return True
