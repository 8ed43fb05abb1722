"""The blog app's endpoints."""

from django.urls import path

from blog.api.v1.views.posts import PostDetailView, PostListView, PostNeighborsView
from blog.api.v1.views.site import ArchiveView, ResolveView, SiteView
from blog.api.v1.views.topics import (
    SeriesDetailView,
    SeriesListView,
    TagDetailView,
    TagListView,
)

app_name = "blog"
urlpatterns = [
    path("site/", SiteView.as_view(), name="site"),
    path("resolve/", ResolveView.as_view(), name="resolve"),
    path("archive/", ArchiveView.as_view(), name="archive"),
    path("posts/", PostListView.as_view(), name="post-list"),
    path("posts/<str:post>/", PostDetailView.as_view(), name="post-detail"),
    path(
        "posts/<str:post>/neighbors/",
        PostNeighborsView.as_view(),
        name="post-neighbors",
    ),
    path("tags/", TagListView.as_view(), name="tag-list"),
    path("tags/<str:tag>/", TagDetailView.as_view(), name="tag-detail"),
    path("series/", SeriesListView.as_view(), name="series-list"),
    path("series/<str:series>/", SeriesDetailView.as_view(), name="series-detail"),
]
