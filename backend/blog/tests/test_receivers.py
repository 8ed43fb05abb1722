from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from author.tests.factories import AuthorFactory
from blog.models import MediaFile, Revision
from blog.receivers import tell_writings
from blog.tests.factories import MediaFileFactory, PostFactory, TagFactory
from custom_user.events import personal_data_requested
from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def sections_of(user: CustomUser) -> dict[str, Any]:
    answers: Any = personal_data_requested.send(sender=CustomUser, user=user)
    return {name: rows for _, more in answers for name, rows in more.items()}


def fill(user: CustomUser, number: int) -> None:
    author, _ = AuthorFactory._meta.model.objects.get_or_create(
        user=user, defaults={"name": "Ada", "slug": f"ada-{user.pk}"}
    )
    coauthor = AuthorFactory.create()
    for _ in range(number):
        post = PostFactory.create(authors=[author, coauthor], body_markdown="Mine.")
        Revision.objects.create(post=post, number=1, title="Old", created_by=user)
        media_file = MediaFileFactory.create()
        MediaFile.objects.filter(pk=media_file.pk).update(uploaded_by=user)
        TagFactory.create(owner=user)


def test_what_somebody_wrote_is_among_the_personal_data() -> None:
    user = UserFactory.create()
    fill(user, 1)
    fill(UserFactory.create(), 2)
    PostFactory.create(trashed=True, authors=[user.author], title="Trash")

    sections = sections_of(user)

    posts, revisions = sections["posts"], sections["revisions"]
    assert [row["state"] for row in posts] == ["draft", "draft"]
    assert posts[0]["body_markdown"] == "Mine."
    assert posts[1]["title"] == "Trash"
    assert [row["of_post"] for row in revisions] == [posts[0]["public_id"]]
    assert len(sections["media_files"]) == len(sections["tags"]) == 1


def test_the_number_of_statements_does_not_grow() -> None:
    user = UserFactory.create()
    for number in (1, 20):
        fill(user, number)
        with CaptureQueriesContext(connection) as queries:
            tell_writings(user=user)
        assert len(queries) == 4
