"""What writes of authors take."""

from __future__ import annotations

from typing import Any

from django.core.validators import URLValidator
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from typing_extensions import override

from common.api.bodies import Body
from common.api.fields import NewSlugField
from common.api.text_fields import LineField, TextField

NAME_MAX_LENGTH = 100
BIO_MAX_LENGTH = 20_000
LINKS_MAX_NUMBER = 20
LINK_MAX_LENGTH = 500
EMAIL_MAX_LENGTH = 254


class WebAddressField(LineField):
    """An address that a browser opens as a page: `http` or `https`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LINK_MAX_LENGTH, **kwargs)
        self.validators.append(URLValidator(schemes=["http", "https"]))


class AuthorLinkBody(Body):
    """A link on an author's page."""

    title = LineField(max_length=NAME_MAX_LENGTH)
    url = WebAddressField()

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # A change of a profile is partial, but the links in it are new as a whole.
        if missing := self.fields.keys() - attrs.keys():
            message = "This field is required."
            faults = {name: [ErrorDetail(message, "required")] for name in missing}
            raise serializers.ValidationError(faults)
        return attrs


class AuthorBody(Body):
    """A profile; what is absent is left as it is, or empty in a new one."""

    name = LineField(max_length=NAME_MAX_LENGTH)
    slug = NewSlugField(
        required=False, help_text="Made from the name where a new one has none."
    )
    long_bio = TextField(
        source="bio", required=False, allow_blank=True, max_length=BIO_MAX_LENGTH
    )
    email = serializers.EmailField(
        required=False,
        allow_null=True,
        max_length=EMAIL_MAX_LENGTH,
        help_text="For our own mail to the author; no answer ever shows it.",
    )
    links = serializers.ListField(
        child=AuthorLinkBody(), required=False, max_length=LINKS_MAX_NUMBER
    )
