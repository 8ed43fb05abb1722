"""What an import must know of its earlier batches."""

from __future__ import annotations

from dataclasses import dataclass, field

from blog.services.importing.claims import Claims


@dataclass
class Memory:
    """Names that were counted, and what a dry run only pretends to have stored.

    `claims` and `images` stay empty in a real run: there the database remembers.
    """

    names: set[tuple[str, str]] = field(default_factory=set)
    claims: Claims = field(default_factory=Claims)
    images: dict[str, str] = field(default_factory=dict)
