"""Old paths that must go on working."""

from __future__ import annotations

import pytest

from blog.exceptions import RedirectTakenError
from blog.models import Redirect
from blog.services.redirects import add_redirects, add_redirects_for
from blog.tests.factories import PostFactory
from common.site import normalize_path

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("old", "/old"),
        ("/old/", "/old"),
        (" /old//", "/old"),
        ("https://a.example/old?x=1#top", "/old?x=1"),
        ("/?p=12", "/?p=12"),
        ("/a%20b/%C3%A9", "/a b/é"),
        ("/e\u0301", "/\u00e9"),
        ("/Old", "/Old"),
        ("", "/"),
    ],
)
def test_spellings_of_one_path_are_one(path: str, stored: str) -> None:
    assert normalize_path(path) == stored
    assert normalize_path(stored) == stored


def test_new_paths_lead_to_the_post_and_known_ones_are_not_counted() -> None:
    post = PostFactory.create()

    assert add_redirects(post, ["/a", "b/", "/a/"]) == 2
    assert add_redirects(post, ["/a", "/c"]) == 1
    assert set(post.redirects.values_list("path", flat=True)) == {"/a", "/b", "/c"}


def test_a_path_of_another_post_is_refused_and_nothing_is_stored() -> None:
    first, second = PostFactory.create_batch(2)
    add_redirects(first, ["/taken"])

    with pytest.raises(RedirectTakenError, match="/taken"):
        add_redirects(second, ["/new", "/taken"])

    assert Redirect.objects.get().post == first


def test_two_posts_that_want_one_path_are_refused() -> None:
    first, second = PostFactory.create_batch(2)

    with pytest.raises(RedirectTakenError):
        add_redirects_for([(first, ["/same"]), (second, ["/same/"])])

    assert not Redirect.objects.exists()


def test_a_path_that_leads_to_an_address_is_refused() -> None:
    Redirect.objects.create(path="/old", target_url="https://a.example/")

    with pytest.raises(RedirectTakenError):
        add_redirects(PostFactory.create(), ["/old"])
