"""Fields that several apps use."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from typing_extensions import override

from common.api.text_fields import TextField
from common.models import SLUG_MAX_LENGTH
from common.site import absolute_url, path_of
from common.slugs import is_canonical
from common.text.slugs import SLUG_PATTERN, make_slug


class KeyField(serializers.RegexField):
    """A parameter that names a row by slug or public id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rf"^(?:{SLUG_PATTERN})$", max_length=SLUG_MAX_LENGTH, **kwargs)


@extend_schema_field(OpenApiTypes.URI)
class SiteURLField(serializers.Field[str, Any, str, Any]):
    """The address of a thing on the readers' site, made from its slug."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(source="slug", read_only=True, **kwargs)

    @override
    def to_representation(self, value: str) -> str:
        return absolute_url(path_of(self.kind, value))


class NewSlugField(TextField):
    """A slug that a client chooses, written as slugs are."""

    default_error_messages = {
        "not_canonical": "Write the slug as “{canonical}”, or leave it out.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=SLUG_MAX_LENGTH, trim_whitespace=False, **kwargs)

    @override
    def to_internal_value(self, data: Any) -> str:
        slug = super().to_internal_value(data)
        if len(slug) <= SLUG_MAX_LENGTH and not is_canonical(slug):
            canonical = make_slug(slug, max_length=SLUG_MAX_LENGTH)
            self.fail("not_canonical", canonical=canonical)
        return slug
