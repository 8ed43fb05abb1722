from datetime import UTC, datetime

import pytest

from author.tests.factories import AuthorFactory
from blog.models import MediaFile, Post
from blog.tests.factories import (
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)
from custom_user.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

MAY = datetime(2024, 5, 6, tzinfo=UTC)


def test_a_published_post_has_bylines_in_order_and_right_counters() -> None:
    first, second = AuthorFactory.create_batch(2)
    tag = TagFactory.create()

    post = PostFactory.create(
        published=True,
        published_at=MAY,
        authors=[second, first],
        tags=[tag],
        recount=True,
    )

    post = Post.objects.get(pk=post.pk)
    assert (post.state, post.published_at, post.first_published_at) == (
        "published",
        MAY,
        MAY,
    )
    assert [byline.author for byline in post.bylines.all()] == [second, first]
    for row in (first, second, tag):
        row.refresh_from_db()
        assert row.post_count == 1


def test_a_rendered_post_has_all_that_is_made_from_its_body() -> None:
    post = PostFactory.create(body_markdown="## One\n\ntwo words", rendered=True)

    assert '<h2 id="content-one">' in post.body_html
    assert (post.excerpt, post.word_count) == ("two words", 3)
    assert len(post.table_of_contents) == 1


@pytest.mark.parametrize(
    "trait", ["scheduled", "members", "unlisted", "private", "trashed"]
)
def test_each_trait_makes_a_row_the_database_takes(trait: str) -> None:
    assert PostFactory.create(**{trait: True}).pk


def test_the_other_factories_make_rows_the_database_takes() -> None:
    post = PostFactory.create()

    assert SeriesFactory.create(posts=[post]).posts.get() == post
    media = MediaFileFactory.create()
    assert MediaFile.objects.get(pk=media.pk).file.name == media.file.name
    user = UserFactory.create(superuser=True)
    assert user.check_password(PASSWORD)
    assert user.user_profile.city == ""
