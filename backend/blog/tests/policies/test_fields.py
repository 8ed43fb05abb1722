"""Which fields of a post somebody writes."""

from __future__ import annotations

import pytest

from blog.admin.post_form import COLUMNS
from blog.policies.posts import creatable_fields, editable_fields
from blog.tests.admin.conftest import staff
from blog.tests.factories import PostFactory
from blog.tests.policies.actors import MAKERS, make_actor

pytestmark = pytest.mark.django_db

ALL = {
    *COLUMNS,
    "tags",
    "authors",
    "series",
    "meta_title",
    "meta_description",
    "is_noindex",
    "comments_open",
}
MOST = ALL - {"is_featured"}
NONE: set[str] = set()
OWN_DRAFT = {
    "root": ALL,
    "adm": ALL,
    "edit": ALL,
    "auth": MOST,
    "cont": MOST,
    "mod": NONE,
    "read": NONE,
    "supp": NONE,
    "memb": NONE,
    "gone": NONE,
    "anon": NONE,
}


@pytest.mark.parametrize("name", MAKERS)
def test_fields_of_an_own_draft(name: str) -> None:
    actor = make_actor(name)
    profile = getattr(actor, "author", None)
    post = PostFactory.create(authors=[profile] if profile else [])

    assert editable_fields(actor=actor, post=post) == OWN_DRAFT[name]
    assert creatable_fields(actor=actor) == OWN_DRAFT[name]


@pytest.mark.parametrize(
    ("permissions", "fields"),
    [
        ("update_title", {"title"}),
        ("update_content", {"body_markdown"}),
        ("update_title update_content", {"title", "body_markdown"}),
        ("change_post", ALL - {"title", "body_markdown"}),
        ("change_post update_title", ALL - {"body_markdown"}),
        ("publish_post review_post", NONE),
    ],
)
def test_a_permission_opens_its_fields_and_no_others(
    permissions: str, fields: set[str]
) -> None:
    actor = staff("change_any_post", *permissions.split())

    assert editable_fields(actor=actor, post=PostFactory.create()) == fields


@pytest.mark.parametrize("permission", ["update_title", "update_content"])
def test_without_the_right_to_those_of_others_it_is_about_own_posts(
    permission: str,
) -> None:
    actor = staff(permission)

    assert not editable_fields(actor=actor, post=PostFactory.create())
