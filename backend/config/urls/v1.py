"""Version 1 of the API: each app's endpoints, and the description of them all."""

from django.urls import include, path

from common.api.description import DocsView, SchemaView

app_name = "v1"
urlpatterns = [
    path("", include("blog.api.v1.urls")),
    path("", include("author.api.v1.urls")),
    path("", include("custom_user.api.v1.urls")),
    path("schema/", SchemaView.as_view(api_version="v1"), name="schema"),
    path("docs/", DocsView.as_view(url_name="api:v1:schema"), name="docs"),
]
