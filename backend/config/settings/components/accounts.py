"""Accounts: who signs in how, what tokens are like, and the mail about it.

django-allauth's own limits and pages are off: the counters in `common.throttling` are
exact, and every endpoint is one of ours.
"""

from datetime import timedelta
from typing import Any

from config.settings.env import env

_MODEL_OF_TOKENS = "custom_user.AuthToken"
KNOX_TOKEN_MODEL = _MODEL_OF_TOKENS
# Its migrations make a table for a token model of its own, which nobody uses.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "AUTH_TOKEN_CHARACTER_LENGTH": 64,
    "AUTO_REFRESH": True,
    "AUTO_REFRESH_MAX_TTL": timedelta(days=env.int("SESSION_MAX_DAYS")),
    "MIN_REFRESH_INTERVAL": 300,
    "TOKEN_LIMIT_PER_USER": 20,
    "TOKEN_MODEL": KNOX_TOKEN_MODEL,
    # The same as `custom_user.constants.PREFIX_OF_TOKENS`.
    "TOKEN_PREFIX": "prt_",
    "TOKEN_TTL": timedelta(days=env.int("SESSION_IDLE_DAYS")),
}

AUTHENTICATION_BACKENDS = ["custom_user.services.backends.AccountBackend"]
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_DELETION_GRACE_DAYS = env.int("ACCOUNT_DELETION_GRACE_DAYS")

ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"

MFA_ADAPTER = "custom_user.services.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = env.str("SITE_TITLE")
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10

# A provider that hangs must not hold a web process for longer; in seconds.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_ADAPTER = "custom_user.services.social.transport.ProviderAdapter"
# name: the environment variables its keys come from. Without them it is off.
_SOCIAL_KEYS: dict[str, dict[str, str]] = {
    "google": {
        "client_id": env.str("GOOGLE_CLIENT_ID"),
        "secret": env.str("GOOGLE_CLIENT_SECRET"),
    },
    "github": {
        "client_id": env.str("GITHUB_CLIENT_ID"),
        "secret": env.str("GITHUB_CLIENT_SECRET"),
    },
    "facebook": {
        "client_id": env.str("FACEBOOK_CLIENT_ID"),
        "secret": env.str("FACEBOOK_CLIENT_SECRET"),
    },
    # Apple calls them: services id, key id, team id.
    "apple": {
        "client_id": env.str("APPLE_CLIENT_ID"),
        "secret": env.str("APPLE_KEY_ID"),
        "key": env.str("APPLE_TEAM_ID"),
    },
}
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    name: {"APPS": [keys]} if all(keys.values()) else {"APPS": []}
    for name, keys in _SOCIAL_KEYS.items()
}
for _app in SOCIALACCOUNT_PROVIDERS["apple"]["APPS"]:
    # An environment has no line breaks, so they come as \\n.
    _private_key = env.str("APPLE_PRIVATE_KEY").replace("\\n", "\n")
    _app["settings"] = {"certificate_key": _private_key}
# With openid Google gives an id_token, which needs no further question.
SOCIALACCOUNT_PROVIDERS["google"]["SCOPE"] = ["openid", "profile", "email"]

# Mail. The pages that links in mail lead to are the site's own.
_mail = env.email_url("EMAIL_URL")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
EMAIL_TIMEOUT = 10
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{env.str('SITE_TITLE')}] "
# After the #, which browsers keep to themselves: no log and no Referer has the key.
ACCOUNT_PATHS = {
    "verify_email": "/account/verify-email#key={key}",
    "reset_password": "/account/reset-password#key={key}",
    "cancel_deletion": "/account/cancel-deletion#key={key}",
}
