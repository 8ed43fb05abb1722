"""Small source directories, and imports of them, for the tests beside this file."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from blog.models import Post
from blog.services.importing import ImportOptions, Report, SourceTree, import_tree

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ZOLA = '+++\ntitle = "{title}"\npath = "{path}"\nauthors = ["Ada"]\n+++\n{body}'


def write(root: Path, key: str, content: str | bytes) -> Path:
    """Write one file below `root`, with exactly this content."""
    path = root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_post(
    root: Path,
    key: str,
    *,
    title: str = "A title",
    path: str = "",
    body: str = "Text.\n",
) -> Path:
    """Write a valid post in Zola's form; its permalink names the day and the file."""
    permalink = path or f"2020/01/02/{Path(key).with_suffix('').as_posix()}"
    return write(root, key, ZOLA.format(title=title, path=permalink, body=body))


def write_yaml(root: Path, key: str, fields: str, body: str = "Text.\n") -> Path:
    """Write a post with these lines of YAML, an author and a date if they have none."""
    for name, value in (("author", "Ada"), ("date", "2020-01-02")):
        if f"{name}:" not in fields:
            fields += f"\n{name}: {value}"
    return write(root, key, f"---\n{fields.strip()}\n---\n{body}")


def png(color: str = "red") -> bytes:
    """Return a tiny picture; another colour makes another file."""
    content = io.BytesIO()
    Image.new("RGB", (2, 3), color).save(content, "PNG")
    return content.getvalue()


def run_import(
    root: Path,
    *,
    source: str = "site",
    author: str = "",
    is_dry_run: bool = False,
    batch_size: int = 100,
    now: datetime = NOW,
) -> Report:
    """Import `root`, check the balance of the report and return it."""
    options = ImportOptions(
        source=source,
        now=now,
        default_author=author,
        is_dry_run=is_dry_run,
        batch_size=batch_size,
    )
    report = import_tree(SourceTree(root), options)
    report.rows()
    return report


def posts_row(report: Report) -> dict[str, int]:
    """Return the balance of the posts without its zeros."""
    return {name: number for name, number in report.row("posts").items() if number}


def reasons(report: Report, kind: str = "posts") -> list[str]:
    """Return why things of one kind failed."""
    return [line.reason for line in report.failures if line.kind == kind]


def only_post() -> Post:
    """Return the one post there is."""
    return Post.objects.get()
