"""What the OpenAPI document says about the API as a whole."""

_DESCRIPTION = """\
The engine of a blog or magazine, without a front end.

- **Who asks.** Published content is open to everyone. For all else send
  `Authorization: Token <key>`, with a token from a log-in (people) or the text of an
  API key (programs). A wrong or expired one is answered with 401 everywhere, also
  where none is needed; drop it then and log in anew.
- **Confirmation.** Calls that say so need `/api/v1/auth/confirm/` within the last five
  minutes, from the same session.
- **Errors** are problem documents (RFC 9457). Programs look at `error_code`; each
  operation lists its own codes, and any may answer with those that begin with `COM`.
- **Limits.** `RateLimit` and `RateLimit-Policy` tell what is left. After 429 and 503,
  wait as many seconds as `Retry-After` says.
- **Unknown** query parameters and members of a body are refused, not dropped.
- **Ids** are opaque, and times are UTC with an offset (ISO 8601).
"""
_TAGS = {
    "api-keys": "Credentials of programs that act for an account.",
    "archive": "Months with posts.",
    "auth": "Sign-up, log-in, log-out, passwords and e-mail addresses.",
    "authors": "Who writes.",
    "me": "One's own account: profile, sessions, second factors, exports.",
    "posts": "What is published.",
    "resolve": "What is at a path of the site.",
    "series": "Posts that belong together, in order.",
    "site": "What an app needs to start.",
    "tags": "What posts are about.",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Pressroom API",
    "DESCRIPTION": _DESCRIPTION,
    "TAGS": [{"name": name, "description": text} for name, text in _TAGS.items()],
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "DEFAULT_GENERATOR_CLASS": "common.api.schema.CachingSchemaGenerator",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "COMPONENT_SPLIT_REQUEST": True,
    # The names of choices say nothing that the choices do not.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "DeletionStateEnum": ["pending", "cancelled", "erased"],
        "FactorTypeEnum": ["passkey", "totp"],
        "PostStateEnum": "blog.constants.PostState",
        "RoleEnum": "custom_user.constants.Role",
        "ScopeEnum": "custom_user.constants.SCOPES",
        "SecondFactorEnum": ["passkey", "recovery_codes", "totp"],
        "TierEnum": "custom_user.constants.Tier",
        "VisibilityEnum": "blog.constants.Visibility",
    },
}
