"""Old paths that must go on working."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from blog.exceptions import RedirectTakenError
from blog.models import Post, Redirect
from common.exceptions import FieldError
from common.site import normalize_path


def add_redirects(post: Post, paths: Iterable[str]) -> int:
    """Let each of `paths` lead to `post`; return how many are new.

    Raises:
        RedirectTakenError: a path leads to another post or address; nothing is stored.
    """
    return add_redirects_for([(post, list(paths))])


@transaction.atomic
def add_redirects_for(wanted: Iterable[tuple[Post, list[str]]]) -> int:
    """Do what `add_redirects` does for many posts in a fixed number of statements."""
    posts: dict[str, Post] = {}
    for post, paths in wanted:
        for path in map(normalize_path, paths):
            if posts.setdefault(path, post).pk != post.pk:
                raise _taken(path)
    known = dict(Redirect.objects.filter(path__in=posts).values_list("path", "post_id"))
    for path, post_id in known.items():
        if post_id != posts[path].pk:
            raise _taken(path)
    new = [Redirect(path=path, post=posts[path]) for path in posts if path not in known]
    Redirect.objects.bulk_create(new)
    return len(new)


def _taken(path: str) -> RedirectTakenError:
    detail = f"“{path}” leads somewhere else already; remove that redirect first."
    return RedirectTakenError(detail, errors=(FieldError("/path", "taken", detail),))
