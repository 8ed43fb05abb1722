"""What a client asked to see of a thing; plain data that selectors may use as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Selection:
    """The chosen members, and for each chosen relation the members inside it.

    `nested` has an entry for every relation among `members`, so nobody has to know what
    the default is. Both use the names of the output, such as `cover_image`.
    """

    members: frozenset[str] = frozenset()
    nested: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __contains__(self, member: str) -> bool:
        return member in self.members

    def of(self, relation: str) -> frozenset[str]:
        """Return the members chosen inside `relation`; none if it was not chosen."""
        return self.nested.get(relation, frozenset())
