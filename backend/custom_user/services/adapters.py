"""What we tell django-allauth where it asks."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from typing_extensions import override


class FactorAdapter(DefaultMFAAdapter):
    """Second factors belong to the readers' site, and their secrets are encrypted."""

    @override
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    @override
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # Passkeys are bound to the site that people see, not to the API's host.
        host = urlsplit(settings.SITE_URL).hostname or ""
        return {"id": host, "name": settings.SITE_TITLE}


def _cipher() -> MultiFernet:
    # The keys of Django's signatures, so that rotating those rotates this as well.
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(secret: str) -> bytes:
    return urlsafe_b64encode(sha256(f"second factors:{secret}".encode()).digest())
