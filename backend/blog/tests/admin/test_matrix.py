"""Role x page x own or other for every page of the blog and its authors."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from author.models import Author, AuthorSlugHistory
from author.tests.factories import AuthorFactory
from blog.models import (
    ImportRecord,
    MediaFile,
    Post,
    Redirect,
    Revision,
    Series,
    StateTransitionLog,
    Tag,
)
from blog.tests.factories import (
    MediaFileFactory,
    PostFactory,
    SeriesFactory,
    TagFactory,
)
from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.tests.factories import UserFactory
from custom_user.tests.roles import member_of

pytestmark = pytest.mark.django_db

# Pages that open: list, add, view, change, delete.
ROLES = {
    "adm": Role.ADMINISTRATOR,
    "edit": Role.EDITOR,
    "auth": Role.AUTHOR,
    "cont": Role.CONTRIBUTOR,
    "mod": Role.MODERATOR,
    "read": Role.READER,
    "supp": Role.SUPPORT_AGENT,
}
EXPECTED = """
                              adm   edit  auth  cont  mod   read  supp
author.Author own             lavcd lavc  lvc   lvc   lvc   -     lvc
author.Author other           lavcd lavc  lv    lv    lv    -     lv
author.AuthorSlugHistory own  lv    lv    -     -     lv    -     lv
blog.ImportRecord own         lv    -     -     -     -     -     -
blog.ImportRecord other       lv    -     -     -     -     -     -
blog.MediaFile own            lavcd lavcd lavc  lv    lv    -     lv
blog.MediaFile other          lavcd lavcd lav   lv    lv    -     lv
blog.Post own                 lavcd lavcd lavc  lavc  lv    -     lv
blog.Post own-published       lavcd lavcd lavc  lav   lv    -     lv
blog.Post other               lavcd lavcd la    la    lv    -     lv
blog.Post other-published     lavcd lavcd la    la    lv    -     lv
blog.PostSlugHistory own      lv    lv    -     -     lv    -     lv
blog.PostSlugHistory other    lv    lv    -     -     lv    -     lv
blog.Redirect other           lavcd lavcd -     -     lv    -     lv
blog.Revision own             lv    lv    lv    -     lv    -     lv
blog.Revision other           lv    lv    l     -     lv    -     lv
blog.StateTransitionLog own   lv    lv    -     -     lv    -     lv
blog.StateTransitionLog other lv    lv    -     -     lv    -     lv
blog.Series other             lavcd lavcd -     -     lv    -     lv
blog.SeriesSlugHistory other  lv    lv    -     -     lv    -     lv
blog.Tag own                  lavcd lavcd lav   lv    lv    -     lv
blog.Tag shared               lavcd lavcd lav   lv    lv    -     lv
blog.TagSlugHistory shared    lv    lv    -     -     lv    -     lv
"""
HEAD, *ROWS = (line.split() for line in EXPECTED.strip().splitlines())


def rename(row: Post | Series | Tag | Author) -> Model:
    """Change the slug, and return the row of history that makes."""
    type(row)._default_manager.filter(pk=row.pk).update(slug=f"new-{row.slug}")
    history: Model = row.slug_history.get()
    return history


def world_of(whose: str, user: CustomUser) -> Iterable[tuple[str, Model]]:
    author = AuthorFactory.create(user=user)
    yield f"author.Author {whose}", author
    yield f"author.AuthorSlugHistory {whose}", rename(author)
    yield (
        f"blog.MediaFile {whose}",
        MediaFileFactory.create(uploaded_by=user, number=user.pk),
    )
    post = PostFactory.create(authors=[author])
    yield f"blog.Post {whose}", post
    published = PostFactory.create(authors=[author], published=True)
    yield f"blog.Post {whose}-published", published
    yield f"blog.PostSlugHistory {whose}", rename(post)
    record = ImportRecord.objects.create(source="files", key=whose, post=post)
    yield f"blog.ImportRecord {whose}", record
    move = StateTransitionLog.objects.create(
        post=post, source="draft", target="submitted"
    )
    yield f"blog.StateTransitionLog {whose}", move
    revision = Revision.objects.create(post=post, number=1, title=post.title)
    yield f"blog.Revision {whose}", revision
    yield f"blog.Tag {whose}", TagFactory.create(owner=user)
    yield (
        f"blog.Redirect {whose}",
        Redirect.objects.create(path=f"/{whose}", post=post),
    )
    series = SeriesFactory.create(posts=[post])
    yield f"blog.Series {whose}", series
    yield f"blog.SeriesSlugHistory {whose}", rename(series)


def shared_things() -> Iterable[tuple[str, Model]]:
    tag = TagFactory.create()
    yield "blog.Tag shared", tag
    yield "blog.TagSlugHistory shared", rename(tag)


def opens(response: Any) -> bool:
    """Say whether the page let us in; anything but a page or a no is a failure."""
    if response.status_code == 302:
        target = response["Location"].partition("?")[0]
        return target not in {reverse("admin:index"), reverse("admin:login")}
    assert response.status_code in {200, 403}
    return bool(response.status_code == 200)


def pages_that_open(client: Client, row: Model) -> str:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    change = reverse(f"{name}_change", args=[row.pk])
    answers = {
        "l": client.get(reverse(f"{name}_changelist")),
        "a": client.get(reverse(f"{name}_add")),
        "v": client.get(change),
        # An empty form: refused by its checks, where it gets as far as that.
        "c": client.post(change, {}),
        "d": client.get(reverse(f"{name}_delete", args=[row.pk])),
    }
    found = "".join(letter for letter, it in answers.items() if opens(it))
    return found or "-"


@pytest.mark.parametrize("column", ROLES)
def test_every_page_opens_for_whom_it_should(client: Client, column: str) -> None:
    user = member_of(ROLES[column])
    things = chain(
        world_of("own", user), world_of("other", UserFactory.create()), shared_things()
    )
    rows = dict(things)
    client.force_login(user)

    found = {
        f"{model} {whose}": pages_that_open(client, rows[f"{model} {whose}"])
        for model, whose, *_cells in ROWS
    }

    place = HEAD.index(column)
    assert found == {f"{model} {whose}": cells[place] for model, whose, *cells in ROWS}


def test_every_page_stands_in_the_table() -> None:
    pages = {
        model._meta.label
        for model in admin.site._registry
        if model._meta.app_label in {"author", "blog"}
    }

    assert {model for model, *_cells in ROWS} == pages
    assert list(ROLES) == HEAD


def test_whatever_somebody_owns_stands_there_as_own_and_as_others() -> None:
    whose = {model: [row[1] for row in ROWS if row[0] == model] for model, *_ in ROWS}

    for model in (
        Author,
        ImportRecord,
        MediaFile,
        Post,
        Revision,
        StateTransitionLog,
    ):
        assert {"own", "other"} <= set(whose[model._meta.label])
    assert AuthorSlugHistory._meta.label in whose
