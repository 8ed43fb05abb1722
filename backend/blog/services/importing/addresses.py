"""The addresses a file had on its old site, and what its place and name say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from blog.services.importing.fields import Fields, checked_text, read_list, read_text

_DATED_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
_DATED_PATH = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)")
# Jekyll fills these in, and not only from what the file says.
_PLACEHOLDER = re.compile(r":[a-z]")


@dataclass(frozen=True)
class Place:
    """What the path of a file says: its folders, its name, and a date if it has one."""

    folders: tuple[str, ...]
    name: str
    date: datetime | None
    is_jekyll_post: bool

    @property
    def is_in_drafts(self) -> bool:
        return "_drafts" in self.folders


@dataclass(frozen=True)
class Addresses:
    """Where a post was found before.

    `permalink` is the address the file itself declares, or "". `former` are all paths
    that must lead to the post, the permalink first; `declared` are those the file names
    itself. `base` is the permalink or, without one, the address that comes from the
    file's place.
    """

    permalink: str
    former: tuple[str, ...]
    declared: tuple[str, ...]
    base: str
    has_placeholder: bool = False

    @property
    def last_part(self) -> str:
        path = unquote(urlsplit(self.permalink).path).rstrip("/")
        return path.rsplit("/", 1)[-1].removesuffix(".html")


def read_place(key: str, syntax: str) -> Place:
    """Return what the path `key` says about its file."""
    path = PurePosixPath(key)
    folders = path.parts[:-1]
    is_bundle = path.stem == "index" and bool(folders)
    name = folders[-1] if is_bundle else path.stem
    match = _DATED_NAME.fullmatch(name)
    date = _date(match) if match else None
    is_jekyll = date is not None and syntax in {"yaml", ""} and not is_bundle
    return Place(
        folders=folders[:-1] if is_bundle else folders,
        name=match[4] if match and date else name,
        date=date,
        is_jekyll_post=is_jekyll,
    )


def read_addresses(
    fields: Fields, place: Place, syntax: str, *, is_draft: bool = False
) -> Addresses:
    """Return the former addresses of a file.

    Raises:
        FileRefusedError: a field that holds them has the wrong type.
    """
    written = read_text(fields, "path", "url", "permalink")
    has_placeholder = bool(_PLACEHOLDER.search(written))
    permalink = "" if has_placeholder or not written else _from_root(written)
    base = permalink or _address_of_place(place, read_text(fields, "slug"))
    aliases = _texts(fields, "aliases")
    # Zola reads an alias from the site's root, Hugo from beside the page.
    resolve = _from_root if syntax == "toml" else lambda alias: _beside(base, alias)
    # Nobody has seen a draft at the address of its place.
    has_base = bool(permalink) or not (has_placeholder or is_draft)
    declared = [
        *([permalink] if permalink else []),
        *(resolve(alias) for alias in aliases),
        *(_from_root(alias) for alias in _texts(fields, "redirect_from")),
    ]
    return Addresses(
        permalink=permalink,
        former=tuple(dict.fromkeys([base, *declared] if has_base else declared)),
        declared=tuple(declared),
        base=base,
        has_placeholder=has_placeholder,
    )


def date_in(path: str) -> datetime | None:
    """Return the day in a path like /2025/06/26/name, if there is one."""
    match = _DATED_PATH.search(path)
    return _date(match) if match else None


def address_of_file(key: str, fields: Fields, syntax: str) -> str:
    """Return the path a file had on its old site.

    Raises:
        FileRefusedError: a field that holds it has the wrong type.
    """
    return read_addresses(fields, read_place(key, syntax), syntax).base


def _address_of_place(place: Place, slug: str) -> str:
    name = slug or place.name
    if place.is_jekyll_post and place.date:
        return f"/{place.date:%Y/%m/%d}/{name}.html"
    folders = [f for f in place.folders if f not in {"content", "_posts", "_drafts"}]
    parts = [*folders, *([] if name in {"_index", "index"} else [name])]
    return "/" + "/".join(part.lower().replace(" ", "-") for part in parts)


def _texts(fields: Fields, name: str) -> list[str]:
    entries = read_list(fields.get(name), name)
    return [text for entry in entries if (text := checked_text(entry, name))]


def _from_root(path: str) -> str:
    # The slash before it keeps a colon in a name from being taken for a scheme.
    return path if "://" in path else urljoin("/", "/" + path.lstrip("/"))


def _beside(base: str, path: str) -> str:
    is_absolute = path.startswith("/") or "://" in path
    return _from_root(path) if is_absolute else urljoin(base.rstrip("/"), f"./{path}")


def _date(match: re.Match[str]) -> datetime | None:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
