"""The smallest valid accounts for tests."""

# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

from factory.declarations import Sequence, Trait
from factory.django import DjangoModelFactory
from typing_extensions import override

from custom_user.models import CustomUser

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
