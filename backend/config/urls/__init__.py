"""Every address the project answers."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

admin.site.site_header = admin.site.site_title = settings.SITE_TITLE
admin.site.site_url = settings.SITE_URL

api_patterns: list[URLPattern | URLResolver] = [
    path("v1/", include("config.urls.v1"), {"version": "v1"}),
]

decoy_patterns: list[URLPattern | URLResolver] = [
    path("", include("custom_user.staff.urls"))
]
# On a developer's machine the admin may be where everybody looks for it.
if settings.ADMIN_PATH == "admin":
    decoy_patterns.clear()

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include((api_patterns, "api"))),
    path("ht/", include("common.health.urls")),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    # Last of the two, so that the admin itself may be below `/admin/`.
    *decoy_patterns,
    # Uploaded files, on a developer's machine only: elsewhere nginx or a CDN has them.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]

handler400 = "common.api.errors.bad_request"
handler403 = "common.api.errors.permission_denied"
handler404 = "common.api.errors.not_found"
handler500 = "common.api.errors.server_error"
