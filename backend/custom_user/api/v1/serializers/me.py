"""What the endpoints of one's own account take and answer."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from typing_extensions import override

from common.api.bodies import Body
from custom_user.api.v1.serializers.fields import PhoneField
from custom_user.constants import Notification, Role, Tier
from custom_user.models import AccountErasure
from custom_user.selectors.erasures import state_of

USERNAME = r"^[\w.+-]+\Z"


class LineField(serializers.CharField):
    """One line of text, and nothing else that could be read as one."""

    default_error_messages = {
        "invalid_characters": "Leave out line breaks and control characters."
    }

    @override
    def to_internal_value(self, data: Any) -> str:
        # The base also takes numbers.
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        if not text.isprintable():
            self.fail("invalid_characters")
        return text


class YesNoField(serializers.BooleanField):
    """true or false; the base also takes `"yes"`, 1 and many more."""

    @override
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class ProfileSerializer(serializers.Serializer[Any]):
    """An account as its holder sees it."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    email_verified = serializers.BooleanField()
    username = serializers.CharField(
        allow_null=True, help_text="What others see beside comments."
    )
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    phone = serializers.CharField(allow_null=True)
    city = serializers.CharField()
    tier = serializers.ChoiceField(Tier.choices)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))
    permissions = serializers.ListField(
        child=serializers.CharField(),
        help_text="What the roles allow, such as `blog.publish_post`.",
    )
    has_password = serializers.BooleanField()
    factors = serializers.ListField(
        child=serializers.ChoiceField(["passkey", "recovery_codes", "totp"]),
        help_text="A log-in needs one of them; none if empty.",
    )
    created_at = serializers.DateTimeField()
    last_login = serializers.DateTimeField(allow_null=True)


class ProfileBody(Body):
    """What to change; absent members stay, and null clears."""

    username = LineField(
        required=False,
        allow_null=True,
        max_length=150,
        validators=[RegexValidator(USERNAME, "Use letters, digits and _.+- alone.")],
        help_text="Letters, digits, and `_.+-`.",
    )
    first_name = LineField(
        required=False, allow_null=True, allow_blank=True, max_length=150
    )
    last_name = LineField(
        required=False, allow_null=True, allow_blank=True, max_length=150
    )
    phone = PhoneField(required=False, allow_null=True)
    city = LineField(required=False, allow_null=True, allow_blank=True, max_length=40)


def _choices(*, required: bool) -> dict[str, Any]:
    return {
        kind.value: YesNoField(required=required, help_text=kind.label)
        for kind in Notification
    }


class NotificationsSerializer(serializers.Serializer[Any]):
    """For each kind of mail, whether it is wanted; security mail is always sent."""

    @override
    def get_fields(self) -> dict[str, Any]:
        return _choices(required=True)


class NotificationsBody(Body):
    """The kinds of mail to change."""

    @override
    def get_fields(self) -> dict[str, Any]:
        return _choices(required=False)


class ReceiptSerializer(serializers.Serializer[Any]):
    """What is left of a deleted account."""

    receipt = serializers.UUIDField(source="public_id")
    erase_after = serializers.DateTimeField(help_text="Until then it can be cancelled.")


class CancelDeletionBody(Body):
    """The key of the mail about the deletion."""

    key = LineField(max_length=500)


class DeletionReceiptSerializer(ReceiptSerializer):
    """How far a deletion is, and how much went; nobody can tell whose it was."""

    state = serializers.SerializerMethodField()
    erased_at = serializers.DateTimeField(allow_null=True)
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Deleted rows by kind."
    )

    @extend_schema_field(serializers.ChoiceField(["pending", "cancelled", "erased"]))
    def get_state(self, erasure: AccountErasure) -> str:
        """Return what has become of it."""
        return state_of(erasure)
