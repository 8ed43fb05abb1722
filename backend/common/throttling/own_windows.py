"""Windows in this process's memory, for as long as Redis is away."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from common.throttling.rules import Rule, Verdict

# About 2 MB. When it is full, the oldest window ends early.
MAX_WINDOWS = 10_000


@dataclass(slots=True)
class _Window:
    ends_at: float
    used: int = 0


@dataclass
class OwnWindows:
    """Judges as the script in Redis does, among the threads of one process.

    With N processes a client gets N times its rate: more than it should have, and far
    less than a guesser needs.
    """

    max_windows: int = MAX_WINDOWS
    _windows: dict[str, _Window] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, rules: tuple[Rule, ...]) -> Verdict:
        """Judge `rules`, and count if all of them have room."""
        with self._lock:
            now = time.monotonic()
            windows = [(rule, self._find(rule, now)) for rule in rules]
            admitted = all(window.used < rule.rate.limit for rule, window in windows)
            if admitted:
                for rule, window in windows:
                    self._use(rule, window)
            return Verdict.of(
                admitted=admitted,
                windows=[
                    (rule, window.used, window.ends_at - now)
                    for rule, window in windows
                ],
            )

    def refund(self, rules: tuple[Rule, ...]) -> None:
        """Take one try out of the window of each rule."""
        with self._lock:
            for rule in rules:
                window = self._windows.get(rule.name)
                if window is not None and window.used > 1:
                    window.used -= 1
                else:
                    self._windows.pop(rule.name, None)

    def forget(self, rules: tuple[Rule, ...]) -> None:
        """End the windows of `rules`."""
        with self._lock:
            for rule in rules:
                self._windows.pop(rule.name, None)

    def clear(self) -> None:
        """End all windows."""
        with self._lock:
            self._windows.clear()

    def _find(self, rule: Rule, now: float) -> _Window:
        """Return the window that is open, or a new one that no try has begun yet."""
        window = self._windows.get(rule.name)
        if window is None or window.ends_at <= now:
            return _Window(now + rule.rate.seconds)
        return window

    def _use(self, rule: Rule, window: _Window) -> None:
        window.used += 1
        if window.used == 1:
            # Taken out first, so that the dict stays in the order of beginning.
            self._windows.pop(rule.name, None)
            if len(self._windows) >= self.max_windows:
                del self._windows[next(iter(self._windows))]
            self._windows[rule.name] = window
