"""What the developer sees: one line per step with the time it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False, soft_wrap=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show `title` while the block runs, then how long it took or that it failed."""
    started = time.monotonic()
    outcome = "[red]failed[/red]"
    try:
        with console.status(f"{title} ..."):
            yield
        outcome = "[green]ok[/green]"
    except KeyboardInterrupt:
        outcome = "stopped"
        raise
    finally:
        seconds = time.monotonic() - started
        console.print(f"  {title:<42} {outcome}  {seconds:.1f} s")


def say(text: str, *, style: str = "") -> None:
    """Print a line as it is, without reading markup in it."""
    console.print(text, style=style or None, markup=False)
