"""People at their desks, as the tests of the writing API need them."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from author.tests.factories import AuthorFactory
from blog.models import Post
from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.tests.roles import member_of

ANY = "*"


class Desk:
    """Somebody in a role, with a profile, who calls the API."""

    def __init__(self, role: Role) -> None:
        self.user: CustomUser = member_of(role)
        self.author = AuthorFactory.create(user=self.user)
        self.client = APIClient()
        self.client.force_authenticate(self.user)

    def call(
        self, post: Post, move: str, *, match: str | None = ANY, **body: Any
    ) -> Any:
        """Ask for a move; `match` is what `If-Match` says."""
        headers = {} if match is None else {"If-Match": match}
        return self.client.post(
            f"/api/v1/posts/{post.public_id}/{move}/",
            body,
            format="json",
            headers=headers,
        )

    def trash(self, post: Post, *, match: str | None = ANY) -> Any:
        """Put a post into the trash."""
        headers = {} if match is None else {"If-Match": match}
        return self.client.delete(f"/api/v1/posts/{post.public_id}/", headers=headers)


def etag_of(post: Post) -> str:
    """Return the `ETag` of the version that is stored."""
    stored = Post.objects.get(pk=post.pk)
    return f'"{stored.public_id}.{stored.version}"'
