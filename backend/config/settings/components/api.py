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
SPECTACULAR_SETTINGS = {
    "TITLE": "Pressroom API",
    "DESCRIPTION": "The engine of a blog or magazine, without a front end.",
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
    "ENUM_NAME_OVERRIDES": {"VisibilityEnum": "blog.constants.Visibility"},
}

# Pages of lists.
PAGE_SIZE_DEFAULT = 10
PAGE_SIZE_MAX = 100
PAGE_NUMBER_MAX_ITEMS = 1000
