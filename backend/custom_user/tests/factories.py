"""The smallest valid accounts for tests."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from custom_user.models import CustomUser

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory[CustomUser]):
    """An account with its profile; its password is `PASSWORD` unless one is given.

    Traits: `staff`, `superuser`.
    """

    class Meta:
        model = CustomUser

    class Params:
        staff = factory.Trait(is_staff=True)
        superuser = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    password = PASSWORD

    @classmethod
    def _create(
        cls, model_class: type[CustomUser], *args: Any, **kwargs: Any
    ) -> CustomUser:
        return CustomUser.objects.create_user(**kwargs)
