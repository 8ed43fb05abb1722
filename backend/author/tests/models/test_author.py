import pytest

from author.constants import SHORT_BIO_LENGTH
from author.models import Author
from author.tests.factories import AuthorFactory
from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_long_biography_is_cut_for_cards() -> None:
    short = AuthorFactory.build(bio="word " * 100).get_short_bio()

    assert len(short) <= SHORT_BIO_LENGTH
    assert short.endswith("…")
    assert AuthorFactory.build(bio="Short.").get_short_bio() == "Short."


def test_strangers_know_only_of_authors_who_have_published() -> None:
    AuthorFactory.create()
    known = AuthorFactory.create(post_count=1)

    assert Author.objects.with_public_posts().get() == known


def test_the_byline_outlives_the_account() -> None:
    author = AuthorFactory.create(user=UserFactory.create())

    CustomUser.objects.all().delete()

    author.refresh_from_db()
    assert author.user is None
