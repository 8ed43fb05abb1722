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

    A path that is gone is taken over.

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
    known = {row.path: row for row in Redirect.objects.filter(path__in=posts)}
    gone = [r for r in known.values() if r.post_id is None and not r.target_url]
    for row in gone:
        # A purged post that comes back, for one, takes its old paths again.
        row.post = posts[row.path]
    for path, row in known.items():
        if row.post_id != posts[path].pk:
            raise _taken(path)
    Redirect.objects.bulk_update(gone, ["post"])
    new = [Redirect(path=path, post=posts[path]) for path in posts if path not in known]
    Redirect.objects.bulk_create(new)
    return len(new)


def _taken(path: str) -> RedirectTakenError:
    detail = f"“{path}” leads somewhere else already; remove that redirect first."
    return RedirectTakenError(detail, errors=(FieldError("/path", "taken", detail),))
