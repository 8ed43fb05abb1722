"""The REST API: closed by default, JSON only, one error shape, one schema."""

from config.settings.components.throttling import NUM_PROXIES, THROTTLE_RATES
from config.settings.env import env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # First, because its challenge is what a 401 tells.
        "custom_user.api.authentication.CredentialAuthentication",
        "custom_user.api.session_authentication.StaffSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": [
        "common.api.renderers.ORJSONRenderer",
        # Pages for developers; never in production, where DEBUG is off.
        *(
            ["rest_framework.renderers.BrowsableAPIRenderer"]
            if env.bool("DEBUG")
            else []
        ),
    ],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsers.ORJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "common.api.schema.PressroomAutoSchema",
    "DEFAULT_VERSIONING_CLASS": "common.api.versioning.CommonVersioning",
    # No DEFAULT_THROTTLE_CLASSES: views name theirs.
    "DEFAULT_THROTTLE_RATES": THROTTLE_RATES,
    "NUM_PROXIES": NUM_PROXIES,
    "EXCEPTION_HANDLER": "common.api.errors.handle_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
}
CSRF_FAILURE_VIEW = "common.api.errors.csrf_failure"

# How long a POST that comes again with its Idempotency-Key gets its first answer.
IDEMPOTENCY_LIFETIME_SECONDS = 24 * 3600
# After how long without a statement the database ends what a keyed POST has begun, so
# that a host that has vanished does not keep its key.
IDEMPOTENCY_SILENCE_SECONDS = 60

# Pages of lists.
PAGE_SIZE_DEFAULT = 10
PAGE_SIZE_MAX = 100
PAGE_NUMBER_MAX_ITEMS = 1000
