"""The site as a whole."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from blog.api.v1.filters import ResolveParameters
from blog.api.v1.serializers.site import (
    ArchiveSerializer,
    ResolvedPathSerializer,
    SiteSerializer,
)
from blog.api.versioning import BlogVersioning
from blog.exceptions import PathGoneError, PathNotFoundError
from blog.selectors.archive import get_archive
from blog.selectors.site import get_site
from blog.selectors.site_paths import resolve_path
from common.api.views import ReadView


class SiteView(ReadView):
    """What an app needs to start: the site's words, menu, feature flags and limits."""

    versioning_class = BlogVersioning
    kind = "site"
    serializer_class = SiteSerializer

    @extend_schema(responses=SiteSerializer)
    def get(self, _request: Request) -> Response:
        return Response(SiteSerializer(get_site()).data)


class ArchiveView(ReadView):
    """Years and months with the number of public posts in each, newest first.

    A month counts what the list of posts shows with the same `year` and `month`.
    """

    versioning_class = BlogVersioning
    kind = "posts"
    serializer_class = ArchiveSerializer

    @extend_schema(responses=ArchiveSerializer)
    def get(self, request: Request) -> Response:
        years = get_archive(request.user, now=timezone.now())
        return Response(ArchiveSerializer({"years": years}).data)


class ResolveView(ReadView):
    """What is at a path of the readers' site, for routers of single-page apps.

    Finds what is there now, former slugs, and paths of sites that were imported. With
    `redirect` 301 the reader belongs at `url`; what is gone for good answers 410.
    """

    versioning_class = BlogVersioning
    kind = "site"
    parameters_class = ResolveParameters
    serializer_class = ResolvedPathSerializer
    problems = [PathNotFoundError, PathGoneError]

    @extend_schema(responses=ResolvedPathSerializer)
    def get(self, request: Request) -> Response:
        resolved = resolve_path(
            request.user, self.parameters["path"], now=timezone.now()
        )
        return Response(ResolvedPathSerializer(resolved).data)
