"""A server that plays Google, GitHub, Facebook and Apple on loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from typing_extensions import override

REDIRECT = "https://app.example.org/back"
VERIFIER = "v" * 43
ISSUERS = {
    "google": "https://accounts.google.com",
    "apple": "https://appleid.apple.com",
    "facebook": "https://www.facebook.com",
}
Answer = tuple[int, dict[str, str], bytes]

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
APPLE_KEY = ec.generate_private_key(ec.SECP256R1())
APPLE_PEM = APPLE_KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()


def as_json(content: Any, status: int = 200) -> Answer:
    return status, {"content-type": "application/json"}, json.dumps(content).encode()


@dataclass
class Providers:
    """All four of them; `profile` is who logs in, `overrides` what goes wrong."""

    base: str = ""
    profile: dict[str, Any] = field(default_factory=dict)
    emails: Any = field(default_factory=list)
    overrides: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=lambda: {"good-code"})
    challenge: str = ""
    hangs: str = ""
    drips: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    def id_token(self, provider: str, **claims: Any) -> str:
        """Return what the provider signs about the profile."""
        now = datetime.now(tz=UTC)
        content = {
            "iss": ISSUERS[provider],
            "aud": f"{provider}-id",
            "iat": now,
            "exp": now + timedelta(minutes=10),
            **self.profile,
            **claims,
        }
        if provider == "apple":
            # It tells names to the browser alone.
            content.pop("name", None)
        return jwt.encode(content, RSA_KEY, "RS256", headers={"kid": "k1"})

    def answer(self, path: str, query: dict[str, str], bearer: str) -> Answer:
        """Return what the provider would."""
        self.asked.append(path)
        if path == self.hangs:
            self.released.wait(20)
        if path in self.overrides:
            return self.overrides[path]
        provider, _, page = path.strip("/").partition("/")
        if page in {"token", "oauth/access_token"}:
            return self._redeem(provider, query)
        pages: dict[str, Callable[[], Any]] = {
            "certs": lambda: {"k1": certificate()},
            "keys": lambda: {"keys": [public_jwk()]},
            "user": lambda: self.profile,
            "emails": lambda: self.emails,
            "me": lambda: self.profile,
            "debug_token": lambda: {
                "data": {
                    "is_valid": query.get("input_token") == "facebook-token",
                    "app_id": "facebook-id",
                }
            },
        }
        token = bearer.partition(" ")[2] or query.get("access_token", "")
        if page in {"user", "emails", "me"} and token != f"{provider}-token":
            return as_json({"error": "who are you?"}, 401)
        return as_json(pages[page]())

    def _redeem(self, provider: str, query: dict[str, str]) -> Answer:
        if query.get("grant_type") == "client_credentials":
            return as_json({"access_token": "app-token"})
        if not self._is_right(provider, query):
            return as_json({"error": "invalid_grant", "error_description": "no!"}, 400)
        self.codes.discard(query["code"])
        tokens = {"access_token": f"{provider}-token", "expires_in": 60}
        if provider == "github":
            form = {"content-type": "application/x-www-form-urlencoded"}
            return 200, form, urlencode(tokens).encode()
        if provider in {"google", "apple"}:
            return as_json({**tokens, "id_token": self.id_token(provider)})
        return as_json(tokens)

    def _is_right(self, provider: str, query: dict[str, str]) -> bool:
        secret = query.get("client_secret", "")
        if provider == "apple":
            claims = jwt.decode(
                secret,
                APPLE_KEY.public_key(),
                ["ES256"],
                audience="https://appleid.apple.com",
            )
            secret = f"{claims['iss']}-{claims['sub']}"
        right = {
            "client_id": f"{provider}-id",
            "redirect_uri": REDIRECT,
            "secret": "team-apple-id" if provider == "apple" else f"{provider}-secret",
        }
        return (
            query.get("code") in self.codes
            and right == {**{name: query.get(name) for name in right}, "secret": secret}
            and challenge_of(query.get("code_verifier", "")) == self.challenge
        )


def challenge_of(verifier: str) -> str:
    """Return what PKCE sends ahead of the verifier."""
    if not verifier:
        return ""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def certificate() -> str:
    """Return the signing key in the form that Google publishes."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "k1")])
    now = datetime.now(tz=UTC)
    builder = x509.CertificateBuilder(name, name, RSA_KEY.public_key(), 1)
    signed = (
        builder.not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(RSA_KEY, hashes.SHA256())
    )
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def public_jwk() -> dict[str, Any]:
    """Return the signing key in the form that Apple and Facebook publish."""
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True)
    return {**jwk, "kid": "k1", "alg": "RS256", "use": "sig"}


class Server(ThreadingMixIn, WSGIServer):
    """Answers several at once, because one may hang."""


class QuietHandler(WSGIRequestHandler):
    """Writes no line for each request."""

    @override
    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def serving(providers: Providers) -> Iterator[None]:
    """Answer for the providers, at the address put into `base`."""

    def drip() -> Iterator[bytes]:
        while not providers.released.wait(0.05):
            yield b" "

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        form = environ["wsgi.input"].read(length).decode()
        fields = parse_qs(form or environ["QUERY_STRING"])
        status, headers, body = providers.answer(
            environ["PATH_INFO"],
            {name: values[0] for name, values in fields.items()},
            environ.get("HTTP_AUTHORIZATION", ""),
        )
        start_response(f"{status} Answer", list(headers.items()))
        return drip() if environ["PATH_INFO"] == providers.drips else [body]

    with make_server("127.0.0.1", 0, app, Server, QuietHandler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        providers.base = f"http://127.0.0.1:{server.server_port}"
        try:
            yield
        finally:
            providers.released.set()
            server.shutdown()
            thread.join()
