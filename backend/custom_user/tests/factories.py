"""The smallest valid accounts for tests."""

# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

from factory.declarations import Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory
from knox.crypto import create_token_string, hash_token
from typing_extensions import override

from custom_user.constants import PREFIX_OF_API_KEYS
from custom_user.models import ApiKey, CustomUser

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory[CustomUser]):
    """An account with its profile; its password is `PASSWORD` unless one is given.

    Traits: `staff`, `superuser`.
    """

    class Meta:
        model = CustomUser

    class Params:
        staff = Trait(is_staff=True)
        superuser = Trait(is_staff=True, is_superuser=True)

    email = Sequence(lambda n: f"reader{n}@example.org")
    password = PASSWORD

    @classmethod
    @override
    def _create(
        cls, model_class: type[CustomUser], *args: Any, **kwargs: Any
    ) -> CustomUser:
        return model_class.objects.create_user(*args, **kwargs)


class ApiKeyFactory(DjangoModelFactory[ApiKey]):
    """A key that may read posts; its text is in the attribute `text`."""

    class Meta:
        model = ApiKey

    owner = SubFactory(UserFactory)
    name = "a program"
    scopes = ["posts:read"]

    @classmethod
    @override
    def _create(cls, model_class: type[ApiKey], *args: Any, **kwargs: Any) -> ApiKey:
        text = PREFIX_OF_API_KEYS + create_token_string()
        key: ApiKey = model_class.objects.create(
            digest=hash_token(text), hint=text[:8], **kwargs
        )
        # For the test alone: the row has no such column.
        vars(key)["text"] = text
        return key
