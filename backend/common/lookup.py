"""How clients name a row: by public id or by slug."""

from __future__ import annotations

import uuid
from typing import Any


def by_id_or_slug(key: str) -> dict[str, Any]:
    """Return the condition that finds the row a client means by `key`."""
    try:
        return {"public_id": uuid.UUID(key)}
    except ValueError:
        return {"slug": key}
