"""The API's description of itself: the OpenAPI document, and a page that reads it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from typing_extensions import override

from common.api.parameters import NullParameters, QueryParameters


class SchemaView(SpectacularAPIView):
    """The OpenAPI document, as YAML or JSON; YAML for whoever accepts neither."""

    permission_classes = [AllowAny]

    @override
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # The base takes any `lang`, and Django keeps a catalogue of each for ever.
        NullParameters.parse(request)

    @override
    def perform_content_negotiation(
        self,
        request: Request,
        force: bool = False,
    ) -> Any:
        return super().perform_content_negotiation(request, force=True)


class DocsParameters(QueryParameters):
    """What the page asks itself for."""

    script = serializers.CharField(required=False, allow_blank=True)


class DocsView(SpectacularSwaggerSplitView):
    """The OpenAPI document for people; all of it is served from here.

    Give `url_name`, the name of the schema's URL, to `as_view`.
    """

    permission_classes = [AllowAny]

    @override
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        DocsParameters.parse(request)
