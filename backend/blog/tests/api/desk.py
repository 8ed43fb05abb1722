"""Somebody who writes through the API."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from author.tests.factories import AuthorFactory
from blog.models import Post
from custom_user.constants import Role
from custom_user.services.roles import ensure_roles
from custom_user.services.tokens import open_session
from custom_user.tests.factories import UserFactory

POSTS = "/api/v1/posts/"
# What opens and closes transactions says nothing to the tables.
CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")


class Writer:
    """An account with a role, a profile and a token."""

    def __init__(self, role: Role | None = Role.CONTRIBUTOR) -> None:
        self.user = UserFactory.create()
        self.profile = AuthorFactory.create(user=self.user)
        if role:
            ensure_roles()
            self.user.groups.add(Group.objects.get(name=role.value))
        _token, key = open_session(
            user=self.user, device_name="test", now=timezone.now()
        )
        self.client = APIClient()
        self.authorization = f"Token {key}"
        self.client.credentials(HTTP_AUTHORIZATION=self.authorization)

    def create(self, **body: Any) -> Any:
        return self.client.post(POSTS, body, format="json")

    def read(self, post: Post) -> Any:
        return self.client.get(f"{address(post)}?version=draft")

    def patch(self, post: Post, body: Any, *, version: int | str | None = None) -> Any:
        return self._write("patch", post, body, version)

    def put(self, post: Post, body: Any, *, version: int | str | None = None) -> Any:
        return self._write("put", post, body, version)

    def _write(
        self, method: str, post: Post, body: Any, version: int | str | None
    ) -> Any:
        headers: dict[str, Any] = {"HTTP_IF_MATCH": etag(post, version)}
        call = getattr(self.client, method)
        return call(address(post), body, format="json", **headers)


def address(post: Post) -> str:
    return f"{POSTS}{post.public_id}/"


def etag(post: Post, version: int | str | None = None) -> str:
    """Return the tag of a version, or of the present one; a text is taken as it is."""
    if isinstance(version, str):
        return version
    if version is None:
        version = Post.objects.get(pk=post.pk).version
    return f'"{post.public_id}.{version}"'


def only_post() -> Post:
    post: Post = Post.objects.get()
    return post


def pointers(response: Any) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in response.json()["errors"]]


class Statements(CaptureQueriesContext):
    """Counts what is asked of the tables."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def number(self) -> int:
        texts = [query["sql"] for query in self.captured_queries]
        return sum(not text.startswith(CONTROL) for text in texts)
