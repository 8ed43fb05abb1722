"""The balance sheet of an import: everything found is in exactly one other column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

KINDS = ("posts", "authors", "tags", "images", "redirects")
OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")


@dataclass(frozen=True)
class Line:
    """One thing to tell: its kind, the file it was found in, and what is the matter."""

    kind: str
    file: str
    reason: str


@dataclass
class Report:
    """What an import has done so far.

    `found` is counted where things are found and `outcomes` where they are dealt with,
    so that a sum that does not come out shows a mistake of ours.
    """

    found: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[Line] = field(default_factory=list)
    skipped: list[Line] = field(default_factory=list)
    warnings: list[Line] = field(default_factory=list)
    is_interrupted: bool = False

    def count(self, kind: str, outcome: str, number: int = 1) -> None:
        """Count things of one kind that ended one way."""
        self.outcomes[kind, outcome] += number

    def fail(self, kind: str, file: str, reason: str) -> None:
        """Count one thing that could not be imported."""
        self.count(kind, "failed")
        self.failures.append(Line(kind, file, reason))

    def skip(self, file: str, reason: str) -> None:
        """Count one file that is no post."""
        self.count("posts", "skipped")
        self.skipped.append(Line("posts", file, reason))

    def warn(self, file: str, reasons: Iterable[str]) -> None:
        """Tell what somebody should look at though it failed nothing."""
        self.warnings += [Line("posts", file, reason) for reason in reasons]

    def merge(self, other: Report) -> None:
        """Add what another report says."""
        self.found += other.found
        self.outcomes += other.outcomes
        self.failures += other.failures
        self.skipped += other.skipped
        self.warnings += other.warnings

    def row(self, kind: str) -> dict[str, int]:
        """Return the balance of one kind.

        Raises:
            AssertionError: found is not the sum of the outcomes.
        """
        row = {name: self.outcomes[kind, name] for name in OUTCOMES}
        if self.found[kind] != sum(row.values()):
            raise AssertionError(f"{kind}: {self.found[kind]} found, but {row}.")
        return {"found": self.found[kind], **row}

    def rows(self) -> dict[str, dict[str, int]]:
        """Return the balance of every kind; see `row`."""
        return {kind: self.row(kind) for kind in KINDS}
