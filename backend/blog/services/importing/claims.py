"""Who has which address: what the database knows, and what this import has promised."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from typing_extensions import override

from blog.models import ImportRecord, Post, PostSlugHistory, Redirect


@dataclass(frozen=True)
class Holder:
    """Who has a path or slug: the file `key` of this source, or somebody else.

    `stranger` names the file of another source, if it is one. A redirect that leads
    nowhere any more is `is_gone` and may be taken over.
    """

    key: str = ""
    stranger: str = ""
    is_gone: bool = False

    @override
    def __str__(self) -> str:
        return self.key or self.stranger or "something that was not imported from here"


@dataclass
class Claims:
    """The holders of paths and slugs, by path and by slug."""

    paths: dict[str, Holder] = field(default_factory=dict)
    slugs: dict[str, Holder] = field(default_factory=dict)

    def other_holder_of_path(self, path: str, key: str) -> Holder | None:
        """Return who stands between a file and this path, if somebody does."""
        return _other(self.paths.get(path), key)

    def other_holder_of_slug(self, slug: str, key: str) -> Holder | None:
        """Return who stands between a file and this slug, if somebody does."""
        return _other(self.slugs.get(slug), key)

    def is_free(self, path: str) -> bool:
        """Whether nobody has the path, or nobody any more."""
        holder = self.paths.get(path)
        return holder is None or holder.is_gone

    def update(self, others: Claims) -> None:
        """Take over what others say, also where it contradicts."""
        self.paths |= others.paths
        self.slugs |= others.slugs

    def remember(self, key: str, *, paths: Iterable[str], slug: str) -> None:
        """Note that a file has these."""
        self.paths.update((path, Holder(key)) for path in paths)
        if slug:
            self.slugs[slug] = Holder(key)


def load_claims(
    source: str, *, paths: Collection[str], slugs: Collection[str]
) -> Claims:
    """Return the holders of these paths and slugs as the database knows them."""
    redirects = list(
        Redirect.objects.filter(path__in=paths).values_list(
            "path", "post_id", "target_url"
        )
    )
    named = dict(_posts_with_slugs(slugs))
    post_ids = {post_id for _path, post_id, _url in redirects} | set(named.values())
    holders = _holders(source, post_ids - {None})
    nobody = Holder()
    return Claims(
        paths={
            path: replace(
                holders.get(post_id, nobody), is_gone=not (post_id or target_url)
            )
            for path, post_id, target_url in redirects
        },
        slugs={slug: holders.get(post_id, nobody) for slug, post_id in named.items()},
    )


def _holders(source: str, post_ids: set[int]) -> dict[int | None, Holder]:
    holders: dict[int | None, Holder] = {}
    records = ImportRecord.objects.filter(post_id__in=post_ids).order_by("pk")
    for post_id, whose, key in records.values_list("post_id", "source", "key"):
        if whose == source:
            holders[post_id] = Holder(key)
        else:
            holders.setdefault(post_id, Holder(stranger=f"{key} of “{whose}”"))
    return holders


def _posts_with_slugs(slugs: Collection[str]) -> list[tuple[str, int]]:
    if not slugs:
        return []
    current = Post.objects.filter(slug__in=slugs).order_by().values_list("slug", "pk")
    former = PostSlugHistory.objects.filter(slug__in=slugs)
    return [*former.values_list("slug", "post_id"), *current]


def _other(holder: Holder | None, key: str) -> Holder | None:
    return None if holder is None or holder.is_gone or holder.key == key else holder
