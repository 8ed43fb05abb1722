"""The blog app's endpoints."""

from django.urls import path

from blog.api.v1.views.bulk_transitions import BulkTransitionView
from blog.api.v1.views.exports import PostExportView
from blog.api.v1.views.posts import PostDetailView, PostListView, PostNeighborsView
from blog.api.v1.views.series import (
    SeriesDetailView,
    SeriesListView,
    SeriesOrderView,
)
from blog.api.v1.views.site import ArchiveView, ResolveView, SiteView
from blog.api.v1.views.tags import TagDetailView, TagListView, TagMergeView
from blog.api.v1.views.transition_log import TransitionListView
from blog.api.v1.views.transitions import (
    ApproveView,
    ArchivePostView,
    PublishView,
    ReopenView,
    RequestChangesView,
    ScheduleView,
    SubmitView,
    UnpublishView,
    UnscheduleView,
)
from blog.api.v1.views.trash import RestoreView

app_name = "blog"
urlpatterns = [
    path("site/", SiteView.as_view(), name="site"),
    path("resolve/", ResolveView.as_view(), name="resolve"),
    path("archive/", ArchiveView.as_view(), name="archive"),
    path("posts/", PostListView.as_view(), name="post-list"),
    # Before the posts: one with this very slug is reached by its id.
    path(
        "posts/bulk-transitions/",
        BulkTransitionView.as_view(),
        name="post-bulk-transitions",
    ),
    path("posts/<str:post>/", PostDetailView.as_view(), name="post-detail"),
    path(
        "posts/<str:post>/neighbors/",
        PostNeighborsView.as_view(),
        name="post-neighbors",
    ),
    path("posts/<str:post>/submit/", SubmitView.as_view(), name="post-submit"),
    path(
        "posts/<str:post>/request-changes/",
        RequestChangesView.as_view(),
        name="post-request-changes",
    ),
    path("posts/<str:post>/approve/", ApproveView.as_view(), name="post-approve"),
    path("posts/<str:post>/publish/", PublishView.as_view(), name="post-publish"),
    path("posts/<str:post>/schedule/", ScheduleView.as_view(), name="post-schedule"),
    path(
        "posts/<str:post>/unschedule/",
        UnscheduleView.as_view(),
        name="post-unschedule",
    ),
    path("posts/<str:post>/unpublish/", UnpublishView.as_view(), name="post-unpublish"),
    path("posts/<str:post>/archive/", ArchivePostView.as_view(), name="post-archive"),
    path("posts/<str:post>/reopen/", ReopenView.as_view(), name="post-reopen"),
    path("posts/<str:post>/restore/", RestoreView.as_view(), name="post-restore"),
    path(
        "posts/<str:post>/transitions/",
        TransitionListView.as_view(),
        name="post-transition-list",
    ),
    path("tags/", TagListView.as_view(), name="tag-list"),
    path("tags/<str:tag>/", TagDetailView.as_view(), name="tag-detail"),
    path("tags/<str:tag>/merge/", TagMergeView.as_view(), name="tag-merge"),
    path("series/", SeriesListView.as_view(), name="series-list"),
    path("series/<str:series>/", SeriesDetailView.as_view(), name="series-detail"),
    path("series/<str:series>/order/", SeriesOrderView.as_view(), name="series-order"),
    # A file has its own name, which ends as files do.
    path("exports/posts.csv", PostExportView.as_view(), name="post-export"),
]
