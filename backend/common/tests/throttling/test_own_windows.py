from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from freezegun import freeze_time

from common.tests.throttling.windows import rule
from common.throttling import Rule
from common.throttling.own_windows import OwnWindows


def admitted(windows: OwnWindows, *rules: Rule, tries: int) -> int:
    return sum(windows.count(rules).admitted for _ in range(tries))


def test_the_limit_is_admitted_until_the_window_ends() -> None:
    windows, one = OwnWindows(), rule(rate="3/60")
    with freeze_time("2026-01-01") as clock:
        assert admitted(windows, one, tries=5) == 3
        clock.tick(59)
        refused = windows.count((one,))
        assert not refused.admitted
        assert refused.retry_after == 1

        clock.tick(1)
        assert admitted(windows, one, tries=5) == 3


def test_120_at_once_against_20_are_20() -> None:
    windows, one = OwnWindows(), rule(rate="20/60")
    together = threading.Barrier(120)

    def try_once(_: int) -> bool:
        together.wait()
        return windows.count((one,)).admitted

    with ThreadPoolExecutor(120) as pool:
        assert sum(pool.map(try_once, range(120))) == 20


def test_all_rules_count_or_none() -> None:
    windows = OwnWindows()
    full, other = rule("login", rate="1/60"), rule("account", rate="5/60")
    with freeze_time("2026-01-01") as clock:
        windows.count((full,))
        assert not windows.count((full, other)).admitted

        # The refused try has not begun a window either.
        clock.tick(30)
        assert windows.count((other,)).states[0].reset_after == 60
        assert admitted(windows, other, tries=9) == 4


def test_windows_can_be_forgotten_and_tries_given_back() -> None:
    windows, one = OwnWindows(), rule(rate="3/60")
    admitted(windows, one, tries=5)
    windows.refund((one,))
    assert admitted(windows, one, tries=5) == 1

    windows.forget((one,))
    windows.refund((one,))
    assert admitted(windows, one, tries=5) == 3


def test_the_oldest_windows_make_room() -> None:
    windows = OwnWindows(max_windows=3)
    rules = [rule(key=str(number), rate="1/60") for number in range(4)]
    with freeze_time("2026-01-01") as clock:
        for one in rules[:3]:
            windows.count((one,))
        clock.tick(60)
        # Begun again, so no longer the oldest.
        windows.count((rules[0],))
        windows.count((rules[3],))

        assert len(windows._windows) == 3
        assert not windows.count((rules[0],)).admitted
        assert not windows.count((rules[3],)).admitted
