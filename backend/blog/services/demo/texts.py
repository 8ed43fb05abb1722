"""Reading the texts of the demo posts: TOML between plus signs, then Markdown."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from blog.constants import Visibility

DIRECTORY = Path(__file__).parent / "posts"


@dataclass(frozen=True, kw_only=True)
class DemoText:
    """One text. `publish_in_days` counts from the moment of seeding."""

    title: str
    body: str
    slug: str
    author: str
    tags: tuple[str, ...] = ()
    subtitle: str = ""
    series: str = ""
    language: str = "en"
    visibility: Visibility = Visibility.PUBLIC
    published_at: datetime | None = None
    publish_in_days: int | None = None
    is_featured: bool = False
    cover: bool = False
    draft: bool = False

    def public_from(self, now: datetime) -> datetime | None:
        """Return when the post becomes public, or None for a draft."""
        if self.publish_in_days is not None:
            return now + timedelta(days=self.publish_in_days)
        return self.published_at


def load_texts() -> list[DemoText]:
    """Return all texts, oldest first, then those that are not public yet."""
    texts = [_read(path) for path in sorted(DIRECTORY.glob("*.md"))]
    return sorted(texts, key=lambda text: str(text.published_at or "later"))


def _read(path: Path) -> DemoText:
    _, header, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    fields = {"slug": path.stem, **tomllib.loads(header)}
    fields["tags"] = tuple(fields["tags"])
    fields["visibility"] = Visibility(fields.get("visibility", Visibility.PUBLIC))
    return DemoText(body=body, **fields)
