"""An authenticator in software: it makes passkeys and signs with them."""

# mypy: allow-untyped-calls

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
)

SITE = "https://blog.example.org"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class SoftAuthenticator:
    """One passkey and the browser around it; `counter` is its next sign count.

    Change the attributes to make it lie.
    """

    origin: str = SITE
    rp_id: str = "blog.example.org"
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    challenge: str = ""
    user_handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        public = options["publicKey"]
        self.user_handle = public["user"]["id"]
        cose = ES256.from_cryptography_key(self.key.public_key())
        data = AuthenticatorData.create(
            self._rp_hash(),
            AuthenticatorData.FLAG(self.flags | HAS_KEY),
            self.counter,
            AttestedCredentialData.create(bytes(16), self.id, cose),
        )
        return self._wrap(
            {
                "clientDataJSON": self._client_data("webauthn.create", public),
                "attestationObject": websafe_encode(
                    AttestationObject.create("none", data, {})
                ),
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.get`."""
        public = options["publicKey"]
        client_data = self._client_data("webauthn.get", public)
        data = AuthenticatorData.create(
            self._rp_hash(), AuthenticatorData.FLAG(self.flags), self.counter
        )
        digest = hashlib.sha256(websafe_decode(client_data)).digest()
        signature = self.key.sign(data + digest, ec.ECDSA(hashes.SHA256()))
        return self._wrap(
            {
                "clientDataJSON": client_data,
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": self.user_handle,
            }
        )

    def _wrap(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

    def _client_data(self, kind: str, public: dict[str, Any]) -> str:
        content = {
            "type": kind,
            "challenge": self.challenge or public["challenge"],
            "origin": self.origin,
        }
        return websafe_encode(json.dumps(content).encode())

    def _rp_hash(self) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest()
