"""What endpoints about passwords take."""

from __future__ import annotations

from common.api.bodies import Body
from custom_user.api.v1.serializers.fields import NewPasswordField, PasswordField
from custom_user.api.v1.serializers.registration import LinkKeyField


class PasswordResetBody(Body):
    """The key of a link and the new password."""

    key = LinkKeyField()
    password = NewPasswordField()


class PasswordChangeBody(Body):
    """The password there is, and the one there shall be."""

    current_password = PasswordField()
    new_password = NewPasswordField()
